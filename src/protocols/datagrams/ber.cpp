// Reads and writes BER.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/datagrams/ber.h"

namespace hoshi::protocols::datagrams {
namespace {

Result<std::size_t> read_length(ByteReader& reader) {
  const auto first = HOSHI_TRY(reader.u8("length"));
  if (first < 0x80) return std::size_t{first};
  if (first == 0x81) return std::size_t{HOSHI_TRY(reader.u8("length"))};
  if (first == 0x82) return std::size_t{HOSHI_TRY(reader.u16("length"))};
  return fail(ErrorCode::corrupt, "length of another form");
}

}  // namespace

Result<BerValue> read_ber(ByteReader& reader) {
  const auto tag = HOSHI_TRY(reader.u8("tag"));
  const auto length = HOSHI_TRY(read_length(reader));
  const auto content = HOSHI_TRY(reader.take(length, "content"));
  return BerValue{tag, content};
}

Result<ByteView> read_ber(ByteReader& reader, std::uint8_t tag) {
  const auto value = HOSHI_TRY(read_ber(reader));
  if (value.tag != tag) return fail(ErrorCode::corrupt, "another tag than expected");
  return value.content;
}

Result<std::uint32_t> read_ber_number(ByteReader& reader) {
  const auto content = HOSHI_TRY(read_ber(reader, ber_integer));
  if (content.empty() || content.size() > 4 || content[0] >= 0x80) {
    return fail(ErrorCode::corrupt, "number out of range");
  }
  std::uint32_t number = 0;
  for (const std::uint8_t byte : content) number = number << 8U | byte;
  return number;
}

Bytes ber(std::uint8_t tag, ByteView content) {
  ByteWriter writer;
  writer.u8(tag);
  if (content.size() < 0x80) {
    writer.vector8(content);
  } else {
    writer.u8(0x82);
    writer.vector16(content);
  }
  return std::move(writer).bytes();
}

Bytes ber_number(std::uint32_t number) {
  ByteWriter writer;
  const int bytes = number < 0x80 ? 1 : number < 0x8000 ? 2 : number < 0x800000 ? 3 : 4;
  for (int at = bytes - 1; at >= 0; --at) writer.u8(static_cast<std::uint8_t>(number >> (8U * static_cast<unsigned>(at))));
  return ber(ber_integer, writer.bytes());
}

}  // namespace hoshi::protocols::datagrams
