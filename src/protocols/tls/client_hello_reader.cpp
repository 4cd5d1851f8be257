// The message itself (RFC 8446, 4.1.2; RFC 6347, 4.2.1), and the records and fragments around it.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/client_hello_reader.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t client_hello_message = 1;
constexpr std::size_t random_bytes = 32;
constexpr std::size_t versions_limit = 64;
constexpr std::size_t name_limit_bytes = 255;
enum class Cookie { none, sent };

Result<std::string> read_server_name(ByteView content) {
  ByteReader reader(content);
  ByteReader list(HOSHI_TRY(reader.vector16("server names")));
  while (!list.at_end()) {
    const std::uint8_t type = HOSHI_TRY(list.u8("kind of name"));
    const ByteView name = HOSHI_TRY(list.vector16("server name"));
    if (type == 0) return lower(printable(to_text(name), name_limit_bytes));
  }
  return std::string();
}

Result<void> read_extension(std::uint16_t type, ByteView content, ClientHelloSeen& hello) {
  constexpr std::uint16_t server_name = 0;
  constexpr std::uint16_t supported_versions = 43;
  constexpr std::uint16_t encrypted_client_hello = 0xFE0D;
  if (type == server_name && !content.empty()) hello.server_name = HOSHI_TRY(read_server_name(content));
  if (type == encrypted_client_hello) hello.encrypted_name = true;
  if (type == supported_versions) {
    ByteReader reader(content);
    ByteReader list(HOSHI_TRY(reader.vector8("supported versions")));
    while (!list.at_end() && hello.versions.size() < versions_limit) {
      hello.versions.push_back(HOSHI_TRY(list.u16("version")));
    }
  }
  return {};
}

Result<ClientHelloSeen> read_body(ByteView body, Cookie cookie) {
  ClientHelloSeen hello;
  ByteReader reader(body);
  hello.version = HOSHI_TRY(reader.u16("version"));
  (void)HOSHI_TRY(reader.take(random_bytes, "random"));
  (void)HOSHI_TRY(reader.vector8("session id"));
  if (cookie == Cookie::sent) (void)HOSHI_TRY(reader.vector8("cookie"));
  (void)HOSHI_TRY(reader.vector16("suites"));
  (void)HOSHI_TRY(reader.vector8("compression methods"));
  if (reader.at_end()) return hello;
  ByteReader extensions(HOSHI_TRY(reader.vector16("extensions")));
  while (!extensions.at_end()) {
    const std::uint16_t type = HOSHI_TRY(extensions.u16("extension type"));
    const ByteView content = HOSHI_TRY(extensions.vector16("extension"));
    HOSHI_CHECK(read_extension(type, content, hello));
  }
  return hello;
}

}  // namespace

Result<std::optional<ClientHelloSeen>> read_client_hello(ByteView received) {
  const auto nothing = std::optional<ClientHelloSeen>();
  ByteReader reader(received.first(std::min(received.size(), client_hello_limit_bytes)));
  Bytes joined;
  while (reader.remaining() >= 5) {
    const std::uint8_t type = HOSHI_TRY(reader.u8("record type"));
    const std::uint16_t version = HOSHI_TRY(reader.u16("record version"));
    const std::uint16_t length = HOSHI_TRY(reader.u16("record length"));
    if (type != handshake_record || version >> 8 != 3 || reader.remaining() < length) return nothing;
    const ByteView content = HOSHI_TRY(reader.take(length, "record"));
    joined.insert(joined.end(), content.begin(), content.end());
    if (!joined.empty() && joined.front() != client_hello_message) return nothing;
    ByteReader message(joined);
    if (message.remaining() < 4) continue;
    (void)HOSHI_TRY(message.u8("message type"));
    if (message.remaining() < 3u + (std::size_t{joined[1]} << 16 | std::size_t{joined[2]} << 8 | joined[3])) continue;
    return HOSHI_TRY(read_body(HOSHI_TRY(message.vector24("client hello")), Cookie::none));
  }
  return nothing;
}

Result<std::optional<ClientHelloSeen>> read_datagram_client_hello(ByteView datagram) {
  const auto nothing = std::optional<ClientHelloSeen>();
  ByteReader reader(datagram);
  const std::uint8_t type = HOSHI_TRY(reader.u8("record type"));
  const std::uint16_t version = HOSHI_TRY(reader.u16("record version"));
  if (type != handshake_record || version >> 8 != 0xFE) return nothing;
  (void)HOSHI_TRY(reader.take(8, "epoch and number"));
  ByteReader record(HOSHI_TRY(reader.vector16("record")));
  if (HOSHI_TRY(record.u8("message type")) != client_hello_message) return nothing;
  const std::uint32_t length = HOSHI_TRY(record.u24("length"));
  (void)HOSHI_TRY(record.u16("message number"));
  const std::uint32_t offset = HOSHI_TRY(record.u24("fragment offset"));
  const ByteView fragment = HOSHI_TRY(record.vector24("fragment"));
  if (offset != 0 || fragment.size() != length) return nothing;
  return HOSHI_TRY(read_body(fragment, Cookie::sent));
}

}  // namespace hoshi::protocols::tls
