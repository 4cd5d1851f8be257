// What the office's rooms say to programs and logs, in the words of people.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "domain/words.h"
#include "i18n/catalogue.h"

namespace hoshi::pages {

// What is wrong, and where: "data/product/support_end", or "" where the error names no place.
struct Said {
  std::string where;
  std::string what;  // a sentence in the language asked for
};

// Nothing where the translations do not know the sentence: it is shown as it is then.
std::optional<Said> said_of(const i18n::Catalogue& words, Language language, const Error& error);

}  // namespace hoshi::pages
