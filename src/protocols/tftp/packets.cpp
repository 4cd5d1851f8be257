// Writing and reading of TFTP packets.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tftp/packets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::tftp {
namespace {

constexpr std::size_t data_bytes_max = 65464;  // RFC 2348

Bytes write_request(Operation operation, std::string_view file) {
  HOSHI_ASSERT(file.find('\0') == std::string_view::npos);
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(operation));
  out.append(file);
  out.u8(0);
  out.append("octet");
  out.u8(0);
  return std::move(out).bytes();
}

Result<std::string> read_text(ByteReader& reader) {
  const ByteView rest = reader.rest();
  const auto end = std::find(rest.begin(), rest.end(), std::uint8_t{0});
  if (end == rest.end()) return fail(ErrorCode::corrupt, "a text that does not end");
  const auto length = static_cast<std::size_t>(end - rest.begin());
  std::string text = to_text(HOSHI_TRY(reader.take(length, "text")));
  HOSHI_TRY(reader.u8("end of text"));
  return text;
}

Result<Packet> read_options(ByteReader& reader) {
  Packet packet;
  packet.operation = Operation::options;
  while (!reader.at_end()) {
    if (packet.options.size() == options_max) return fail(ErrorCode::corrupt, "too many options");
    auto name = lower(HOSHI_TRY(read_text(reader)));
    auto value = HOSHI_TRY(read_text(reader));
    packet.options.emplace_back(std::move(name), std::move(value));
  }
  return packet;
}

}  // namespace

Bytes write_read_request(std::string_view file) { return write_request(Operation::read, file); }
Bytes write_write_request(std::string_view file) { return write_request(Operation::write, file); }

Bytes write_data(std::uint16_t number, ByteView data) {
  HOSHI_ASSERT(data.size() <= block_bytes);
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(Operation::data));
  out.u16(number);
  out.append(data);
  return std::move(out).bytes();
}

Bytes write_acknowledgement(std::uint16_t number) {
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(Operation::acknowledgement));
  out.u16(number);
  return std::move(out).bytes();
}

Bytes write_error(std::uint16_t number, std::string_view text) {
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(Operation::error));
  out.u16(number);
  out.append(text);
  out.u8(0);
  return std::move(out).bytes();
}

Result<Packet> read_packet(ByteView datagram) {
  ByteReader reader(datagram);
  const std::uint16_t operation = HOSHI_TRY(reader.u16("operation"));
  if (operation == static_cast<std::uint16_t>(Operation::options)) return read_options(reader);
  Packet packet;
  packet.operation = static_cast<Operation>(operation);
  const bool is_known = packet.operation == Operation::data || packet.operation == Operation::acknowledgement ||
                        packet.operation == Operation::error;
  if (!is_known) return fail(ErrorCode::corrupt, fmt::format("operation {}", operation));
  packet.number = HOSHI_TRY(reader.u16("number"));
  if (packet.operation == Operation::data) {
    if (reader.remaining() > data_bytes_max) return fail(ErrorCode::corrupt, "a block beyond its bounds");
    packet.data.assign(reader.rest().begin(), reader.rest().end());
  } else if (packet.operation == Operation::error) {
    // Some servers leave out the zero byte at the end.
    auto text = read_text(reader);
    packet.text = text ? std::move(*text) : to_text(reader.rest());
  }
  return packet;
}

}  // namespace hoshi::protocols::tftp
