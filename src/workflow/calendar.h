// The office calendar: working days, deadlines and terms on days of Japan (JST, UTC+9 without summer time).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "domain/words.h"
#include "workflow/rulebook.h"

namespace hoshi::workflow {

struct Holiday {
  Date day;
  Words name;
};

// A closure every year, from month and day to month and day; it may run over the end of the year.
struct YearlyClosure {
  unsigned from_month = 0;
  unsigned from_day = 0;
  unsigned to_month = 0;
  unsigned to_day = 0;
  Words name;
};

// Days it knows nothing about are refused (conflict), never taken for working days. Immutable; threads may share it.
class Calendar {
 public:
  // invalid_input: no years, a holiday outside of them, or one twice.
  [[nodiscard]] static Result<Calendar> create(int first_year, int last_year, std::vector<Holiday> holidays,
                                               std::vector<YearlyClosure> closures);

  [[nodiscard]] Result<bool> is_working_day(Date day) const;
  // Why it is no working day: a holiday or closure; nothing for weekends and working days.
  std::optional<Words> reason(Date day) const;
  // The day itself or the next working day after it.
  [[nodiscard]] Result<Date> roll_forward(Date day) const;
  // The day `count` working days after `day`, which itself does not count (民法 art. 140). 0 rolls forward. At most 1000.
  [[nodiscard]] Result<Date> add_working_days(Date day, int count) const;
  [[nodiscard]] Result<Date> subtract_working_days(Date day, int count) const;
  // The calendar day `count` days after `day`, rolled forward: deadlines that are set in days.
  [[nodiscard]] Result<Date> add_days(Date day, int count) const;

  int first_year() const { return first_year_; }
  int last_year() const { return last_year_; }

 private:
  Calendar() = default;
  int first_year_ = 0;
  int last_year_ = 0;
  std::map<Date, Words> holidays_{};
  std::vector<YearlyClosure> closures_{};
};

// The day in Japan at that instant, and the instant at which a day of Japan ends (24:00 JST).
Date day_in_japan(Instant instant);
Instant end_of_day_in_japan(Date day);
bool is_over(Date last_day, Instant now);

Date plus_days(Date day, int count);

// The last day of a term that begins on `first`, by corresponding days (民法 art. 143): when the first day does not count the term
// begins on the day after; when the last month has no such day it ends with the month.
Date end_of_term(Date first, int years, bool first_day_counts);
Date label_valid_until(const Term& term, Date issued);
// The term after an extension runs on from the old last day, however late it was decided.
Date extended_until(const Term& term, Date valid_until);
// First and last day on which an extension may be applied for.
struct Window {
  Date first;
  Date last;
};
Window extension_window(const Term& term, Date valid_until);

int fiscal_year(Date day);                 // April to March: 2027-03-31 is 2026
std::string in_japanese_era(Date day);     // "令和8年11月30日"; years before 令和 (2019-05-01) in the western way
std::string in_japanese(Date day);         // "2026年11月30日"

}  // namespace hoshi::workflow
