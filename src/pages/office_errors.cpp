// Looks the English sentence up, whole or behind the place it names.
// SPDX-License-Identifier: Apache-2.0
#include "pages/office_errors.h"

namespace hoshi::pages {
namespace {

constexpr std::string_view errors = "office_error.e_";

}  // namespace

std::optional<Said> said_of(const i18n::Catalogue& words, Language language, const Error& error) {
  if (const auto whole = words.find(errors, error.message)) return Said{"", words.render(language, *whole)};
  const auto colon = error.message.find(": ");
  if (colon == std::string::npos || error.message.find(' ') < colon) return std::nullopt;  // places have no blanks
  const auto found = words.find(errors, std::string_view(error.message).substr(colon + 2));
  if (!found) return std::nullopt;
  return Said{error.message.substr(0, colon), words.render(language, *found)};
}

}  // namespace hoshi::pages
