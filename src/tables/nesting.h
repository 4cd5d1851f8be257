// Finds text that would nest too deeply before a recursive parser sees it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace hoshi::tables {

// The line (from 1) where brackets nest deeper than `limit`, or where one line has a dotted key of more than
// `limit` parts. Strings and comments are skipped as TOML 1.0 defines them. Linear, without recursion.
std::optional<int> line_nested_deeper_than(std::size_t limit, std::string_view text);

}  // namespace hoshi::tables
