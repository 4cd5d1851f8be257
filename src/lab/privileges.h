// Giving up root: which users there are, and what a worker keeps once its descriptors are open.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "lab/configuration.h"

namespace hoshi::lab {

// The users dnsmasq and chronyd may change to here; root where this user namespace has no other.
Users users_here();

// The calling process becomes nobody where there is such a user, loses every capability and can get none again.
// Irreversible. An error means that it must not go on.
[[nodiscard]] Result<void> give_up_root();

}  // namespace hoshi::lab
