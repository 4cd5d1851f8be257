// DTLS (CoAPS): a ClientHello without a cookie, which a server answers with one (RFC 6347, 4.2.1).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t record_alert = 21;
constexpr std::uint8_t record_handshake = 22;
constexpr std::uint16_t version_1_0 = 0xFEFF;
constexpr std::uint16_t version_1_2 = 0xFEFD;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint8_t hello_verify_request = 3;
constexpr std::size_t random_size = 32;
// What constrained devices and ordinary servers choose from: PSK and ECDHE with CCM-8, CBC, GCM; RSA.
constexpr std::array<std::uint16_t, 8> suites{0xC0A8, 0xC0AE, 0x00AE, 0xC02B, 0xC02F, 0xC023, 0x009C, 0x002F};

Bytes hello_extensions() {
  ByteWriter writer;
  const auto extension = [&](std::uint16_t type, std::initializer_list<std::uint8_t> content) {
    writer.u16(type);
    writer.vector16(Bytes(content));
  };
  extension(10, {0, 6, 0, 23, 0, 24, 0, 29});                    // supported groups: P-256, P-384, X25519
  extension(11, {1, 0});                                         // uncompressed points
  extension(13, {0, 8, 4, 3, 5, 3, 4, 1, 5, 1});                 // ECDSA and RSA with SHA-256, SHA-384
  return std::move(writer).bytes();
}

Bytes hello_body(ByteView random) {
  ByteWriter writer;
  writer.u16(version_1_2);
  writer.append(random.first(random_size));
  writer.u8(0);  // session
  writer.u8(0);  // cookie
  ByteWriter offered;
  for (const std::uint16_t suite : suites) offered.u16(suite);
  writer.vector16(offered.bytes());
  writer.vector8(Bytes{0});  // no compression
  writer.vector16(hello_extensions());
  return std::move(writer).bytes();
}

Bytes dtls_question(ByteView random) {
  const Bytes body = hello_body(random);
  const auto size = static_cast<std::uint32_t>(body.size());
  ByteWriter message;
  message.u8(client_hello);
  message.u24(size);
  message.u16(0);   // number of the message
  message.u24(0);   // offset of the fragment
  message.u24(size);
  message.append(body);
  ByteWriter record;
  record.u8(record_handshake);
  record.u16(version_1_0);
  record.u16(0);    // epoch
  record.u16(0);    // number of the record: 48 bits
  record.u32(0);
  record.vector16(message.bytes());
  return std::move(record).bytes();
}

bool is_version(std::uint16_t version) { return version == version_1_0 || version == version_1_2; }

Result<bool> is_server_message(ByteView bytes) {
  ByteReader reader(bytes);
  const auto type = HOSHI_TRY(reader.u8("type"));
  const auto whole = HOSHI_TRY(reader.u24("length"));
  HOSHI_TRY(reader.u16("number"));
  const auto offset = HOSHI_TRY(reader.u24("offset"));
  const auto length = HOSHI_TRY(reader.u24("length of the fragment"));
  if (offset != 0 || length > whole) return false;
  ByteReader body(HOSHI_TRY(reader.take(length, "fragment")));
  const auto version = HOSHI_TRY(body.u16("version"));
  if (!is_version(version)) return false;
  if (type == hello_verify_request) {
    const auto cookie = HOSHI_TRY(body.vector8("cookie"));
    return body.at_end() && length == whole && !cookie.empty();
  }
  if (type != server_hello) return false;
  HOSHI_TRY(body.take(random_size, "random"));
  HOSHI_TRY(body.vector8("session"));
  const auto suite = HOSHI_TRY(body.u16("suite"));
  return std::find(suites.begin(), suites.end(), suite) != suites.end();
}

Result<bool> is_alert(ByteView bytes) {
  ByteReader reader(bytes);
  const auto level = HOSHI_TRY(reader.u8("level"));
  const auto description = HOSHI_TRY(reader.u8("description"));
  return reader.at_end() && (level == 1 || level == 2) && description <= 120;
}

Result<bool> is_dtls_server(ByteView answer) {
  ByteReader reader(answer);
  const auto type = HOSHI_TRY(reader.u8("type of the record"));
  const auto version = HOSHI_TRY(reader.u16("version"));
  const auto epoch = HOSHI_TRY(reader.u16("epoch"));
  HOSHI_TRY(reader.take(6, "number of the record"));
  const auto content = HOSHI_TRY(reader.vector16("record"));
  if (!is_version(version) || epoch != 0) return false;
  if (type == record_alert) return is_alert(content);
  return type == record_handshake ? is_server_message(content) : false;
}

// The answer to a first hello repeats nothing of it: its form, and a suite out of those offered, is all there is.
std::optional<Recognised> recognise_coaps(ByteView, ByteView answer) {
  const auto is_server = is_dtls_server(answer);
  if (!is_server || !*is_server) return std::nullopt;
  return Recognised{"coaps", "", "", answer[0] == record_alert ? "DTLS alert" : "DTLS"};
}

}  // namespace

std::vector<Entry> dtls_entries() {
  return {{"coaps", "coaps", {5684}, Ask::unicast, Answers::from_port, dtls_question, recognise_coaps}};
}

}  // namespace hoshi::protocols::datagrams
