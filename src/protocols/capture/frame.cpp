// Ethernet, cooked and raw links; IPv4, IPv6 with extension headers; TCP and UDP heads.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/frame.h"

#include <algorithm>

namespace hoshi::protocols::capture {

namespace {

constexpr std::uint16_t type_ipv4 = 0x0800;
constexpr std::uint16_t type_ipv6 = 0x86DD;

bool is_vlan(std::uint16_t type) { return type == 0x8100 || type == 0x88A8 || type == 0x9100; }

Mac mac_from(ByteView bytes) {
  Mac mac{};
  std::copy_n(bytes.begin(), mac.size(), mac.begin());
  return mac;
}

// The type of what follows; 0 when it is no IP.
Result<std::uint16_t> read_ethernet(ByteReader& reader, Frame& frame) {
  frame.destination_mac = mac_from(HOSHI_TRY(reader.take(6, "destination")));
  frame.source_mac = mac_from(HOSHI_TRY(reader.take(6, "source")));
  return reader.u16("type");
}

// LINKTYPE_LINUX_SLL: packet type, kind of device, length of the address, the address in eight bytes, type.
Result<std::uint16_t> read_cooked(ByteReader& reader, Frame& frame) {
  (void)HOSHI_TRY(reader.take(4, "packet type"));
  const std::uint16_t length = HOSHI_TRY(reader.u16("length of the address"));
  const ByteView address = HOSHI_TRY(reader.take(8, "address"));
  if (length == 6) frame.source_mac = mac_from(address);
  return reader.u16("type");
}

// LINKTYPE_LINUX_SLL2: type, reserved, interface, kind of device, packet type, length of the address, the address.
Result<std::uint16_t> read_cooked_2(ByteReader& reader, Frame& frame) {
  const std::uint16_t type = HOSHI_TRY(reader.u16("type"));
  (void)HOSHI_TRY(reader.take(9, "interface"));
  const std::uint8_t length = HOSHI_TRY(reader.u8("length of the address"));
  const ByteView address = HOSHI_TRY(reader.take(8, "address"));
  if (length == 6) frame.source_mac = mac_from(address);
  return type;
}

// The address family's number depends on the system and the byte order; what follows says better what it is.
Result<std::uint16_t> read_version(ByteReader& reader) {
  if (reader.at_end()) return std::uint16_t{0};
  const int version = reader.rest().front() >> 4;
  return version == 4 ? type_ipv4 : version == 6 ? type_ipv6 : std::uint16_t{0};
}

Result<std::uint16_t> read_link(Link link, ByteReader& reader, Frame& frame) {
  switch (link) {
    case Link::ethernet: return read_ethernet(reader, frame);
    case Link::linux_cooked: return read_cooked(reader, frame);
    case Link::linux_cooked_2: return read_cooked_2(reader, frame);
    case Link::raw_ip: return read_version(reader);
    case Link::loopback: (void)HOSHI_TRY(reader.take(4, "family")); return read_version(reader);
    case Link::other: break;
  }
  return std::uint16_t{0};
}

struct Inner {
  std::uint8_t protocol = 0;
  bool is_later_fragment = false;
  ByteView content;            // as far as captured
  std::size_t wire_bytes = 0;  // as sent
};

// What padding of the link follows is left out; what was cut off is missing in `content` only.
Inner inner_of(ByteReader& reader, std::size_t announced) {
  Inner inner;
  inner.wire_bytes = announced;
  inner.content = reader.rest().first(std::min(announced, reader.remaining()));
  return inner;
}

// RFC 791, 3.1. A total length of 0 stands for a packet that the network card cut later (segmentation offload).
Result<Inner> read_ipv4(ByteReader& reader, Frame& frame) {
  const std::size_t available = reader.remaining();
  const std::uint8_t head = HOSHI_TRY(reader.u8("version"));
  const std::size_t head_bytes = (head & 0x0Fu) * 4u;
  (void)HOSHI_TRY(reader.u8("service"));
  const std::size_t total = HOSHI_TRY(reader.u16("total length"));
  (void)HOSHI_TRY(reader.u16("identification"));
  const std::uint16_t fragment = HOSHI_TRY(reader.u16("fragment"));
  (void)HOSHI_TRY(reader.u8("time to live"));
  const std::uint8_t protocol = HOSHI_TRY(reader.u8("protocol"));
  (void)HOSHI_TRY(reader.u16("checksum"));
  const ByteView source = HOSHI_TRY(reader.take(4, "source"));
  const ByteView destination = HOSHI_TRY(reader.take(4, "destination"));
  if (head_bytes < 20 || (total != 0 && total < head_bytes)) return fail(ErrorCode::corrupt, "IPv4 lengths that cannot be");
  (void)HOSHI_TRY(reader.take(head_bytes - 20, "options"));
  std::copy_n(source.begin(), 4, frame.source.bytes.begin());
  std::copy_n(destination.begin(), 4, frame.destination.bytes.begin());
  Inner inner = inner_of(reader, (total == 0 ? available : total) - head_bytes);
  inner.protocol = protocol;
  frame.is_fragment = (fragment & 0x3FFF) != 0;
  inner.is_later_fragment = (fragment & 0x1FFF) != 0;
  return inner;
}

bool is_extension(std::uint8_t next) { return next == 0 || next == 43 || next == 60 || next == 135 || next == 139; }

// RFC 8200, 4: up to eight extension headers; RFC 4302 for the authentication header.
Result<void> skip_extensions(ByteReader& reader, Frame& frame, Inner& inner) {
  constexpr std::uint8_t fragment_header = 44;
  constexpr std::uint8_t authentication_header = 51;
  for (int count = 0; count <= extension_limit; ++count) {
    const std::uint8_t kind = inner.protocol;
    if (!is_extension(kind) && kind != fragment_header && kind != authentication_header) return {};
    inner.protocol = HOSHI_TRY(reader.u8("next header"));
    const std::size_t length = HOSHI_TRY(reader.u8("extension length"));
    if (kind == fragment_header) {
      const std::uint16_t offset = HOSHI_TRY(reader.u16("fragment"));
      (void)HOSHI_TRY(reader.take(4, "identification"));
      frame.is_fragment = (offset & 0xFFF9) != 0;
      inner.is_later_fragment = (offset & 0xFFF8) != 0;
      if (inner.is_later_fragment) return {};
    } else {
      const std::size_t whole = kind == authentication_header ? (length + 2) * 4 : (length + 1) * 8;
      (void)HOSHI_TRY(reader.take(whole - 2, "extension"));
    }
  }
  return fail(ErrorCode::corrupt, "more extension headers than anybody sends");
}

Result<Inner> read_ipv6(ByteReader& reader, Frame& frame) {
  (void)HOSHI_TRY(reader.take(4, "version"));
  const std::size_t announced = HOSHI_TRY(reader.u16("payload length"));
  const std::uint8_t next = HOSHI_TRY(reader.u8("next header"));
  (void)HOSHI_TRY(reader.u8("hop limit"));
  const ByteView source = HOSHI_TRY(reader.take(16, "source"));
  const ByteView destination = HOSHI_TRY(reader.take(16, "destination"));
  std::copy_n(source.begin(), 16, frame.source.bytes.begin());
  std::copy_n(destination.begin(), 16, frame.destination.bytes.begin());
  frame.source.is_v6 = frame.destination.is_v6 = true;
  Inner inner = inner_of(reader, announced == 0 ? reader.remaining() : announced);
  inner.protocol = next;
  ByteReader content(inner.content);
  HOSHI_CHECK(skip_extensions(content, frame, inner));
  inner.wire_bytes -= content.position();
  inner.content = content.rest();
  return inner;
}

// RFC 9293, 3.1.
Result<void> read_tcp(const Inner& inner, Frame& frame) {
  ByteReader reader(inner.content);
  frame.source_port = HOSHI_TRY(reader.u16("source port"));
  frame.destination_port = HOSHI_TRY(reader.u16("destination port"));
  frame.sequence = HOSHI_TRY(reader.u32("sequence number"));
  (void)HOSHI_TRY(reader.u32("acknowledgement"));
  const std::size_t head_bytes = (HOSHI_TRY(reader.u8("offset")) >> 4) * 4u;
  const std::uint8_t flags = HOSHI_TRY(reader.u8("flags"));
  if (head_bytes < 20 || head_bytes > inner.wire_bytes) return fail(ErrorCode::corrupt, "TCP lengths that cannot be");
  (void)HOSHI_TRY(reader.take(6 + head_bytes - 20, "options"));
  frame.fin = (flags & 0x01) != 0;
  frame.syn = (flags & 0x02) != 0;
  frame.reset = (flags & 0x04) != 0;
  frame.ack = (flags & 0x10) != 0;
  frame.payload = reader.rest();
  frame.payload_wire_bytes = inner.wire_bytes - head_bytes;
  return {};
}

Result<void> read_udp(const Inner& inner, Frame& frame) {
  constexpr std::size_t head_bytes = 8;
  ByteReader reader(inner.content);
  frame.source_port = HOSHI_TRY(reader.u16("source port"));
  frame.destination_port = HOSHI_TRY(reader.u16("destination port"));
  const std::size_t length = HOSHI_TRY(reader.u16("length"));
  (void)HOSHI_TRY(reader.u16("checksum"));
  if (length != 0 && length < head_bytes) return fail(ErrorCode::corrupt, "UDP lengths that cannot be");
  frame.payload_wire_bytes = length == 0 ? inner.wire_bytes - head_bytes : length - head_bytes;
  frame.payload = reader.rest().first(std::min(reader.remaining(), frame.payload_wire_bytes));
  return {};
}

Result<void> read_inner(const Inner& inner, Frame& frame) {
  constexpr std::uint8_t tcp = 6;
  constexpr std::uint8_t udp = 17;
  constexpr std::uint8_t esp = 50;
  frame.carried = inner.protocol == tcp   ? Carried::tcp
                  : inner.protocol == udp ? Carried::udp
                  : inner.protocol == esp ? Carried::esp
                                          : Carried::other;
  frame.payload_wire_bytes = inner.wire_bytes;
  if (inner.is_later_fragment) return {};
  if (frame.carried == Carried::tcp) return read_tcp(inner, frame);
  if (frame.carried == Carried::udp) return read_udp(inner, frame);
  return {};
}

}  // namespace

bool Address::is_no_machine() const {
  if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; })) return true;
  if (is_v6) return bytes[0] == 0xFF;
  return bytes[0] >= 224;  // RFC 1112, 4; 240 and above up to broadcast: RFC 1112, 4 and RFC 919, 7
}

