// Every try of a measurement as a point: when it began, how long its answer took, and what it was.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/value.h"
#include "probes/login.h"

namespace hoshi::probes {

enum class PasswordSent { wrong, right };

struct GuessPoint {
  milliseconds begin{0};  // since the measurement began
  milliseconds took{0};
  char letter = 'u';      // letter_of()
  int connection = 0;     // 0: in series; else the number of the connection beside others
};

// a accepted, r refused, l locked, t throttled, c connection lost, n no answer, u unclear; a capital when the right
// password was sent.
char letter_of(LoginClass outcome, PasswordSent sent);

// At most `points_max` points as docs/facts.md has them for login.curve, in the order of their beginnings; what was
// tried in series stays, and of the many connections' tries an even part is left out.
Value curve_points(std::vector<GuessPoint> points, std::size_t points_max);

}  // namespace hoshi::probes
