// Writes the packets a client sends.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/mqtt/packets.h"

namespace hoshi::protocols::mqtt {
namespace {

constexpr std::size_t longest_text_bytes = 0xFFFF;
// MQTT 3.1.1, 2.2.3: four length bytes of seven bits each.
constexpr std::size_t longest_body_bytes = 268'435'455;
// MQTT 3.1.1, 3.1.2: bits of the connect flags.
constexpr std::uint8_t clean_session = 0x02;
constexpr std::uint8_t has_password = 0x40;
constexpr std::uint8_t has_user = 0x80;

void append_text(ByteWriter& out, std::string_view text) {
  const Bytes bytes = to_bytes(text.substr(0, longest_text_bytes));
  out.vector16(bytes);
}

// Properties of MQTT 5.0: none, which is a length of zero.
void append_no_properties(ByteWriter& out, Version version) {
  if (version == Version::v5) out.u8(0);
}

Bytes packet(PacketType type, std::uint8_t flags, const Bytes& body) {
  HOSHI_ASSERT(body.size() <= longest_body_bytes);
  ByteWriter out;
  out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | flags));
  std::size_t left = body.size();
  do {
    const auto digit = static_cast<std::uint8_t>(left & 0x7F);
    left >>= 7;
    out.u8(left > 0 ? digit | 0x80 : digit);
  } while (left > 0);
  out.append(body);
  return std::move(out).bytes();
}

}  // namespace

Bytes encode(const Connect& connect) {
  // MQTT 3.1.1, 3.1.2.9: without a user name there is no password; 5.0 allows it, we do not need it.
  const bool sends_password = connect.user && connect.password;
  ByteWriter out;
  append_text(out, "MQTT");
  out.u8(static_cast<std::uint8_t>(connect.version));
  out.u8(static_cast<std::uint8_t>(clean_session | (connect.user ? has_user : 0) |
                                   (sends_password ? has_password : 0)));
  out.u16(connect.keep_alive_seconds);
  append_no_properties(out, connect.version);
  append_text(out, connect.client_id);
  if (connect.user) append_text(out, *connect.user);
  if (sends_password) append_text(out, *connect.password);
  return packet(PacketType::connect, 0, out.bytes());
}

Bytes encode_subscribe(Version version, std::uint16_t packet_id, const std::vector<std::string>& topics) {
  ByteWriter out;
  out.u16(packet_id);
  append_no_properties(out, version);
  for (const auto& topic : topics) {
    append_text(out, topic);
    out.u8(0);
  }
  // MQTT 3.1.1, 3.8.1: the flags of SUBSCRIBE are 0010.
  return packet(PacketType::subscribe, 2, out.bytes());
}

Bytes encode_publish(Version version, std::string_view topic, ByteView payload) {
  ByteWriter out;
  append_text(out, topic);
  append_no_properties(out, version);
  out.append(payload.first(std::min(payload.size(), packet_limit_bytes)));
  return packet(PacketType::publish, 0, out.bytes());
}

Bytes encode_ping() { return packet(PacketType::ping, 0, {}); }

Bytes encode_disconnect(Version) {
  // MQTT 5.0, 3.14.2.1: an empty body means "normal disconnection", as in 3.1.1.
  return packet(PacketType::disconnect, 0, {});
}

}  // namespace hoshi::protocols::mqtt
