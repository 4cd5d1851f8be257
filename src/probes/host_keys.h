// Fingerprints of the keys a device shows: SSH host keys and TLS certificates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "transport/network.h"

namespace hoshi::probes {

// SHA-256 of the host key, hexadecimal; "" when the server shows none. An Error is the deadline or our own failure.
[[nodiscard]] Result<std::string> ssh_host_key(transport::Network& network, std::string_view target, std::uint16_t port);
// SHA-256 of the leaf certificate; "" when there is no handshake.
[[nodiscard]] Result<std::string> tls_leaf(transport::Network& network, std::string_view target, std::uint16_t port);

}  // namespace hoshi::probes
