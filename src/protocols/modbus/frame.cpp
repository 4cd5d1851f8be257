// Frames of Modbus over TCP.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/modbus/frame.h"

#include "base/text.h"

namespace hoshi::protocols::modbus {
namespace {

constexpr std::size_t pdu_bytes_max = 253;  // MODBUS Application Protocol 1.1b3, 4.1
constexpr std::uint8_t exception_bit = 0x80;
constexpr std::uint8_t identification_kind = 14;  // MEI type of Read Device Identification
constexpr std::size_t shown_bytes = 80;

}  // namespace

Bytes write_frame(std::uint16_t transaction, std::uint8_t unit, ByteView pdu) {
  ByteWriter writer;
  writer.u16(transaction);
  writer.u16(0);  // the protocol's number
  writer.u16(static_cast<std::uint16_t>(pdu.size() + 1));
  writer.u8(unit);
  writer.append(pdu);
  return std::move(writer).bytes();
}

Result<std::optional<Frame>> read_frame(ByteView received) {
  constexpr std::size_t head_bytes = 8;
  if (received.size() >= 4 && (received[2] != 0 || received[3] != 0)) {
    return fail(ErrorCode::corrupt, "another protocol's number");
  }
  if (received.size() < head_bytes) return std::optional<Frame>{};
  ByteReader reader(received);
  Frame frame;
  frame.transaction = HOSHI_TRY(reader.u16("transaction"));
  HOSHI_CHECK(reader.u16("protocol"));
  const std::size_t length = HOSHI_TRY(reader.u16("length"));
  if (length < 2 || length > pdu_bytes_max + 1) return fail(ErrorCode::corrupt, "length of no Modbus frame");
  if (reader.remaining() < length) return std::optional<Frame>{};
  frame.unit = HOSHI_TRY(reader.u8("unit"));
  const auto function = HOSHI_TRY(reader.u8("function"));
  frame.function = function & ~exception_bit;
  const auto data = HOSHI_TRY(reader.take(length - 2, "data"));
  frame.data.assign(data.begin(), data.end());
  frame.size = reader.position();
  if ((function & exception_bit) != 0) {
    if (frame.data.size() != 1 || frame.data[0] == 0) return fail(ErrorCode::corrupt, "exception without its code");
    frame.exception = frame.data[0];
  }
  return std::optional(std::move(frame));
}

Bytes identification_request(std::uint8_t level, std::uint8_t object) {
  return {read_device_identification, identification_kind, level, object};
}

Bytes read_request(std::uint8_t function, std::uint16_t address, std::uint16_t count) {
  ByteWriter writer;
  writer.u8(function);
  writer.u16(address);
  writer.u16(count);
  return std::move(writer).bytes();
}

Bytes write_request(std::uint8_t function, std::uint16_t address, std::uint16_t value) {
  ByteWriter writer;
  writer.u8(function);
  writer.u16(address);
  if (function == write_registers) {
    writer.u16(1);
    writer.u8(2);
  }
  writer.u16(value);
  return std::move(writer).bytes();
}

Result<Identification> identification_in(const Frame& frame) {
  if (frame.function != read_device_identification || frame.exception != 0) {
    return fail(ErrorCode::not_found, "no identification");
  }
  ByteReader reader(frame.data);
  const auto kind = HOSHI_TRY(reader.u8("kind"));
  if (kind != identification_kind) return fail(ErrorCode::corrupt, "another kind of answer");
  HOSHI_CHECK(reader.take(4, "conformity"));
  const int count = HOSHI_TRY(reader.u8("count"));
  Identification found;
  std::string code;
  for (int i = 0; i < count; ++i) {
    const auto id = HOSHI_TRY(reader.u8("object"));
    const auto text = HOSHI_TRY(reader.vector8("value"));
    const std::string shown = printable(trimmed(to_text(text)), shown_bytes);
    if (id == 0) found.vendor = shown;
    if (id == 1) code = shown;
    if (id == 2) found.revision = shown;
    if (id == 4) found.product = shown;
  }
  if (found.product.empty()) found.product = code;
  return found;
}

Result<std::vector<std::uint16_t>> registers_in(const Frame& frame) {
  const bool is_reading = frame.function == read_holding_registers || frame.function == read_input_registers;
  if (!is_reading || frame.exception != 0) return fail(ErrorCode::not_found, "no registers");
  ByteReader reader(frame.data);
  ByteReader values(HOSHI_TRY(reader.vector8("registers")));
  if (!reader.at_end() || values.remaining() % 2 != 0) return fail(ErrorCode::corrupt, "half a register");
  std::vector<std::uint16_t> registers;
  while (!values.at_end()) registers.push_back(HOSHI_TRY(values.u16("register")));
  return registers;
}

std::optional<Place> place_from(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  Place place;
  const auto slash = path.find('/');
  if (slash != std::string_view::npos) {
    const auto kind = path.substr(0, slash);
    path.remove_prefix(slash + 1);
    if (kind == "coil") place.function = read_coils;
    else if (kind == "input") place.function = read_input_registers;
    else if (kind != "holding") return std::nullopt;
  }
  const auto number = parse_number(path, 65535);
  if (!number) return std::nullopt;
  place.address = static_cast<std::uint16_t>(*number);
  return place;
}

}  // namespace hoshi::protocols::modbus
