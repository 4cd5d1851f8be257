// Small text helpers: UTF-8 cleaning, splitting, trimming, case, and spelling suggestions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hoshi {

// The text with every byte sequence that is not UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);
// For showing what a device sent: valid UTF-8, control characters as \xNN, characters that only change how others look
// (C1, direction, separators) as \uNNNN; what is given back has at most `limit` bytes, and "…" behind them when something was left out.
std::string printable(std::string_view text, std::size_t limit = 200);

std::string_view trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
// ASCII only.
std::string lower(std::string_view text);
bool contains_ignoring_case(std::string_view text, std::string_view part);
bool starts_with_ignoring_case(std::string_view text, std::string_view part);

// Decimal digits only, at most the given maximum; anything else is nothing.
std::optional<std::uint64_t> parse_number(std::string_view text, std::uint64_t maximum);

// The candidate nearest to `word` by edit distance, when it is near enough to be a typing mistake.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace hoshi
