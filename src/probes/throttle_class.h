// The class of a protection against guessing, from the signs that were measured; pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "probes/answer_times.h"

namespace hoshi::probes {

// Where nothing was locked.
struct DelaySigns {
  Felt felt = Felt::no;
  Growth growth = Growth::none;
  bool growth_is_theirs = false;    // something else stayed quick: it is not the machine that is slow
  bool asks_second_factor = false;
  bool loses_connections = false;   // guesses side by side were hung up on
  int cap = 0;                      // connections at a time; 0: none seen
  std::int64_t serial_per_hour = 0;
  std::int64_t parallel_per_hour = 0;

  bool grows() const { return growth == Growth::steady || (growth == Growth::suspected && growth_is_theirs); }
};
std::string class_of(const DelaySigns& signs);

struct LockSigns {
  bool is_connection = false;  // nobody answered any more
  bool has_ended = false;
  bool is_rate_limit = false;
  std::string scope;           // scope_of()
};
std::string class_of(const LockSigns& signs);

// Whom a lock shuts out: "account", "source", "device" (everybody), "account_at_source" (only both together), "unknown".
// Given is whether another account from here, and the same account from another source, were let in meanwhile.
std::string scope_of(std::optional<bool> others_open, std::optional<bool> elsewhere_open);

}  // namespace hoshi::probes
