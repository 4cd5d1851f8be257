// Prose of documents as passages that patterns can be matched on: width folded, one sentence each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi::protocols::text {

constexpr std::size_t prose_limit_bytes = 2u << 20;  // a long manual; what is beyond is not read
constexpr std::size_t passage_limit_bytes = 1500;    // longer sentences are cut into pieces

// Full-width letters, digits, marks and blanks (U+FF01 to U+FF5E, U+3000) as their ASCII forms.
std::string half_width(std::string_view utf8);

// Sentences in order. A sentence ends at 。 ! ? or a full stop with a blank, and at a line's end, unless the
// next line goes on (starts with a small letter or follows a line that plain text wrapped in the middle).
std::vector<std::string> passages(std::string_view utf8);

// At most `limit` bytes around `position`, cut at whole characters, with "…" where something is left out.
std::string excerpt(std::string_view utf8, std::size_t position, std::size_t limit = 200);

}  // namespace hoshi::protocols::text
