// Where connected sockets come from: the only place that may open a connection, by the name of a target.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "transport/network.h"

namespace hoshi::transport {

// "main" of "main@ipv6@source2": the name without what says how it is reached.
std::string_view bare_name(std::string_view target);

// Knows which names were given by the user and refuses every other one with `forbidden`. Several threads may
// call it at once.
class Connector {
 public:
  virtual ~Connector() = default;
  // A connected, non-blocking TCP socket, owned by the caller. unavailable: refused or unreachable;
  // timed_out: no answer.
  [[nodiscard]] virtual Result<int> connect(std::string_view target, std::uint16_t port,
                                            milliseconds timeout) = 0;
  // The task's end of a relay to the target, see datagram_relay.h; owned by the caller.
  [[nodiscard]] virtual Result<int> open_datagrams(std::string_view target, std::uint16_t port, Reach reach) = 0;
  // As Network::act. Only a broker has anybody to act.
  [[nodiscard]] virtual Result<BenchActReport> act(const BenchAct&, milliseconds) {
    return fail(ErrorCode::unavailable, "nobody acts on this bench");
  }
  // Ends within `deadline`, then with what was found so far and complete = false.
  [[nodiscard]] virtual Result<ScanReport> scan_tcp(std::string_view target, const ScanOptions& options,
                                                    milliseconds deadline) = 0;
};

}  // namespace hoshi::transport
