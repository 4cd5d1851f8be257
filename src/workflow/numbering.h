// Numbers of applications, labels and cases: formats as data, check digits, and the arithmetic between counter and text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"
#include "domain/verdict.h"

namespace hoshi::workflow {

// A pattern is text in capital letters, digits and '-', with {fiscal_year} (4 digits, April to March), {year} (4), {level} (1 digit),
// {sequence:N} (N digits, 4 to 10; needed, once) and at its end {check} (2 digits, ISO/IEC 7064 MOD 97-10 over every letter
// and digit before it, letters as 10 to 35).
struct NumberFormat {
  std::string kind;      // "application_number"
  std::string pattern;   // "HA{fiscal_year}-{sequence:6}-{check}"
  Confidence confidence = Confidence::unverified;
  std::string source;
  int line = 0;
};

struct NumberParts {
  int level = 1;
  Date day;                   // in JST; gives year and fiscal year
  std::uint64_t sequence = 0; // from 1; of the counter that counter_name() names
  friend bool operator==(const NumberParts&, const NumberParts&) = default;
};

// invalid_input names what is wrong with the pattern.
[[nodiscard]] Result<void> check_pattern(const NumberFormat& format);
// conflict when the sequence has more digits than the pattern has room for: numbers never overflow into another form.
[[nodiscard]] Result<std::string> write_number(const NumberFormat& format, const NumberParts& parts);

struct ReadNumber {
  int year = 0;  // calendar or fiscal, as the pattern says; 0: it names none
  int level = 0; // 0: it names none
  std::uint64_t sequence = 0;
};
// Hostile text: invalid_input when it has another form or its check digits are wrong (a typing mistake).
[[nodiscard]] Result<ReadNumber> read_number(const NumberFormat& format, std::string_view text);

// Name of the counter in the store: "registration_number/2026", or without the year when the pattern names none. Levels share it.
std::string counter_name(const NumberFormat& format, Date day);

// Two patterns of which one text could be both. Used to keep kinds apart at first sight.
bool could_be_confused(const NumberFormat& a, const NumberFormat& b);

// Numbers made elsewhere (an imported list) are opaque: 1 to 64 printable ASCII characters without blanks at the ends.
bool is_opaque_number(std::string_view text);

// ISO/IEC 7064, MOD 97-10, over letters A–Z and digits; other characters are left out. Two digits.
std::string check_digits(std::string_view text);

}  // namespace hoshi::workflow
