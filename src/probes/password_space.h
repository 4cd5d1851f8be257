// How many passwords there are to guess, and how long guessing them all takes; support for people, never a verdict.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/product.h"

namespace hoshi::probes {

// Longer times are reported as this many hours: more than 100,000 years.
constexpr std::int64_t exhaust_hours_max = 1'000'000'000;

struct PasswordSpace {
  double count = 0;   // 0: not known
  std::string basis;  // "generation": characters and length declared; "list": the well-known pairs; "": not known
};

// Different characters that a declared generation names ("lower-case letters and digits", "英数字12桁"), 0 when it names none.
int characters_named(std::string_view generation);

// Of the default value. Unique values count by their characters and length where both are declared; else, and for a
// common value, an attacker tries the well-known pairs (`list_entries`). Values set at first use have no default.
PasswordSpace default_space(const Authentication* authentication, std::size_t list_entries);

// Half of eight characters out of 26 + 26 + 10: what is expected until a user's password is met.
double user_space_half();

// Rounded down, at most exhaust_hours_max; 0 when the space or the rate is not known, or it takes less than an hour.
std::int64_t hours_to_guess(double guesses, std::int64_t guesses_per_hour);

}  // namespace hoshi::probes
