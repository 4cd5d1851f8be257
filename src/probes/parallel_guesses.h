// Wrong passwords over several connections side by side, for a bounded time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/guess_log.h"
#include "probes/login.h"

namespace hoshi::probes {

struct ParallelInput {
  const LoginSurface& surface;
  const std::string& account;
  const LoginControls& controls;
  int connections = 8;
  std::chrono::seconds time{8};
  int tries_of_connection = 40;
  TaskTime origin{};      // of the points' times
  int round = 1;          // lanes of one task have different names
};

struct ParallelGuesses {
  int judged = 0;            // refused as a wrong password is
  int lost_connections = 0;  // lanes that were hung up on more often than answered
  milliseconds took{0};      // of the lane that took longest
  std::vector<GuessPoint> points;
};

// One thread and one lane each; a lane ends at the second sign of a lock in a row. Time is the lanes' own, so that
// replay comes to the same end.
ParallelGuesses guess_side_by_side(transport::Network& network, const ParallelInput& input);

}  // namespace hoshi::probes
