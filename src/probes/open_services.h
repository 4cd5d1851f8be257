// Which endpoints speak a protocol: as identified, or as declared where a port is open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "probes/bench.h"
#include "probes/probe.h"

namespace hoshi::probes {

// One task an endpoint of a target in this run: services identified as one of the protocols, and open ports of
// routes declared so that were identified as nothing else.
std::vector<Task> tasks_for_protocols(const PlanInput& input, std::string_view probe,
                                      const std::vector<std::string_view>& protocols,
                                      std::string_view transport = "tcp");

struct ServicePlace {
  std::uint16_t port = 0;
  bool tls = false;
};
// invalid_input when the task's endpoint is no TCP port.
[[nodiscard]] Result<ServicePlace> place_of(const Task& task, const Bench& bench);

}  // namespace hoshi::probes
