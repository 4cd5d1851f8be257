// Reads the packets a broker sends; everything is hostile.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "protocols/mqtt/packets.h"

namespace hoshi::protocols::mqtt {
namespace {

constexpr std::size_t length_digits_max = 4;  // MQTT 3.1.1, 2.2.3
constexpr std::uint8_t reason_string = 0x1F;  // MQTT 5.0, 2.2.2.2: the only property we read

Result<std::size_t> variable_integer(ByteReader& reader, std::string_view what) {
  std::size_t value = 0;
  for (std::size_t digit = 0; digit < length_digits_max; ++digit) {
    const std::uint8_t byte = HOSHI_TRY(reader.u8(what));
    value |= static_cast<std::size_t>(byte & 0x7F) << (7 * digit);
    if (byte < 0x80) return value;
  }
  return fail(ErrorCode::corrupt, fmt::format("{}: more than four length bytes", what));
}

Result<void> skip(ByteReader& reader, std::size_t count) {
  (void)HOSHI_TRY(reader.take(count, "property"));
  return {};
}

// MQTT 5.0, table 2-4: how long the value of each property is.
Result<void> skip_property(ByteReader& reader, std::uint8_t id) {
  switch (id) {
    case 0x01: case 0x17: case 0x19: case 0x24: case 0x25: case 0x28: case 0x29: case 0x2A:
      return skip(reader, 1);
    case 0x13: case 0x21: case 0x22: case 0x23:
      return skip(reader, 2);
    case 0x02: case 0x11: case 0x18: case 0x27:
      return skip(reader, 4);
    case 0x0B:
      (void)HOSHI_TRY(variable_integer(reader, "subscription identifier"));
      return {};
    case 0x03: case 0x08: case 0x09: case 0x12: case 0x15: case 0x16: case 0x1A: case 0x1C: case 0x1F:
      (void)HOSHI_TRY(reader.vector16("property text"));
      return {};
    case 0x26:
      (void)HOSHI_TRY(reader.vector16("user property name"));
      (void)HOSHI_TRY(reader.vector16("user property value"));
      return {};
    default:
      return fail(ErrorCode::corrupt, fmt::format("unknown property {:#04x}", id));
  }
}

// The reason string, or an empty text. Nothing is there in 3.1.1.
Result<std::string> properties(ByteReader& reader, Version version) {
  if (version != Version::v5) return std::string();
  const std::size_t length = HOSHI_TRY(variable_integer(reader, "properties"));
  ByteReader inner(HOSHI_TRY(reader.take(length, "properties")));
  std::string reason;
  while (!inner.at_end()) {
    const std::uint8_t id = HOSHI_TRY(inner.u8("property"));
    if (id == reason_string) {
      reason = to_text(HOSHI_TRY(inner.vector16("reason string")));
    } else {
      HOSHI_CHECK(skip_property(inner, id));
    }
  }
  return reason;
}

Result<void> expect(const Packet& packet, PacketType type, std::string_view what) {
  if (packet.is(type)) return {};
  return fail(ErrorCode::corrupt, fmt::format("expected {}, got packet type {}", what, packet.type));
}

}  // namespace

Result<std::optional<PacketReader::Head>> PacketReader::head() const {
  std::size_t remaining = 0;
  for (std::size_t digit = 0; digit < length_digits_max; ++digit) {
    const std::size_t at = 1 + digit;
    if (at >= buffer_.size()) return std::optional<Head>();
    remaining |= static_cast<std::size_t>(buffer_[at] & 0x7F) << (7 * digit);
    if (buffer_[at] >= 0x80) continue;
    if (remaining > limit_bytes_) {
      return fail(ErrorCode::corrupt, fmt::format("packet of {} bytes; at most {}", remaining, limit_bytes_));
    }
    return std::optional<Head>(Head{at + 1, remaining});
  }
  return fail(ErrorCode::corrupt, "remaining length of more than four bytes");
}

Result<void> PacketReader::feed(ByteView bytes) {
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  (void)HOSHI_TRY(head());
  return {};
}

Result<std::optional<Packet>> PacketReader::next() {
  const auto found = HOSHI_TRY(head());
  if (!found || buffer_.size() < found->length_bytes + found->remaining) return std::optional<Packet>();
  Packet packet;
  packet.type = static_cast<std::uint8_t>(buffer_[0] >> 4);
  packet.flags = static_cast<std::uint8_t>(buffer_[0] & 0x0F);
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(found->length_bytes);
  const auto end = begin + static_cast<std::ptrdiff_t>(found->remaining);
  packet.body.assign(begin, end);
  buffer_.erase(buffer_.begin(), end);
  return std::optional<Packet>(std::move(packet));
}

Result<ConnectAnswer> parse_connect_answer(Version version, const Packet& packet) {
  HOSHI_CHECK(expect(packet, PacketType::connect_answer, "an answer to connect"));
  ByteReader reader(packet.body);
  ConnectAnswer answer;
  answer.session_present = (HOSHI_TRY(reader.u8("acknowledge flags")) & 1) != 0;
  answer.code = HOSHI_TRY(reader.u8("connect code"));
  // A 3.1.1 broker answers a 5.0 client in its own form: two bytes and nothing more.
  if (!reader.at_end()) answer.reason = HOSHI_TRY(properties(reader, version));
  if (!reader.at_end()) return fail(ErrorCode::corrupt, "bytes behind the answer to connect");
  return answer;
}

Result<SubscribeAnswer> parse_subscribe_answer(Version version, const Packet& packet) {
  HOSHI_CHECK(expect(packet, PacketType::subscribe_answer, "an answer to subscribe"));
  ByteReader reader(packet.body);
  SubscribeAnswer answer;
  answer.packet_id = HOSHI_TRY(reader.u16("packet id"));
  (void)HOSHI_TRY(properties(reader, version));
  const ByteView codes = reader.rest();
  answer.codes.assign(codes.begin(), codes.end());
  return answer;
}

Result<Publish> parse_publish(Version version, const Packet& packet) {
  HOSHI_CHECK(expect(packet, PacketType::publish, "a message"));
  ByteReader reader(packet.body);
  Publish message;
  message.retained = (packet.flags & 1) != 0;
  message.quality = static_cast<std::uint8_t>(packet.flags >> 1 & 3);
  if (message.quality == 3) return fail(ErrorCode::corrupt, "quality of service 3");
  message.topic = to_text(HOSHI_TRY(reader.vector16("topic")));
  if (message.quality > 0) (void)HOSHI_TRY(reader.u16("packet id"));
  (void)HOSHI_TRY(properties(reader, version));
  const ByteView payload = reader.rest();
  message.payload.assign(payload.begin(), payload.end());
  return message;
}

ConnectMeaning meaning_of(Version version, std::uint8_t code) {
  if (code == 0) return ConnectMeaning::accepted;
  // 3.1.1, table 3.1; also from brokers that answer a 5.0 client in the older form.
  if (code == 1) return ConnectMeaning::other_version_needed;
  if (code == 3) return ConnectMeaning::busy;
  if (code == 4 || code == 5) return ConnectMeaning::not_authorised;
  if (version != Version::v5) return ConnectMeaning::other;
  switch (code) {
    case 0x84: return ConnectMeaning::other_version_needed;
    case 0x86: case 0x87: case 0x8C: return ConnectMeaning::not_authorised;
    case 0x8A: return ConnectMeaning::locked;                      // banned
    case 0x88: case 0x89: case 0x97: case 0x9F: return ConnectMeaning::busy;  // unavailable, busy, quota, rate
    default: return ConnectMeaning::other;
  }
}

}  // namespace hoshi::protocols::mqtt
