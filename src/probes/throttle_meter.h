// Measures what a login does against guessing: class, lock, recovery, and guesses an hour in the attacker's best way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "probes/login.h"

namespace hoshi::probes {

struct MeterLimits {
  // After each run of wrong tries the right password is sent. A success may reset the counter, so each run must be
  // long enough by itself to meet the lock it is there for: of 3, of 5, of 10.
  std::vector<int> runs{3, 5, 10};
  std::chrono::seconds serial_time{55};
  int connections = 8;
  std::chrono::seconds parallel_time{8};
  int parallel_tries_of_connection = 40;
  std::chrono::seconds recovery_time{70};  // longer locks are reported as not seen to end
  std::chrono::seconds steady_time{30};    // one try a second against a limit of the rate
  std::chrono::seconds all_time{150};
};

struct MeterInput {
  const LoginSurface& surface;
  const Credential* known = nullptr;
  const Credential* second = nullptr;
  std::string account = "admin";  // whose password is guessed when no account is known
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
  int connections = 0;
  bool control = false;
  std::string scope = "unknown";
};

// May lock the account: only with leave to disrupt. Uses up to limits.all_time and lanes of the network.
ThrottleReport measure_throttle(transport::Network& network, const MeterInput& input, const MeterLimits& limits);

}  // namespace hoshi::probes
