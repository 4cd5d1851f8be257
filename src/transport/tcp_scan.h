// TCP connect scan of one address: fast where the device keeps up, gentle where it does not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "transport/address.h"
#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

enum class PortState : std::uint8_t { unknown, open, closed, filtered };

struct TcpScanOptions {
  std::vector<std::uint16_t> ports;          // empty: 1 to 65,535
  std::uint32_t packets_per_second = 5'000;  // never more SYNs than this, the kernel's repeats included
  std::uint64_t seed = 1;                    // of the order of ports
  std::string source_interface;              // empty: as the routing table says
  milliseconds silence{1'300};               // without an answer; over 1 s, when the kernel repeats the SYN
  std::size_t descriptors_max = 1'024;       // open at once
  std::function<bool()> stop{};              // asked now and then; true ends the scan as its deadline would
};

struct TcpScanResult {
  std::vector<PortState> states;      // by port, 65,536 of them
  std::uint32_t rate_per_second = 0;  // ports asked per second, on average
  bool complete = true;  // every port has a state other than unknown, and the device still answers
};

// Ends by `until`. unavailable when the network cannot be used at all. A port that answers is asked once; a
// silent one three times: by the kernel after one second, and again in a later, slower pass.
[[nodiscard]] Result<TcpScanResult> scan_address(const Address& address, const TcpScanOptions& options,
                                                 TimePoint until);

}  // namespace hoshi::transport
