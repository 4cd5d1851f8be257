// The multicast groups a question may go to: one pair of addresses a port, and there are no others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace hoshi::transport {

struct MulticastGroup {
  std::uint16_t port = 0;
  const char* ipv4 = "";  // "" where the protocol has none
  const char* ipv6 = "";  // of link-local scope
  const char* name = "";
};

const std::vector<MulticastGroup>& multicast_groups();
// Null when no group belongs to the port.
const MulticastGroup* group_of(std::uint16_t port);

}  // namespace hoshi::transport
