// Shapes of texts and days.
// SPDX-License-Identifier: Apache-2.0
#include "labels/shape.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace hoshi::labels {
namespace {

bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool has_length(std::string_view text, std::size_t most) { return !text.empty() && text.size() <= most; }

}  // namespace

bool is_scheme_id(std::string_view text, std::size_t most_bytes) {
  return has_length(text, most_bytes) && is_lower(text.front()) && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), [](char letter) { return is_lower(letter) || is_digit(letter) || letter == '-'; });
}

bool is_visible_text(std::string_view text, std::size_t most_bytes) {
  return has_length(text, most_bytes) && trimmed(text) == text && valid_utf8(text) == text && printable(text, text.size()) == text;
}

bool is_log_origin(std::string_view text, std::size_t most_bytes) {
  return has_length(text, most_bytes) &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter < '\x7f' && letter != '+'; });
}

std::optional<std::int64_t> day_number(Date date) {
  const std::chrono::year_month_day day{std::chrono::year(date.year), std::chrono::month(date.month), std::chrono::day(date.day)};
  if (!day.ok()) return std::nullopt;
  const std::int64_t number = std::chrono::sys_days(day).time_since_epoch().count();
  if (number < 0 || number > day_number_max) return std::nullopt;
  return number;
}

Date day_of(std::uint64_t day_number) {
  HOSHI_ASSERT(day_number <= static_cast<std::uint64_t>(day_number_max));
  const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(static_cast<int>(day_number)))};
  return {int(day.year()), unsigned(day.month()), unsigned(day.day())};
}

}  // namespace hoshi::labels
