// How many connections of one source a service talks to before anybody has logged in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "probes/login.h"

namespace hoshi::probes {

struct CapLimits {
  int connections = 20;
  milliseconds answer_time{4000};    // of a greeting; slow devices send theirs within a second
  std::chrono::seconds round_time{20};
  milliseconds rest_between{1500};   // for the device to forget the connections that were let go
  int rounds = 3;
};

struct ConnectionCap {
  int tried = 0;  // 0: not measured
  int cap = 0;    // connections that were talked to side by side; 0: all that were tried
};

// Whether the service speaks first, so that a connection can be told from one that nobody serves.
bool greets_first(const LoginSurface& surface);

// Opens connections one after the other, awaits the greeting of each and holds them all without a word; then lets them
// go. Sends nothing. A round in which all are greeted is believed at once; less than all, when two rounds say so: then
// the cap is the best of them, since connections of former tries may still count. Leaves the device at rest.
ConnectionCap measure_cap(transport::Network& network, const LoginSurface& surface, const CapLimits& limits);

}  // namespace hoshi::probes
