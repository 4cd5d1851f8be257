// The words of the user interface in Japanese and English, from translations/*.toml.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/words.h"

namespace hoshi::i18n {

// Immutable after loading; threads may share it.
class Catalogue {
 public:
  // Reads ja.toml and en.toml. invalid_input (with file and line) when one is no table of texts, or when a key or
  // a {slot} stands in one language only.
  [[nodiscard]] static Result<Catalogue> load(const std::filesystem::path& folder);

  bool has(std::string_view key) const { return ja_.contains(key); }
  // The text, or the key itself in ⟨⟩ when there is none: seen at once, never empty.
  std::string text(Language language, std::string_view key) const;
  // The text with every {slot} filled. Slots the text does not name are ignored.
  std::string render(Language language, const Message& message) const;
  std::string render(Language language, std::string_view key, const std::map<std::string, std::string>& slots) const;
  // Among the keys that begin so, the one whose English text, its {slots} filled, is this one, with what fills them: how a sentence
  // that a room wrote for programs and logs is said to people. Of several the one with most text of its own.
  std::optional<Message> find(std::string_view beginning, std::string_view english) const;

 private:
  using Texts = std::map<std::string, std::string, std::less<>>;
  [[nodiscard]] static Result<Texts> read(const std::filesystem::path& file);
  // <language>.toml and every file of the folder <language>/; no key stands twice.
  [[nodiscard]] static Result<Texts> read_language(const std::filesystem::path& folder, std::string_view language);
  Texts ja_;
  Texts en_;
};

}  // namespace hoshi::i18n
