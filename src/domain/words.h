// A text in the two languages of the house.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hoshi {

enum class Language { ja, en };

std::string_view name_of(Language language);  // "ja", "en"
std::optional<Language> language_named(std::string_view name);

struct Words {
  std::string ja;
  std::string en;

  const std::string& in(Language language) const { return language == Language::ja ? ja : en; }
  friend bool operator==(const Words&, const Words&) = default;
};

// A sentence for people, kept as data: a key of translations/*.toml and the values of its named slots.
struct Message {
  std::string key;
  std::map<std::string, std::string> slots;

  friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace hoshi
