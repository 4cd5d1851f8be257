// Days are counted one by one: the spans of an office are short.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/calendar.h"

#include <tuple>

namespace hoshi::workflow {
namespace {

using std::chrono::days;

constexpr int working_days_max = 1'000;
constexpr std::chrono::hours japan_ahead_of_utc{9};  // no summer time since 1951

Date date_at(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

bool is_weekend(Date day) {
  const std::chrono::weekday weekday(to_days(day));
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

bool is_within(const YearlyClosure& closure, Date day) {
  const auto at = std::tuple(day.month, day.day);
  const auto from = std::tuple(closure.from_month, closure.from_day);
  const auto to = std::tuple(closure.to_month, closure.to_day);
  return from <= to ? from <= at && at <= to : at >= from || at <= to;
}

bool is_day_of_year(unsigned month, unsigned day) {
  return std::chrono::month_day(std::chrono::month(month), std::chrono::day(day)).ok();
}

// The day with the same number in the month `years` later; false when the month has none (29 February).
bool has_corresponding_day(Date first, int years) {
  return std::chrono::year_month_day(std::chrono::year(first.year + years), std::chrono::month(first.month),
                                     std::chrono::day(first.day)).ok();
}

}  // namespace

Result<Calendar> Calendar::create(int first_year, int last_year, std::vector<Holiday> holidays, std::vector<YearlyClosure> closures) {
  if (first_year < 1949 || last_year < first_year || last_year > 2199) {  // the act on national holidays is of 1948
    return fail(ErrorCode::invalid_input, "a calendar needs a span of years between 1949 and 2199");
  }
  Calendar calendar;
  calendar.first_year_ = first_year;
  calendar.last_year_ = last_year;
  for (auto& holiday : holidays) {
    const std::string shown = to_text(holiday.day);
    if (holiday.day.year < first_year || holiday.day.year > last_year) {
      return fail(ErrorCode::invalid_input, "the holiday " + shown + " is outside of the calendar's years");
    }
    if (!calendar.holidays_.emplace(holiday.day, std::move(holiday.name)).second) {
      return fail(ErrorCode::invalid_input, "the holiday " + shown + " stands twice");
    }
  }
  for (const auto& closure : closures) {
    if (!is_day_of_year(closure.from_month, closure.from_day) || !is_day_of_year(closure.to_month, closure.to_day)) {
      return fail(ErrorCode::invalid_input, "a closure begins or ends on a day that no year has");
    }
  }
  calendar.closures_ = std::move(closures);
  return calendar;
}

Result<bool> Calendar::is_working_day(Date day) const {
  if (day.year < first_year_ || day.year > last_year_) {
    return fail(ErrorCode::conflict, "the office calendar knows the years " + std::to_string(first_year_) + " to " +
                                         std::to_string(last_year_) + ", not " + to_text(day) + "; add the holidays of that year");
  }
  return !is_weekend(day) && !reason(day);
}

std::optional<Words> Calendar::reason(Date day) const {
  const auto holiday = holidays_.find(day);
  if (holiday != holidays_.end()) return holiday->second;
  for (const auto& closure : closures_) {
    if (is_within(closure, day)) return closure.name;
  }
  return std::nullopt;
}

Result<Date> Calendar::roll_forward(Date day) const {
  while (!HOSHI_TRY(is_working_day(day))) day = plus_days(day, 1);
  return day;
}

Result<Date> Calendar::add_working_days(Date day, int count) const {
  if (count < 0 || count > working_days_max) return fail(ErrorCode::invalid_input, "0 to 1000 working days can be added");
  if (count == 0) return roll_forward(day);
  for (int left = count; left > 0;) {
    day = plus_days(day, 1);
    left -= HOSHI_TRY(is_working_day(day)) ? 1 : 0;
  }
  return day;
}

Result<Date> Calendar::subtract_working_days(Date day, int count) const {
  if (count < 0 || count > working_days_max) return fail(ErrorCode::invalid_input, "0 to 1000 working days can be taken away");
  for (int left = count; left > 0;) {
    day = plus_days(day, -1);
    left -= HOSHI_TRY(is_working_day(day)) ? 1 : 0;
  }
  return day;
}

Result<Date> Calendar::add_days(Date day, int count) const {
  if (count < 0 || count > 10 * working_days_max) return fail(ErrorCode::invalid_input, "0 to 10000 days can be added");
  return roll_forward(plus_days(day, count));
}

Date day_in_japan(Instant instant) { return date_at(std::chrono::floor<days>(instant + japan_ahead_of_utc)); }

Instant end_of_day_in_japan(Date day) { return Instant(to_days(day)) + days(1) - japan_ahead_of_utc; }

bool is_over(Date last_day, Instant now) { return now >= end_of_day_in_japan(last_day); }

Date plus_days(Date day, int count) { return date_at(to_days(day) + days(count)); }

Date end_of_term(Date first, int years, bool first_day_counts) {
  const Date begins = first_day_counts ? first : plus_days(first, 1);
  if (!has_corresponding_day(begins, years)) return plus_days({begins.year + years, begins.month + 1, 1}, -1);
  return plus_days({begins.year + years, begins.month, begins.day}, -1);
}

Date label_valid_until(const Term& term, Date issued) { return end_of_term(issued, term.years, term.first_day_counts); }

Date extended_until(const Term& term, Date valid_until) { return end_of_term(valid_until, term.extension_years, false); }

Window extension_window(const Term& term, Date valid_until) {
  return {plus_days(valid_until, -term.extension_opens_days_before), plus_days(valid_until, -term.extension_closes_days_before)};
}

int fiscal_year(Date day) { return day.month >= 4 ? day.year : day.year - 1; }

std::string in_japanese(Date day) {
  return std::to_string(day.year) + "年" + std::to_string(day.month) + "月" + std::to_string(day.day) + "日";
}

std::string in_japanese_era(Date day) {
  constexpr Date first_of_reiwa{2019, 5, 1};  // 元号を改める政令 (平成31年政令第143号)
  if (day < first_of_reiwa) return in_japanese(day);
  const int year = day.year - 2018;
  return "令和" + (year == 1 ? std::string("元") : std::to_string(year)) + "年" + std::to_string(day.month) + "月" +
         std::to_string(day.day) + "日";
}

}  // namespace hoshi::workflow
