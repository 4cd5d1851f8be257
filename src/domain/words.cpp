// Names of languages.
// SPDX-License-Identifier: Apache-2.0
#include "domain/words.h"

namespace hoshi {

std::string_view name_of(Language language) { return language == Language::ja ? "ja" : "en"; }

std::optional<Language> language_named(std::string_view name) {
  if (name == "ja") return Language::ja;
  if (name == "en") return Language::en;
  return std::nullopt;
}

}  // namespace hoshi
