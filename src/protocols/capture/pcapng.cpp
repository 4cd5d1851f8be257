// The blocks of pcapng files (draft-ietf-opsawg-pcapng): sections, interfaces, packets; all others are passed over.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "protocols/bytes/little_endian.h"
#include "protocols/capture/capture_file.h"
#include "protocols/capture/links.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::uint32_t section_block = 0x0A0D0D0A;
constexpr std::uint32_t interface_block = 1;
constexpr std::uint32_t old_packet_block = 2;
constexpr std::uint32_t simple_packet_block = 3;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint32_t byte_order_magic_swapped = 0x4D3C2B1A;
constexpr std::size_t around_body_bytes = 12;  // type, length, length again

// if_tsresol: a power of ten, or of two with the top bit set. What would not fit is taken for the default.
std::uint64_t ticks_of(std::uint8_t resolution) {
  const bool is_binary = (resolution & 0x80) != 0;
  const unsigned exponent = resolution & 0x7F;
  if (is_binary) return exponent < 63 ? std::uint64_t{1} << exponent : 1'000'000;
  std::uint64_t ticks = 1;
  for (unsigned digit = 0; digit < exponent && exponent <= 18; ++digit) ticks *= 10;
  return exponent <= 18 ? ticks : 1'000'000;
}

std::uint64_t nanoseconds_of(std::uint64_t ticks, std::uint64_t ticks_per_second) {
  const std::uint64_t seconds = ticks / ticks_per_second;
  const std::uint64_t rest = ticks % ticks_per_second;
  if (ticks_per_second <= 1'000'000'000) return seconds * 1'000'000'000 + rest * 1'000'000'000 / ticks_per_second;
  return seconds * 1'000'000'000 + rest / (ticks_per_second / 1'000'000'000);
}

}  // namespace

// A section tells its byte order behind its length, which therefore cannot be read before.
Result<void> CaptureFile::begin_section() {
  ByteReader ahead(reader_.rest());
  (void)HOSHI_TRY(ahead.take(8, "section"));
  const std::uint32_t magic = HOSHI_TRY(ahead.u32("byte order"));
  if (magic != byte_order_magic && magic != byte_order_magic_swapped) {
    return fail(ErrorCode::corrupt, "a section without a byte order");
  }
  order_ = magic == byte_order_magic ? ByteOrder::big : ByteOrder::little;
  interfaces_.clear();
  return {};
}

Result<std::optional<Packet>> CaptureFile::next_block() {
  while (!reader_.at_end()) {
    ByteReader ahead(reader_.rest());
    if (HOSHI_TRY(ahead.u32("block type")) == section_block) HOSHI_CHECK(begin_section());
    ByteReader block(reader_.rest());
    const std::uint32_t type = HOSHI_TRY(u32(block, "block type"));
    const std::uint32_t length = HOSHI_TRY(u32(block, "block length"));
    if (length < around_body_bytes || length % 4 != 0) return fail(ErrorCode::corrupt, "a block of a wrong length");
    const ByteView body = HOSHI_TRY(block.take(length - around_body_bytes, "block"));
    if (HOSHI_TRY(u32(block, "block length")) != length) return fail(ErrorCode::corrupt, "a block with two lengths");
    (void)HOSHI_TRY(reader_.take(length, "block"));
    if (type == interface_block) HOSHI_CHECK(add_interface(body));
    if (type == simple_packet_block) return HOSHI_TRY(simple_packet(body));
    if (type == enhanced_packet_block) return HOSHI_TRY(enhanced_packet(body, false));
    if (type == old_packet_block) return HOSHI_TRY(enhanced_packet(body, true));
  }
  return std::optional<Packet>();
}

Result<void> CaptureFile::add_interface(ByteView body) {
  if (interfaces_.size() == interface_limit) return fail(ErrorCode::corrupt, "more than 1024 interfaces");
  ByteReader reader(body);
  Interface interface;
  interface.link = link_of(HOSHI_TRY(u16(reader, "link type")));
  (void)HOSHI_TRY(reader.take(2, "reserved"));
  interface.cut_bytes = HOSHI_TRY(u32(reader, "longest packet"));
  read_interface_options(reader, interface);
  interfaces_.push_back(interface);
  return {};
}

// Options only refine the times: a broken one ends them and harms nothing.
void CaptureFile::read_interface_options(ByteReader& reader, Interface& interface) const {
  constexpr std::uint16_t time_resolution = 9;
  constexpr std::uint16_t time_offset = 14;
  while (!reader.at_end()) {
    const auto code = u16(reader, "option");
    const auto length = code ? u16(reader, "option length") : code;
    if (!length || *code == 0) return;
    const auto content = reader.take(*length, "option");
    if (!content || !reader.take((4 - *length % 4) % 4, "padding")) return;
    if (*code == time_resolution && *length == 1) interface.ticks_per_second = ticks_of(content->front());
    if (*code == time_offset && *length == 8) {
      ByteReader number(*content);
      const std::uint64_t first = u32(number, "offset").value_or(0);
      const std::uint64_t second = u32(number, "offset").value_or(0);
      interface.offset_seconds = order_ == ByteOrder::little ? second << 32 | first : first << 32 | second;
    }
  }
}

Result<Packet> CaptureFile::enhanced_packet(ByteView body, bool is_old_form) const {
  ByteReader reader(body);
  std::uint32_t number = 0;
  if (is_old_form) {
    number = HOSHI_TRY(u16(reader, "interface"));
    (void)HOSHI_TRY(u16(reader, "drops"));
  } else {
    number = HOSHI_TRY(u32(reader, "interface"));
  }
  if (number >= interfaces_.size()) return fail(ErrorCode::corrupt, "a packet of an interface that is not described");
  const Interface& interface = interfaces_[number];
  const std::uint64_t high = HOSHI_TRY(u32(reader, "time"));
  const std::uint64_t low = HOSHI_TRY(u32(reader, "time"));
  const std::uint32_t kept = HOSHI_TRY(u32(reader, "packet length"));
  const std::uint32_t on_wire = HOSHI_TRY(u32(reader, "length on the wire"));
  Packet packet;
  packet.bytes = HOSHI_TRY(reader.take(kept, "packet"));
  packet.nanoseconds =
      nanoseconds_of(high << 32 | low, interface.ticks_per_second) + interface.offset_seconds * 1'000'000'000;
  packet.link = interface.link;
  packet.wire_bytes = std::max(on_wire, kept);
  return packet;
}

// Belongs to the first interface, has no time, and its kept length follows from that interface's limit.
Result<Packet> CaptureFile::simple_packet(ByteView body) const {
  if (interfaces_.empty()) return fail(ErrorCode::corrupt, "a packet without an interface");
  ByteReader reader(body);
  const std::size_t on_wire = HOSHI_TRY(u32(reader, "length on the wire"));
  const std::size_t limit = interfaces_.front().cut_bytes;
  Packet packet;
  packet.bytes = HOSHI_TRY(reader.take(limit == 0 ? on_wire : std::min(limit, on_wire), "packet"));
  packet.link = interfaces_.front().link;
  packet.wire_bytes = on_wire;
  return packet;
}

}  // namespace hoshi::protocols::capture
