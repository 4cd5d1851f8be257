// What time does by itself: terms that end, deadlines that pass, reminders; all of it steps of the machines, taken by the clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/office.h"

namespace hoshi::office {

struct ClockRound {
  int steps = 0;      // taken now
  int reminders = 0;  // looked at; each goes out once, whatever this says
  std::vector<std::string> problems;
};

// Finds what its day is over for (24:00 JST) and takes for each the step that its machine gives the clock, at most so many in one
// round; reminders once a day. May run at any time and as often as one likes: what was done is not done again. unavailable when the store is gone.
[[nodiscard]] Result<ClockRound> tick(const Office& office, int most = 500);

}  // namespace hoshi::office
