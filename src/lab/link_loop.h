// The bad link at work: frames between a wire and a TAP, each direction through a model of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "lab/link_model.h"
#include "transport/socket_io.h"

namespace hoshi::lab {

struct LinkReport {
  LinkCounts to_device;
  LinkCounts from_device;
  std::uint64_t not_sent = 0;  // the interface was down or did not take it
};
Value to_value(const LinkReport& report);

// Until `stop_wanted` or until the TAP is gone. `told` gets the counts now and then, and at the end. Descriptors are
// not blocking; frames have the kernel's note in front (network_device.h). Memory is bounded: 4,096 frames and 16 MiB wait
// in a direction; what is more counts as overflowed.
void run_link(const transport::Descriptor& wire, const transport::Descriptor& tap, const LinkSettings& settings,
              const std::function<bool()>& stop_wanted, const std::function<void(const LinkReport&)>& told);

}  // namespace hoshi::lab
