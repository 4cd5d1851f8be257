// Dates and instants by the C++20 calendar.
// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"

namespace hoshi {
namespace {

std::optional<unsigned> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  const auto number = parse_number(text.substr(at, count), 9999);
  if (!number) return std::nullopt;
  return static_cast<unsigned>(*number);
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
    return fail(ErrorCode::invalid_input, "\"" + printable(text, 40) + "\" is not a date like 2026-11-23");
  }
  const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(*year)),
                                             std::chrono::month(*month), std::chrono::day(*day)};
  if (!calendar.ok()) {
    return fail(ErrorCode::invalid_input, "\"" + std::string(text) + "\" is no day of the calendar");
  }
  return Date{static_cast<int>(*year), *month, *day};
}

std::string to_text(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::chrono::sys_days to_days(Date date) {
  return std::chrono::year_month_day{std::chrono::year(date.year), std::chrono::month(date.month),
                                     std::chrono::day(date.day)};
}

std::string to_text(Instant instant) {
  const auto days = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::hh_mm_ss time(instant - days);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_text(date_of(instant)), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Instant> parse_instant(std::string_view text) {
  const auto problem = [&] {
    return fail(ErrorCode::invalid_input,
                "\"" + printable(text, 40) + "\" is not a time like 2026-11-23T01:22:42.123Z");
  };
  if (text.size() != 24 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' ||
      text[23] != 'Z') {
    return problem();
  }
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  const auto millisecond = digits(text, 20, 3);
  if (!date || !hour || !minute || !second || !millisecond) return problem();
  if (*hour > 23 || *minute > 59 || *second > 59) return problem();
  return Instant(to_days(*date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::milliseconds(*millisecond);
}

Date date_of(Instant instant) {
  const std::chrono::year_month_day calendar(std::chrono::floor<std::chrono::days>(instant));
  return Date{static_cast<int>(calendar.year()), static_cast<unsigned>(calendar.month()),
              static_cast<unsigned>(calendar.day())};
}

}  // namespace hoshi
