// Key exchange as far as the server's key; nothing is computed, and the connection is given up then.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/host_key.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "protocols/ssh/packet.h"

namespace hoshi::protocols::ssh {

namespace {

constexpr std::uint8_t disconnect_message = 1;
constexpr std::uint8_t exchange_begins = 30;  // RFC 4253, 8; RFC 5656, 4: the same number
constexpr std::uint8_t exchange_answers = 31;
constexpr std::size_t cookie_bytes = 16;
constexpr std::size_t key_limit_bytes = 16u << 10;
constexpr int packets_limit = 16;

// The same order each time, so that a server with several keys shows the same one each time.
constexpr std::array<std::string_view, 6> key_kinds{"ssh-ed25519",  "ecdsa-sha2-nistp256", "rsa-sha2-512",
                                                    "rsa-sha2-256", "ssh-rsa",             "ssh-dss"};

enum class Family { x25519, p256, finite_field };
struct Method {
  std::string_view name;
  Family family;
};
constexpr std::array<Method, 7> methods{{{"curve25519-sha256", Family::x25519},
                                         {"curve25519-sha256@libssh.org", Family::x25519},
                                         {"ecdh-sha2-nistp256", Family::p256},
                                         {"diffie-hellman-group14-sha256", Family::finite_field},
                                         {"diffie-hellman-group16-sha512", Family::finite_field},
                                         {"diffie-hellman-group14-sha1", Family::finite_field},
                                         {"diffie-hellman-group1-sha1", Family::finite_field}}};

// SEC 2, 2.4.2: the base point of secp256r1, a valid public key whose secret is 1.
constexpr std::string_view p256_base =
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// A public value of that family that a server takes for one: nothing depends on its secret.
Bytes public_value(const Method& method) {
  switch (method.family) {
    case Family::x25519: {
      Bytes base(32);
      base.front() = 9;  // RFC 7748, 4.1
      return base;
    }
    case Family::p256:
      return from_hex(p256_base).value_or(Bytes{});
    case Family::finite_field:
      // Many bits set, positive as an mpint, and less than every prime of these groups but group 1's (128 bytes).
      return Bytes(method.name == "diffie-hellman-group1-sha1" ? 128 : 256, 0x55);
  }
  return {};
}

Kexinit answer_to(const Kexinit& server, const Method& method) {
  Kexinit offer = server;
  offer.key_exchange = {std::string(method.name)};
  offer.host_key.clear();
  for (const auto kind : key_kinds) {
    if (has(server.host_key, kind)) offer.host_key.emplace_back(kind);
  }
  offer.first_packet_follows = false;
  return offer;
}

}  // namespace

Result<Bytes> write_exchange(const Kexinit& server, ByteView random) {
  HOSHI_ASSERT(random.size() >= 3 * cookie_bytes);
  const auto method = std::find_if(methods.begin(), methods.end(),
                                   [&](const Method& one) { return has(server.key_exchange, one.name); });
  if (method == methods.end()) return fail(ErrorCode::not_found, "no key exchange that is known here");
  const Kexinit offer = answer_to(server, *method);
  if (offer.host_key.empty()) return fail(ErrorCode::not_found, "no kind of host key that is known here");
  Bytes written = write_kexinit(offer, random.first(cookie_bytes), random.subspan(cookie_bytes, cookie_bytes));
  ByteWriter begin;
  begin.u8(exchange_begins);
  begin.vector32(public_value(*method));
  const Bytes packet = write_packet(begin.bytes(), random.subspan(2 * cookie_bytes, cookie_bytes));
  written.insert(written.end(), packet.begin(), packet.end());
  return written;
}

Result<std::optional<Bytes>> read_host_key(ByteView received) {
  ByteReader reader(received);
  for (int packets = 0; packets < packets_limit; ++packets) {
    const auto payload = HOSHI_TRY(read_packet(reader));
    if (!payload) return std::optional<Bytes>();
    ByteReader inside(*payload);
    const std::uint8_t message = HOSHI_TRY(inside.u8("message number"));
    if (message == disconnect_message) return fail(ErrorCode::corrupt, "the server ends the exchange");
    if (message != exchange_answers) continue;
    const ByteView key = HOSHI_TRY(inside.vector32("host key"));
    if (key.empty() || key.size() > key_limit_bytes) {
      return fail(ErrorCode::corrupt, fmt::format("a host key of {} bytes", key.size()));
    }
    return std::optional<Bytes>(Bytes(key.begin(), key.end()));
  }
  return fail(ErrorCode::corrupt, "no host key among the first packets");
}

}  // namespace hoshi::protocols::ssh
