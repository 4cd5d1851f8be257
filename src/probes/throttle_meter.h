// Measures what a login does against guessing: class, lock, recovery, and guesses an hour in the attacker's best way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "probes/connection_cap.h"
#include "probes/guesser.h"
#include "probes/login.h"

namespace hoshi::probes {

struct MeterLimits {
  // After each run of wrong tries the right password is sent. A success may reset the counter, so each run must be
  // long enough by itself to meet the lock it is there for: of 3, of 5, of 10, of 20.
  std::vector<int> runs{3, 5, 10, 20};
  std::chrono::seconds serial_time{55};
  int connections = 8;
  int connections_max = 20;                // when a delay held up each of eight for itself
  std::chrono::seconds parallel_time{8};
  int parallel_tries_of_connection = 40;
  CapLimits cap{};
  std::chrono::seconds recovery_time{70};  // until then it is looked for; later once more, without a try between
  std::chrono::seconds quiet_look{125};
  std::chrono::seconds steady_time{30};    // one try a second against a limit of the rate
  std::chrono::seconds all_time{150};
  std::chrono::seconds end_time{165};      // until when the end of a lock is waited for, to leave the device as it was
};

using MeterInput = GuessInput;

// What was measured of the right password: after how many wrong ones in a row, sent from where or for whom.
struct RightAfter {
  int wrong = 0;
  std::string from;  // "here", "elsewhere", "second account"
  std::string outcome;
};

struct ThrottleReport {
  std::string throttle_class = "unknown";  // the classes of login.throttle in docs/facts.md
  int tries = 0;             // wrong passwords that were judged
  int lock_after_tries = 0;  // 0: no lock was seen
  milliseconds recovery{0};  // 0: not seen
  std::int64_t serial_per_hour = 0;
  std::int64_t parallel_per_hour = 0;
  std::int64_t sustained_per_hour = 0;
  milliseconds first_delay{0};
  milliseconds last_delay{0};
  milliseconds usual{0};     // median of the wrong tries in series
  milliseconds right{0};     // median of the right password's answers between them
  int connections = 0;       // side by side, in the measurement that got furthest
  ConnectionCap cap;
  bool control = false;
  bool second_factor = false;
  bool left_open = false;    // at the end the right password worked, as at the beginning
  int sources = 1;           // addresses the right password was seen to work from
  std::string scope = "unknown";
  std::vector<RightAfter> right_after;
  std::vector<GuessPoint> points;
  milliseconds locked_at{0};      // on the clock of the points; 0: no lock
  milliseconds open_again_at{0};  // 0: not seen
};

// May lock the account: only with leave to disrupt. Uses up to limits.end_time and lanes of the network.
ThrottleReport measure_throttle(transport::Network& network, const MeterInput& input, const MeterLimits& limits);

}  // namespace hoshi::probes
