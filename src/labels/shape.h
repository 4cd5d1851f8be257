// What the members of statements and log entries may look like: texts, digests, days.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/date.h"

namespace hoshi::labels {

constexpr std::size_t digest_bytes = 32;         // SHA-256
constexpr std::size_t holder_digest_bytes = 16;  // half of one
constexpr std::int64_t day_number_max = 65535;   // 2149-06-06

bool is_scheme_id(std::string_view text, std::size_t most_bytes);     // a to z, 0 to 9, hyphens; begins with a letter
bool is_visible_text(std::string_view text, std::size_t most_bytes);  // UTF-8, nothing hidden, no blank at an end
bool is_log_origin(std::string_view text, std::size_t most_bytes);    // visible ASCII without plus (C2SP signed-note, names)

// Days since 1970-01-01; nothing for what is no day or lies outside 16 bits.
std::optional<std::int64_t> day_number(Date date);
Date day_of(std::uint64_t day_number);  // at most day_number_max

}  // namespace hoshi::labels
