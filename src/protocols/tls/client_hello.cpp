// Writes ClientHello messages (RFC 6101 5.6.1.2, RFC 5246 7.4.1.2, RFC 8446 4.1.2).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/client_hello.h"

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t most_suites = 2000;
constexpr std::uint16_t empty_renegotiation_info_scsv = 0x00FF;  // RFC 5746, 3.3
constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t client_hello_message = 1;

void add_extension(ByteWriter& extensions, std::uint16_t type, const Bytes& content) {
  extensions.u16(type);
  extensions.vector16(content);
}

Bytes list16(const std::vector<std::uint16_t>& codes) {
  ByteWriter inner;
  for (const std::uint16_t code : codes) {
    inner.u16(code);
  }
  ByteWriter list;
  list.vector16(inner.bytes());
  return std::move(list).bytes();
}

// RFC 6066, 3.
Bytes server_name_list(std::string_view name) {
  ByteWriter entry;
  entry.u8(0);  // host_name
  entry.vector16(to_bytes(name));
  ByteWriter list;
  list.vector16(entry.bytes());
  return std::move(list).bytes();
}

// RFC 8446, 4.2.8.
Bytes key_share_list(const std::vector<KeyShare>& shares) {
  ByteWriter entries;
  for (const KeyShare& share : shares) {
    entries.u16(share.group);
    entries.vector16(share.key);
  }
  ByteWriter list;
  list.vector16(entries.bytes());
  return std::move(list).bytes();
}

Bytes extensions_of(const ClientHello& hello) {
  ByteWriter all;
  if (!hello.server_name.empty()) {
    add_extension(all, 0, server_name_list(hello.server_name));
  }
  if (!hello.groups.empty()) {
    add_extension(all, 10, list16(hello.groups));
    add_extension(all, 11, {3, 0, 1, 2});  // RFC 8422, 5.1.2: uncompressed and both compressed forms
  }
  if (hello.version >= Version::tls_1_2) {
    // RFC 5246, 7.4.1.4.1: not for servers of older versions.
    add_extension(all, 13, list16(hello.signature_algorithms.empty() ? usual_signature_algorithms()
                                                                    : hello.signature_algorithms));
  }
  if (hello.version == Version::tls_1_3) {
    add_extension(all, 43, {2, 0x03, 0x04});  // supported_versions: TLS 1.3 alone
    add_extension(all, 45, {1, 1});           // psk_key_exchange_modes: psk_dhe_ke
    add_extension(all, 51, key_share_list(hello.key_shares));
  }
  return std::move(all).bytes();
}

Bytes body_of(const ClientHello& hello) {
  const bool newest = hello.version == Version::tls_1_3;
  ByteWriter body;
  body.u16(static_cast<std::uint16_t>(newest ? Version::tls_1_2 : hello.version));
  body.append(ByteView(hello.random));
  // RFC 8446, D.4: a session id makes middleboxes take the handshake for a resumption.
  body.vector8(newest ? sha256(hello.random) : Bytes{});
  ByteWriter suites;
  for (const std::uint16_t suite : hello.suites) {
    suites.u16(suite);
  }
  if (!newest) {
    suites.u16(empty_renegotiation_info_scsv);
  }
  body.vector16(suites.bytes());
  body.vector8(Bytes{0});  // no compression
  if (hello.version != Version::ssl_3_0) {
    const Bytes extensions = extensions_of(hello);
    if (!extensions.empty()) {
      body.vector16(extensions);
    }
  }
  return std::move(body).bytes();
}

}  // namespace

std::vector<std::uint16_t> usual_signature_algorithms() {
  return {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B,
          0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0402, 0x0302, 0x0203, 0x0201, 0x0202, 0x0101};
}

std::vector<KeyShare> placeholder_key_shares(const Bytes& random) {
  HOSHI_ASSERT(random.size() == random_bytes);
  // SEC 2, 2.4.2: the base point of secp256r1, uncompressed.
  auto base_point = from_hex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                             "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  HOSHI_ASSERT(base_point.has_value());
  return {{29, random}, {23, std::move(*base_point)}};
}

Bytes write_client_hello(const ClientHello& hello) {
  HOSHI_ASSERT(hello.random.size() == random_bytes);
  HOSHI_ASSERT(hello.suites.size() <= most_suites);
  ByteWriter message;
  message.u8(client_hello_message);
  message.vector24(body_of(hello));
  ByteWriter record;
  record.u8(handshake_record);
  // RFC 8446, 5.1 and RFC 5246, E.1: the first record says at most TLS 1.0, which every server reads.
  record.u16(static_cast<std::uint16_t>(std::min(hello.version, Version::tls_1_0)));
  record.vector16(message.bytes());
  return std::move(record).bytes();
}

}  // namespace hoshi::protocols::tls
