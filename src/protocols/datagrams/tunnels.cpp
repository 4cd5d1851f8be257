// OpenVPN and L2TP: the first message of a tunnel, which is then left alone.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

// Opcode in the upper five bits, key 0 (draft-ietf-openvpn-wire-protocol, 4).
constexpr std::uint8_t hard_reset_client = 7 << 3;
constexpr std::uint8_t hard_reset_server = 8 << 3;
constexpr std::size_t session_bytes = 8;

Bytes openvpn_question(ByteView random) {
  ByteWriter writer;
  writer.u8(hard_reset_client);
  writer.append(random.first(session_bytes));
  writer.u8(0);   // acknowledges nothing
  writer.u32(0);  // number of the packet
  return std::move(writer).bytes();
}

// The server acknowledges our packet and repeats our session. One with tls-auth or tls-crypt stays silent.
std::optional<Recognised> recognise_openvpn(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto opcode = reader.u8("opcode");
  const auto session = reader.take(session_bytes, "session");
  const auto acknowledged = reader.u8("count of acknowledgements");
  if (!opcode || !session || !acknowledged || *opcode != hard_reset_server) return std::nullopt;
  if (*acknowledged < 1 || *acknowledged > 8) return std::nullopt;
  const auto numbers = reader.take(*acknowledged * 4U, "acknowledgements");
  const auto remote = reader.take(session_bytes, "session of the other side");
  const auto number = reader.u32("number of the packet");
  if (!numbers || !remote || !number || !reader.at_end()) return std::nullopt;
  if (!std::equal(remote->begin(), remote->end(), question.begin() + 1)) return std::nullopt;
  return Recognised{"openvpn", "OpenVPN", "", "hard reset"};
}

// RFC 2661, 3.1: a control message with length and sequence numbers, version 2.
constexpr std::uint16_t control_flags = 0xC802;
constexpr std::uint16_t start_request = 1;
constexpr std::uint16_t start_reply = 2;
constexpr std::uint16_t stop_notification = 4;
constexpr std::uint16_t attribute_message = 0;
constexpr std::uint16_t attribute_vendor = 8;
constexpr std::uint16_t attribute_tunnel = 9;

Bytes attribute(std::uint16_t type, ByteView value) {
  constexpr std::uint16_t mandatory = 0x8000;
  ByteWriter writer;
  writer.u16(static_cast<std::uint16_t>(mandatory | (value.size() + 6)));
  writer.u16(0);
  writer.u16(type);
  writer.append(value);
  return std::move(writer).bytes();
}

// Never 0, which means "no tunnel yet".
Bytes tunnel_number(ByteView random) { return {static_cast<std::uint8_t>(random[0] | 1U), random[1]}; }

// RFC 2661, 6.1.
Bytes l2tp_question(ByteView random) {
  ByteWriter attributes;
  attributes.append(attribute(attribute_message, Bytes{0, start_request}));
  attributes.append(attribute(2, Bytes{1, 0}));        // version of the protocol
  attributes.append(attribute(3, Bytes{0, 0, 0, 3}));  // framing
  attributes.append(attribute(7, to_bytes("hoshi")));  // host name
  attributes.append(attribute(attribute_tunnel, tunnel_number(random)));
  attributes.append(attribute(10, Bytes{0, 4}));       // receive window
  constexpr std::size_t header_bytes = 12;
  ByteWriter writer;
  writer.u16(control_flags);
  writer.u16(static_cast<std::uint16_t>(header_bytes + attributes.bytes().size()));
  for (int field = 0; field < 4; ++field) writer.u16(0);  // tunnel, session, sent, received
  writer.append(attributes.bytes());
  return std::move(writer).bytes();
}

struct ControlMessage {
  std::uint16_t tunnel = 0;
  std::uint16_t type = 0;
  std::uint16_t assigned = 0;
  std::string vendor;
};

Result<ControlMessage> read_control(ByteView bytes) {
  ByteReader reader(bytes);
  ControlMessage message;
  const auto flags = HOSHI_TRY(reader.u16("flags"));
  const auto length = HOSHI_TRY(reader.u16("length"));
  if (flags != control_flags || length != bytes.size()) return fail(ErrorCode::corrupt, "no control message");
  message.tunnel = HOSHI_TRY(reader.u16("tunnel"));
  HOSHI_TRY(reader.take(6, "session and sequence"));
  while (!reader.at_end()) {
    const auto size = HOSHI_TRY(reader.u16("length of an attribute")) & 0x3FFU;
    const auto vendor = HOSHI_TRY(reader.u16("vendor of an attribute"));
    const auto type = HOSHI_TRY(reader.u16("type of an attribute"));
    if (size < 6) return fail(ErrorCode::corrupt, "attribute without a header");
    const auto value = HOSHI_TRY(reader.take(size - 6U, "attribute"));
    if (vendor != 0) continue;
    ByteReader number(value);
    if (type == attribute_message) message.type = HOSHI_TRY(number.u16("type of the message"));
    if (type == attribute_tunnel) message.assigned = HOSHI_TRY(number.u16("assigned tunnel"));
    if (type == attribute_vendor) message.vendor = to_text(value);
  }
  return message;
}

// What comes back is addressed to the tunnel we assigned.
std::optional<Recognised> recognise_l2tp(ByteView question, ByteView answer) {
  const auto asked = read_control(question);
  const auto got = read_control(answer);
  if (!asked || !got || got->tunnel != asked->assigned) return std::nullopt;
  if (got->type != start_reply && got->type != stop_notification) return std::nullopt;
  return Recognised{"l2tp", got->vendor, "", got->type == start_reply ? "start reply" : "stop notification"};
}

}  // namespace

std::vector<Entry> tunnels_entries() {
  return {{"openvpn", "openvpn", {1194}, Ask::unicast, Answers::from_port, openvpn_question, recognise_openvpn, Silence::is_usual},
          {"l2tp", "l2tp", {1701}, Ask::unicast, Answers::from_any_port, l2tp_question, recognise_l2tp, Silence::is_usual}};
}

}  // namespace hoshi::protocols::datagrams
