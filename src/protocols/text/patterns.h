// Regular expressions that come from people (recipes), applied to what devices say: linear time, bounded memory (RE2).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::protocols::text {

// Whether the pattern is found anywhere in `text`; "." also matches line breaks. invalid_input: no regular expression.
[[nodiscard]] Result<bool> is_found(const std::string& pattern, std::string_view text);

// What the pattern's first group (or, without one, the whole pattern) matched first; nothing when it is not found.
[[nodiscard]] Result<std::optional<std::string>> first_match(const std::string& pattern, std::string_view text);

}  // namespace hoshi::protocols::text
