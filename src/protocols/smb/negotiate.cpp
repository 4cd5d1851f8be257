// Messages of SMB2's negotiation and the one of SMB1.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/negotiate.h"

#include "base/text.h"
#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::smb {
namespace {

constexpr std::uint32_t smb2_magic = 0xfe534d42;
constexpr std::uint32_t smb1_magic = 0xff534d42;
constexpr std::size_t message_bytes_max = 1u << 17;
constexpr std::array<std::uint16_t, 5> dialects{0x0202, 0x0210, 0x0300, 0x0302, 0x0311};

// The length of direct TCP: a zero and 24 bits.
[[nodiscard]] Result<std::optional<ByteView>> framed(ByteView received) {
  if (received.size() < 4) return std::optional<ByteView>{};
  ByteReader reader(received);
  const std::size_t length = HOSHI_TRY(reader.u32("length"));
  if (length < 4 || length > message_bytes_max) return fail(ErrorCode::corrupt, "length of no SMB message");
  if (reader.remaining() < length) return std::optional<ByteView>{};
  return std::optional(received.subspan(4, length));
}

Bytes with_length(ByteView message) {
  ByteWriter writer;
  writer.vector32(message);
  return std::move(writer).bytes();
}

}  // namespace

Bytes write_message(const Header& header, ByteView body) {
  ByteWriter writer;
  writer.u32(smb2_magic);
  put_little16(writer, header_bytes);
  put_little16(writer, 1);  // credit charge
  put_little32(writer, 0);
  put_little16(writer, header.command);
  put_little16(writer, 31);  // credits asked for
  put_little32(writer, 0);
  put_little32(writer, 0);
  put_little64(writer, header.message);
  put_little32(writer, 0);
  put_little32(writer, header.tree);
  put_little64(writer, header.session);
  for (int i = 0; i < 16; ++i) writer.u8(0);  // no signature
  writer.append(body);
  return with_length(writer.bytes());
}

Result<std::optional<Message>> read_message(ByteView received) {
  const auto bytes = HOSHI_TRY(framed(received));
  if (!bytes) return std::optional<Message>{};
  ByteReader reader(*bytes);
  const auto magic = HOSHI_TRY(reader.u32("magic"));
  const auto size = HOSHI_TRY(little16(reader, "size"));
  if (magic != smb2_magic || size != header_bytes) return fail(ErrorCode::corrupt, "no SMB2 message");
  Message message;
  HOSHI_CHECK(reader.u16("credit charge"));
  message.header.status = HOSHI_TRY(little32(reader, "status"));
  message.header.command = HOSHI_TRY(little16(reader, "command"));
  HOSHI_CHECK(reader.u16("credits"));
  const auto flags = HOSHI_TRY(little32(reader, "flags"));
  if ((flags & 1u) == 0) return fail(ErrorCode::corrupt, "a request, no answer");
  HOSHI_CHECK(reader.u32("next command"));
  message.header.message = HOSHI_TRY(little64(reader, "message"));
  HOSHI_CHECK(reader.u32("process"));
  message.header.tree = HOSHI_TRY(little32(reader, "tree"));
  message.header.session = HOSHI_TRY(little64(reader, "session"));
  HOSHI_CHECK(reader.take(16, "signature"));
  message.whole.assign(bytes->begin(), bytes->end());
  return std::optional(std::move(message));
}

Bytes negotiate_request(ByteView random32, Newest newest) {
  HOSHI_ASSERT(random32.size() == 32);
  const bool is_3_1_1 = newest == Newest::dialect_3_1_1;
  const std::size_t count = dialects.size() - (is_3_1_1 ? 0 : 1);
  ByteWriter body;
  put_little16(body, 36);
  put_little16(body, static_cast<std::uint16_t>(count));
  put_little16(body, 1);  // signing enabled, not required
  put_little16(body, 0);
  put_little32(body, 0);  // capabilities: none
  body.append(random32.first(16));
  constexpr std::uint32_t contexts_at = header_bytes + 36 + 2 * dialects.size() + 2;  // multiple of 8
  static_assert(contexts_at % 8 == 0);
  put_little32(body, is_3_1_1 ? contexts_at : 0);
  put_little16(body, is_3_1_1 ? 1 : 0);
  put_little16(body, 0);
  for (std::size_t i = 0; i < count; ++i) put_little16(body, dialects[i]);
  if (!is_3_1_1) return write_message({command_negotiate, 0, 0, 0, 0}, body.bytes());
  put_little16(body, 0);
  // MS-SMB2, 2.2.3.1.1: 3.1.1 wants the hash of its preauthentication integrity, SHA-512.
  put_little16(body, 1);
  put_little16(body, 38);
  put_little32(body, 0);
  put_little16(body, 1);
  put_little16(body, 32);
  put_little16(body, 1);
  body.append(random32);
  return write_message({command_negotiate, 0, 0, 0, 0}, body.bytes());
}

Result<Negotiated> negotiated_in(const Message& message) {
  if (message.header.command != command_negotiate) return fail(ErrorCode::corrupt, "another command");
  if (message.header.status != 0) return fail(ErrorCode::unavailable, "the negotiation was refused");
  ByteReader reader(ByteView(message.whole).subspan(header_bytes));
  const auto size = HOSHI_TRY(little16(reader, "size"));
  if (size != 65) return fail(ErrorCode::corrupt, "size of another answer");
  const auto mode = HOSHI_TRY(little16(reader, "security mode"));
  const auto dialect = HOSHI_TRY(little16(reader, "dialect"));
  return Negotiated{dialect, (mode & 2u) != 0};
}

std::string dialect_name(std::uint16_t dialect) {
  switch (dialect) {
    case 0x0202: return "2.0.2";
    case 0x0210: return "2.1";
    case 0x0300: return "3.0";
    case 0x0302: return "3.0.2";
    case 0x0311: return "3.1.1";
    default: return "other";
  }
}

Bytes smb1_request() {
  ByteWriter writer;
  writer.u32(smb1_magic);
  writer.u8(0x72);  // negotiate
  put_little32(writer, 0);
  writer.u8(0x18);  // canonical paths, case does not matter
  put_little16(writer, 0xc801);  // Unicode, NT status, extended security, long names
  for (int i = 0; i < 12; ++i) writer.u8(0);
  put_little16(writer, 0xffff);
  put_little16(writer, 1);
  put_little16(writer, 0);
  put_little16(writer, 1);
  writer.u8(0);  // no words
  const std::string_view dialect("\x02NT LM 0.12\0", 12);
  put_little16(writer, static_cast<std::uint16_t>(dialect.size()));
  writer.append(dialect);
  return with_length(writer.bytes());
}

Result<std::optional<bool>> accepts_smb1(ByteView received) {
  const auto bytes = HOSHI_TRY(framed(received));
  if (!bytes) return std::optional<bool>{};
  ByteReader reader(*bytes);
  const auto magic = HOSHI_TRY(reader.u32("magic"));
  if (magic == smb2_magic) return std::optional(false);
  const auto command = HOSHI_TRY(reader.u8("command"));
  if (magic != smb1_magic || command != 0x72) return fail(ErrorCode::corrupt, "no SMB");
  HOSHI_CHECK(reader.take(27, "header"));
  const auto words = HOSHI_TRY(reader.u8("words"));
  if (words == 0) return std::optional(false);
  const auto dialect = HOSHI_TRY(little16(reader, "dialect"));
  return std::optional(dialect == 0);  // 0xffff: none of those offered
}

}  // namespace hoshi::protocols::smb
