// Handshakes that go just as far as the key.
// SPDX-License-Identifier: Apache-2.0
#include "probes/units/shown_keys.h"

#include "probes/host_keys.h"
#include "protocols/tls/certificate.h"

namespace hoshi::probes {

Result<ShownKeys> tls_keys(transport::Network& network, std::string_view target, std::uint16_t port) {
  constexpr transport::milliseconds connect_timeout{10000};
  HOSHI_CHECK(network.wait(transport::milliseconds(0)));
  ShownKeys keys;
  const auto stream = network.connect_tls(target, port, {}, connect_timeout);
  const auto* session = stream ? (*stream)->tls() : nullptr;
  if (session == nullptr || session->certificates_der.empty()) return keys;
  const auto facts = protocols::tls::read_certificate(session->certificates_der.front());
  if (!facts) return keys;
  keys["certificate"] = facts->sha256;
  if (!facts->key_sha256.empty()) keys["tls key"] = facts->key_sha256;
  return keys;
}

Result<ShownKeys> ssh_keys(transport::Network& network, std::string_view target, std::uint16_t port) {
  ShownKeys keys;
  const std::string key = HOSHI_TRY(ssh_host_key(network, target, port));
  if (!key.empty()) keys["ssh host key"] = key;
  return keys;
}

}  // namespace hoshi::probes
