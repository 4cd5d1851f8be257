// The keys by which a unit's services can be recognised: of TLS certificates and SSH servers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "transport/network.h"

namespace hoshi::probes {

// What ("ssh host key", "tls key", "certificate") and the SHA-256 of each found there.
using ShownKeys = std::map<std::string, std::set<std::string>>;

// Of the certificate shown without a server name. Nothing when the unit does not answer there with TLS.
ShownKeys tls_keys(transport::Network& network, std::string_view target, std::uint16_t port);

// One connection for each kind of key on offer, at most four; each ends before anything is encrypted.
ShownKeys ssh_keys(transport::Network& network, std::string_view target, std::uint16_t port);

}  // namespace hoshi::probes
