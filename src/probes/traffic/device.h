// Which machine of a capture is the device under test, as far as it can be told for sure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "protocols/capture/analyse.h"

namespace hoshi::probes {

// "02:00:00:00:00:10", "02-00-…", "020000000010"; nothing when it is no MAC address.
std::optional<protocols::capture::Mac> mac_from(std::string_view text);

// The declared one when it is there. Else the only one that asked for an address by DHCP. Else the one machine, no
// router, that has part in nearly all traffic between two machines. Nothing when several may be meant.
std::optional<protocols::capture::Mac> find_device(const protocols::capture::CaptureSeen& seen,
                                                   const std::optional<protocols::capture::Mac>& declared);

}  // namespace hoshi::probes
