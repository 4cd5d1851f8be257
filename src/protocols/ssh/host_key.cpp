// Reads SSH_MSG_KEX_ECDH_REPLY and SSH_MSG_KEXDH_REPLY, which have the same number and begin with the host key.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/host_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/ssh/packet.h"
#include "protocols/tls/client_hello.h"

namespace hoshi::protocols::ssh {

namespace {

constexpr std::uint8_t ignore_message = 2;
constexpr std::uint8_t debug_message = 4;
constexpr std::uint8_t extension_message = 7;  // RFC 8308: only after keys, but let pass
constexpr std::uint8_t kexinit_message = 20;
constexpr std::uint8_t exchange_message = 30;
constexpr std::uint8_t reply_message = 31;
constexpr int packets_limit = 8;
constexpr std::size_t kinds_limit = 4;
constexpr std::size_t curve25519_bytes = 32;

bool has(const std::vector<std::string>& names, std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); }

// The key behind the algorithm: RSA has three names for one.
std::string kind_of(const std::string& algorithm) { return algorithm.starts_with("rsa-sha2-") ? "ssh-rsa" : algorithm; }

std::size_t group_bytes(std::string_view exchange) { return exchange.find("group16") != std::string_view::npos ? 512 : 256; }

// The base point of P-256, uncompressed: a valid point of which nothing follows.
Bytes nist_p256_point(ByteView random) {
  constexpr std::uint16_t secp256r1 = 23;
  for (auto& share : tls::placeholder_key_shares(Bytes(random.begin(), random.begin() + 32))) {
    if (share.group == secp256r1) return share.key;
  }
  return {};
}

Result<HostKey> read_reply(ByteView payload) {
  ByteReader reader(payload);
  (void)HOSHI_TRY(reader.u8("message number"));
  const ByteView key = HOSHI_TRY(reader.vector32("host key"));
  (void)HOSHI_TRY(reader.vector32("the server's public value"));
  (void)HOSHI_TRY(reader.vector32("signature"));
  if (key.size() > host_key_limit_bytes) return fail(ErrorCode::corrupt, "a host key of more than 16 KiB");
  ByteReader inner(key);
  HostKey found;
  found.algorithm = printable(to_text(HOSHI_TRY(inner.vector32("algorithm"))), 64);
  if (inner.at_end()) return fail(ErrorCode::corrupt, "a host key without a key");
  found.sha256 = sha256_hex(key);
  return found;
}

}  // namespace

std::string exchange_for(const Kexinit& server) {
  constexpr auto known = std::to_array<std::string_view>(
      {"curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "diffie-hellman-group14-sha256",
       "diffie-hellman-group16-sha512", "diffie-hellman-group14-sha1"});
  const auto found = std::find_if(known.begin(), known.end(), [&](std::string_view name) { return has(server.key_exchange, name); });
  return found == known.end() ? "" : std::string(*found);
}

std::vector<std::string> host_key_algorithms(const Kexinit& server) {
  std::vector<std::string> chosen;
  for (const auto& algorithm : server.host_key) {
    const bool is_known = std::any_of(chosen.begin(), chosen.end(), [&](const std::string& one) { return kind_of(one) == kind_of(algorithm); });
    const bool is_certificate = algorithm.find("-cert-") != std::string::npos;
    if (!is_known && !is_certificate && chosen.size() < kinds_limit) chosen.push_back(algorithm);
  }
  return chosen;
}

Kexinit offer_for(const Kexinit& server, const std::string& exchange, const std::string& host_key) {
  Kexinit offer = server;
  offer.key_exchange = {exchange};
  offer.host_key = {host_key};
  offer.first_packet_follows = false;
  return offer;
}

Bytes write_exchange(std::string_view exchange, ByteView random, ByteView padding) {
  HOSHI_ASSERT(random.size() >= 512);
  ByteWriter payload;
  payload.u8(exchange_message);
  if (exchange.starts_with("curve25519")) {
    payload.vector32(random.first(curve25519_bytes));
  } else if (exchange.starts_with("ecdh")) {
    payload.vector32(nist_p256_point(random));
  } else {
    Bytes number(random.begin(), random.begin() + static_cast<std::ptrdiff_t>(group_bytes(exchange)));
    number.front() = 0x01;  // a positive number well below the group's prime
    payload.vector32(number);
  }
  return write_packet(payload.bytes(), padding);
}

Result<std::optional<HostKey>> read_host_key(ByteView received) {
  ByteReader reader(received);
  for (int count = 0; count < packets_limit; ++count) {
    const auto payload = HOSHI_TRY(read_packet(reader));
    if (!payload) return std::optional<HostKey>();
    const std::uint8_t message = payload->front();
    if (message == reply_message) return HOSHI_TRY(read_reply(*payload));
    const bool is_passed_over = message == ignore_message || message == debug_message || message == kexinit_message || message == extension_message;
    if (!is_passed_over) return fail(ErrorCode::corrupt, fmt::format("SSH message {} where a reply with the host key should be", message));
  }
  return fail(ErrorCode::corrupt, "no host key among the first packets");
}

}  // namespace hoshi::protocols::ssh
