// Calendar dates (YYYY-MM-DD) and instants (RFC 3339, UTC), without time zones or clocks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi {

struct Date {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};

[[nodiscard]] Result<Date> parse_date(std::string_view text);  // "2026-11-23"; refuses 2026-02-30
std::string to_text(Date date);
std::chrono::sys_days to_days(Date date);

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
std::string to_text(Instant instant);                                // "2026-11-23T01:22:42.123Z"
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);  // the same form only
Date date_of(Instant instant);                                       // in UTC

}  // namespace hoshi
