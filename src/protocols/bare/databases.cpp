// First packets of MySQL and PostgreSQL.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/bare/databases.h"

#include "base/text.h"
#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::bare {
namespace {

constexpr std::size_t packet_bytes_max = 64u << 10;
// Capability flags of MySQL: long password, protocol 4.1, secure connection, plug-ins for authentication.
constexpr std::uint32_t capabilities = 0x00000001 | 0x00000200 | 0x00008000 | 0x00080000;

Bytes mysql_packet(std::uint8_t number, ByteView payload) {
  ByteWriter writer;
  const auto length = static_cast<std::uint32_t>(payload.size());
  writer.u8(static_cast<std::uint8_t>(length));
  writer.u8(static_cast<std::uint8_t>(length >> 8));
  writer.u8(static_cast<std::uint8_t>(length >> 16));
  writer.u8(number);
  writer.append(payload);
  return std::move(writer).bytes();
}

}  // namespace

Result<std::optional<MysqlPacket>> read_mysql_packet(ByteView received) {
  if (received.size() < 4) return std::optional<MysqlPacket>{};
  ByteReader reader(received);
  const std::size_t length = HOSHI_TRY(little16(reader, "length"));
  const auto more = HOSHI_TRY(reader.u8("length"));
  if (more != 0 || length == 0 || length > packet_bytes_max) return fail(ErrorCode::corrupt, "no packet of MySQL");
  MysqlPacket packet;
  packet.number = HOSHI_TRY(reader.u8("number"));
  if (reader.remaining() < length) return std::optional<MysqlPacket>{};
  const auto payload = HOSHI_TRY(reader.take(length, "payload"));
  packet.payload.assign(payload.begin(), payload.end());
  packet.size = reader.position();
  return std::optional(std::move(packet));
}

Result<Bytes> mysql_login_without_password(const MysqlPacket& greeting, std::string_view account) {
  if (greeting.payload.front() == 0xff) return fail(ErrorCode::unavailable, "this client's address may not come in");
  if (greeting.payload.front() != 10) return fail(ErrorCode::corrupt, "another protocol version of MySQL");
  ByteWriter writer;
  put_little32(writer, capabilities);
  put_little32(writer, 1u << 24);
  writer.u8(33);  // UTF-8
  writer.append(Bytes(23, 0));
  writer.append(account);
  writer.u8(0);
  writer.u8(0);  // no answer to the challenge
  writer.append(std::string_view("mysql_native_password\0", 22));
  return mysql_packet(static_cast<std::uint8_t>(greeting.number + 1), writer.bytes());
}

Bytes mysql_empty_answer(std::uint8_t number) { return mysql_packet(number, {}); }

Bytes postgresql_startup(std::string_view account) {
  ByteWriter body;
  body.u32(0x00030000);
  for (const std::string_view part : {std::string_view("user"), account, std::string_view("database"), account}) {
    body.append(part);
    body.u8(0);
  }
  body.u8(0);
  ByteWriter writer;
  writer.u32(static_cast<std::uint32_t>(body.bytes().size() + 4));
  writer.append(body.bytes());
  return std::move(writer).bytes();
}

Result<std::optional<DatabaseAnswer>> read_postgresql_answer(ByteView received) {
  if (received.size() < 9) return std::optional<DatabaseAnswer>{};
  ByteReader reader(received);
  const char kind = static_cast<char>(HOSHI_TRY(reader.u8("kind")));
  const auto length = HOSHI_TRY(reader.u32("length"));
  if ((kind != 'R' && kind != 'E') || length < 8 || length > packet_bytes_max) {
    return fail(ErrorCode::corrupt, "no answer of PostgreSQL");
  }
  if (kind == 'E') return std::optional(DatabaseAnswer::refused);
  const auto way = HOSHI_TRY(reader.u32("way"));
  return std::optional(way == 0 ? DatabaseAnswer::in : DatabaseAnswer::asks_password);
}

}  // namespace hoshi::protocols::bare
