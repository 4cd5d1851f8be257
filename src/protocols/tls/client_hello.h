// Builds ClientHello messages of any version, with any suites and groups; nothing of it is ever completed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::tls {

struct KeyShare {
  std::uint16_t group = 0;
  Bytes key;
};

struct ClientHello {
  Version version = Version::tls_1_2;  // the only one offered with TLS 1.3, the highest one below
  Bytes random;                        // 32 bytes from the caller's generator
  std::vector<std::uint16_t> suites;   // at most 2000
  std::vector<std::uint16_t> groups;   // empty: the extension is left out
  std::vector<std::uint16_t> signature_algorithms;  // empty: usual_signature_algorithms()
  std::string server_name;             // empty: no SNI
  // TLS 1.3 only. None: the server is asked to choose a group, by HelloRetryRequest (RFC 8446, 4.2.8).
  std::vector<KeyShare> key_shares;
};

std::vector<std::uint16_t> usual_signature_algorithms();
// Public keys that are valid and whose private key nobody uses: X25519 of any bytes, and the base point of P-256.
// For servers that answer a hello without shares with an alert. `random` is 32 bytes.
std::vector<KeyShare> placeholder_key_shares(const Bytes& random);

// One record with the handshake message. The random must be 32 bytes long. SSL 3.0 has no extensions; TLS_FALLBACK_SCSV
// is never sent, so that servers do not refuse the lower version (RFC 7507).
Bytes write_client_hello(const ClientHello& hello);

}  // namespace hoshi::protocols::tls
