// The office calendar of Japan, computed a second time by the rules of the act; deadlines, terms and years.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/calendar.h"

#include <set>

#include "workflow/office_data.h"

namespace hoshi::workflow {
namespace {

const Calendar& calendar() {
  static const auto loaded = schemes::load_calendar(source("office/calendar-jp.toml"));
  EXPECT_EQ(loaded.problems.to_lines(), "");
  return *loaded.calendar;
}

bool falls_on(Date day, std::chrono::weekday weekday) { return std::chrono::weekday(to_days(day)) == weekday; }

Date monday(int year, unsigned month, unsigned which) {
  Date day{year, month, 1};
  while (!falls_on(day, std::chrono::Monday)) day = plus_days(day, 1);
  return plus_days(day, static_cast<int>(7 * (which - 1)));
}

// The usual approximation of the equinoxes, good for 1980 to 2099.
unsigned equinox(int year, double base) {
  return static_cast<unsigned>(base + 0.242194 * (year - 1980) - (year - 1980) / 4);
}

// 国民の祝日に関する法律, article 2, then 3.2 (substitutes) and 3.3 (a day between two holidays).
std::set<Date> holidays_of(int year) {
  std::set<Date> days{{year, 1, 1}, monday(year, 1, 2), {year, 2, 11}, {year, 2, 23}, {year, 3, equinox(year, 20.8431)}, {year, 4, 29},
                      {year, 5, 3}, {year, 5, 4}, {year, 5, 5}, monday(year, 7, 3), {year, 8, 11}, monday(year, 9, 3),
                      {year, 9, equinox(year, 23.2488)}, monday(year, 10, 2), {year, 11, 3}, {year, 11, 23}};
  const std::set<Date> national = days;
  for (const Date day : national) {
    if (!falls_on(day, std::chrono::Sunday)) continue;
    Date substitute = plus_days(day, 1);
    while (national.contains(substitute)) substitute = plus_days(substitute, 1);
    days.insert(substitute);
  }
  for (const Date day : national) {
    if (national.contains(plus_days(day, 2)) && !falls_on(plus_days(day, 1), std::chrono::Sunday)) days.insert(plus_days(day, 1));
  }
  return days;
}

TEST(OfficeCalendar, HasTheHolidaysThatTheActGives) {
  for (int year = calendar().first_year(); year <= calendar().last_year(); ++year) {
    const auto holidays = holidays_of(year);
    for (Date day{year, 1, 4}; day < Date{year, 12, 29}; day = plus_days(day, 1)) {
      EXPECT_EQ(calendar().reason(day).has_value(), holidays.contains(day)) << to_text(day);
    }
  }
  EXPECT_EQ(calendar().reason({2026, 9, 22})->ja, "国民の休日");
  EXPECT_EQ(calendar().reason({2026, 5, 6})->ja, "振替休日");
  EXPECT_EQ(calendar().reason({2027, 3, 22})->ja, "振替休日");
}

TEST(OfficeCalendar, IsClosedAtTheTurnOfTheYear) {
  EXPECT_EQ(calendar().roll_forward({2026, 12, 29}).value(), (Date{2027, 1, 4}));
  EXPECT_EQ(calendar().add_working_days({2026, 12, 28}, 1).value(), (Date{2027, 1, 4}));
  EXPECT_FALSE(calendar().is_working_day({2027, 1, 2}).value());
}

TEST(OfficeCalendar, CountsFromTheDayAfter) {
  EXPECT_EQ(calendar().add_working_days({2026, 11, 20}, 1).value(), (Date{2026, 11, 24}));  // Friday; Monday is a holiday
  EXPECT_EQ(calendar().add_working_days({2026, 9, 18}, 1).value(), (Date{2026, 9, 24}));    // three holidays after the weekend
  EXPECT_EQ(calendar().subtract_working_days({2026, 9, 24}, 1).value(), (Date{2026, 9, 18}));
  EXPECT_EQ(calendar().add_working_days({2026, 11, 21}, 0).value(), (Date{2026, 11, 24}));
  EXPECT_EQ(calendar().add_days({2026, 11, 13}, 10).value(), (Date{2026, 11, 24}));
}

TEST(OfficeCalendar, RefusesYearsItDoesNotKnow) {
  for (const auto& refused : {calendar().roll_forward({2024, 12, 30}), calendar().add_working_days({2028, 12, 28}, 1),
                              calendar().add_days({2028, 12, 20}, 15), calendar().subtract_working_days({2025, 1, 6}, 1)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  }
  EXPECT_FALSE(calendar().add_working_days({2026, 1, 5}, -1));
  EXPECT_FALSE(calendar().add_working_days({2026, 1, 5}, 1001));
  EXPECT_FALSE(Calendar::create(2027, 2026, {}, {}));
  EXPECT_FALSE(Calendar::create(2026, 2026, {{{2027, 1, 1}, {}}}, {}));
  EXPECT_FALSE(Calendar::create(2026, 2026, {}, {{2, 30, 3, 1, {}}}));
}

TEST(Terms, EndByCorrespondingDays) {
  EXPECT_EQ(end_of_term({2025, 5, 21}, 2, true), (Date{2027, 5, 20}));
  EXPECT_EQ(end_of_term({2025, 5, 21}, 2, false), (Date{2027, 5, 21}));
  EXPECT_EQ(end_of_term({2024, 2, 29}, 2, true), (Date{2026, 2, 28}));  // no corresponding day
  EXPECT_EQ(end_of_term({2024, 2, 28}, 2, false), (Date{2026, 2, 28}));
  EXPECT_EQ(end_of_term({2024, 2, 29}, 4, true), (Date{2028, 2, 28}));
  EXPECT_EQ(end_of_term({2026, 1, 1}, 2, true), (Date{2027, 12, 31}));
  EXPECT_EQ(end_of_term({2026, 12, 31}, 2, false), (Date{2028, 12, 31}));
}

TEST(Terms, AreOfTheScheme) {
  const Term& jc = *jc_star().rulebook.term(1);
  EXPECT_EQ(label_valid_until(jc, {2026, 11, 30}), (Date{2028, 11, 29}));
  EXPECT_EQ(extended_until(jc, {2028, 11, 29}), (Date{2030, 11, 29}));
  const Term& test = *test_scheme().rulebook.term(3);
  EXPECT_EQ(label_valid_until(test, {2026, 11, 30}), (Date{2029, 11, 30}));
  EXPECT_EQ(extension_window(test, {2029, 11, 30}).last, (Date{2029, 11, 20}));
}

TEST(Terms, EndAt24HoursInJapan) {
  const Instant end = end_of_day_in_japan({2028, 11, 29});
  EXPECT_EQ(to_text(end), "2028-11-29T15:00:00.000Z");
  EXPECT_TRUE(is_over({2028, 11, 29}, end));
  EXPECT_FALSE(is_over({2028, 11, 29}, end - std::chrono::milliseconds(1)));
  EXPECT_EQ(day_in_japan(end - std::chrono::milliseconds(1)), (Date{2028, 11, 29}));
  EXPECT_EQ(day_in_japan(end), (Date{2028, 11, 30}));
}

TEST(Years, AreFiscalAndJapanese) {
  EXPECT_EQ(fiscal_year({2027, 3, 31}), 2026);
  EXPECT_EQ(fiscal_year({2027, 4, 1}), 2027);
  EXPECT_EQ(in_japanese_era({2026, 11, 30}), "令和8年11月30日");
  EXPECT_EQ(in_japanese_era({2019, 5, 1}), "令和元年5月1日");
  EXPECT_EQ(in_japanese_era({2019, 4, 30}), "2019年4月30日");
}

}  // namespace
}  // namespace hoshi::workflow
