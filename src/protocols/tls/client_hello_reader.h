// Reads what a captured ClientHello of TLS or DTLS says in clear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::tls {

constexpr std::size_t client_hello_limit_bytes = 64u << 10;

struct ClientHelloSeen {
  std::uint16_t version = 0;               // legacy_version
  std::vector<std::uint16_t> versions;     // of supported_versions (RFC 8446, 4.2.1); empty: not sent
  std::string server_name;                 // RFC 6066, 3: printable, lower case; "" when not sent
  bool encrypted_name = false;             // an encrypted client hello: the server's name is a cover
};

// The records from the beginning of a connection. Nothing: no ClientHello, or not whole yet. corrupt: it breaks TLS.
[[nodiscard]] Result<std::optional<ClientHelloSeen>> read_client_hello(ByteView received);

// One datagram (RFC 6347, 4.2). Nothing: no ClientHello, or one in fragments.
[[nodiscard]] Result<std::optional<ClientHelloSeen>> read_datagram_client_hello(ByteView datagram);

}  // namespace hoshi::protocols::tls
