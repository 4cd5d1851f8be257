// Which addresses a webhook may go to: those of the public network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace hoshi::courier {

// 4 or 16 bytes in network order; anything else is not public. A subscriber names the webhook's address, so it must not
// reach what only our own network does: private, link-local, shared, loopback and group addresses (IANA's special-purpose
// registries), also where they hide in an IPv6 address.
bool is_public_address(ByteView address);

}  // namespace hoshi::courier
