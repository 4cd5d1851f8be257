// The keys by which a unit's services can be recognised: of TLS certificates and SSH servers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "transport/network.h"

namespace hoshi::probes {

// What ("ssh host key", "tls key", "certificate") and its SHA-256.
using ShownKeys = std::map<std::string, std::string>;

// Of the certificate shown without a server name. Nothing when the unit does not answer there with TLS. An Error is the
// deadline or our own failure.
[[nodiscard]] Result<ShownKeys> tls_keys(transport::Network& network, std::string_view target, std::uint16_t port);

// Of several host keys the one of the first kind in a fixed order: a copied set of keys shows the same one.
[[nodiscard]] Result<ShownKeys> ssh_keys(transport::Network& network, std::string_view target, std::uint16_t port);

}  // namespace hoshi::probes
