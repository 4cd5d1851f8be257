// Where the data of an installation is, and the words in the user's language.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "domain/words.h"
#include "i18n/catalogue.h"
#include "schemes/load_scheme.h"
#include "tables/problem.h"
#include "workflow/rulebook.h"

namespace hoshi::operations {

struct Home {
  std::filesystem::path data;  // holds schemes/, knowledge/, translations/
  i18n::Catalogue words;
  Language language = Language::ja;
  std::string tool;  // "hoshi 0.1.0"

  std::string text(std::string_view key, const std::map<std::string, std::string>& slots = {}) const {
    return words.render(language, key, slots);
  }
};

[[nodiscard]] Result<Home> open_home(const std::filesystem::path& data, Language language, std::string tool);

// One line a problem, in the user's language: "product.toml:12: route[2].port: …".
std::string to_lines(const Home& home, const tables::Problems& problems);

// What scheme data may name: the rules of this program and the fields of descriptions.
schemes::Known known_names();

// The scheme, or an Error that lists every problem.
[[nodiscard]] Result<Scheme> open_scheme(const Home& home, const std::filesystem::path& folder);
// What the scheme lays down for its office, or an Error that lists every problem; nothing when the folder has no such files.
[[nodiscard]] Result<std::optional<workflow::Rulebook>> open_rulebook(const Home& home, const std::filesystem::path& folder,
                                                                      const Scheme& scheme);
// Folder of a scheme by id, in the data folder.
std::filesystem::path scheme_folder(const Home& home, std::string_view id);

}  // namespace hoshi::operations
