// The questions to multicast groups: what is asked in which round, and which answers belong to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/discovery/announcement.h"
#include "transport/network.h"

namespace hoshi::probes {

// Something of the target answered on this port; what it said.
struct Heard {
  std::uint16_t port = 0;
  Announcement announcement;
};

// Asks SSDP, mDNS, WS-Discovery and CoAP, then mDNS for details and LLMNR for the names that came up and for
// `further_names` (labels). Only protocol-correct answers that belong to a question count. An error is our own
// failure or the deadline.
[[nodiscard]] Result<std::vector<Heard>> ask_groups(transport::Network& network, std::string_view target,
                                                    const std::vector<std::string>& further_names);

}  // namespace hoshi::probes