bool Address::is_local() const {
  if (is_no_machine()) return true;
  if (is_v6) {
    const bool is_loopback = std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; });
    const bool is_link_local = bytes[0] == 0xFE && (bytes[1] & 0xC0) == 0x80;  // RFC 4291, 2.5.6
    const bool is_unique_local = (bytes[0] & 0xFE) == 0xFC;                    // RFC 4193, 3.1
    const bool is_example = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;  // RFC 3849
    return is_loopback || is_link_local || is_unique_local || is_example;
  }
  const std::uint8_t a = bytes[0];
  const std::uint8_t b = bytes[1];
  const bool is_private = a == 10 || (a == 172 && (b & 0xF0) == 16) || (a == 192 && b == 168);  // RFC 1918, 3
  const std::uint8_t c = bytes[2];
  // RFC 5737: never the Internet's, and therefore what labs use.
  const bool is_example = (a == 192 && b == 0 && c == 2) || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113);
  return is_private || is_example || a == 127 || (a == 169 && b == 254);
}

Result<std::optional<Frame>> read_frame(const Packet& packet) {
  ByteReader reader(packet.bytes);
  Frame frame;
  std::uint16_t type = HOSHI_TRY(read_link(packet.link, reader, frame));
  for (int tags = 0; is_vlan(type) && tags < vlan_tag_limit; ++tags) {
    (void)HOSHI_TRY(reader.u16("VLAN"));
    type = HOSHI_TRY(reader.u16("type"));
  }
  if (type != type_ipv4 && type != type_ipv6) return std::optional<Frame>();
  const Inner inner = HOSHI_TRY(type == type_ipv4 ? read_ipv4(reader, frame) : read_ipv6(reader, frame));
  HOSHI_CHECK(read_inner(inner, frame));
  return frame;
}

}  // namespace hoshi::protocols::capture
