// What both kinds of capture files share, and the records of the older kind, pcap.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/capture_file.h"

#include "protocols/bytes/little_endian.h"
#include "protocols/capture/links.h"

namespace hoshi::protocols::capture {

namespace {

// draft-ietf-opsawg-pcap, 4: the magic number tells the byte order and the unit of the second time field.
constexpr std::uint32_t magic_microseconds = 0xA1B2C3D4;
constexpr std::uint32_t magic_nanoseconds = 0xA1B23C4D;
constexpr std::uint32_t pcapng_section = 0x0A0D0D0A;

constexpr std::uint32_t swapped(std::uint32_t number) {
  return number >> 24 | (number >> 8 & 0xFF00u) | (number << 8 & 0xFF0000u) | number << 24;
}

}  // namespace

Link link_of(std::uint32_t linktype) {
  switch (linktype) {
    case 0:    // BSD loopback, family in the byte order of the capturing machine
    case 108:  // OpenBSD loopback, family in network order
      return Link::loopback;
    case 1: return Link::ethernet;
    case 12: case 14: case 101: case 228: case 229: return Link::raw_ip;
    case 113: return Link::linux_cooked;
    case 276: return Link::linux_cooked_2;
    default: return Link::other;
  }
}

Result<std::uint16_t> CaptureFile::u16(ByteReader& reader, std::string_view what) const {
  return order_ == ByteOrder::little ? little16(reader, what) : reader.u16(what);
}

Result<std::uint32_t> CaptureFile::u32(ByteReader& reader, std::string_view what) const {
  return order_ == ByteOrder::little ? little32(reader, what) : reader.u32(what);
}

Result<CaptureFile> CaptureFile::open(ByteView file) {
  CaptureFile capture(file);
  HOSHI_CHECK(capture.read_head());
  return capture;
}

Result<void> CaptureFile::read_head() {
  ByteReader ahead(reader_.rest());
  const std::uint32_t magic = HOSHI_TRY(ahead.u32("magic number"));
  if (magic == pcapng_section) {
    is_pcapng_ = true;
    return {};
  }
  const bool is_big = magic == magic_microseconds || magic == magic_nanoseconds;
  const std::uint32_t number = is_big ? magic : swapped(magic);
  if (number != magic_microseconds && number != magic_nanoseconds) {
    return fail(ErrorCode::corrupt, "neither a pcap nor a pcapng file");
  }
  order_ = is_big ? ByteOrder::big : ByteOrder::little;
  constexpr std::size_t before_link_type = 20;
  (void)HOSHI_TRY(reader_.take(before_link_type, "pcap head"));
  const std::uint32_t linktype = HOSHI_TRY(u32(reader_, "link type"));
  Interface interface;
  interface.link = link_of(linktype & 0xFFFF);  // the upper bits speak of checksums
  interface.ticks_per_second = number == magic_nanoseconds ? 1'000'000'000 : 1'000'000;
  interfaces_.push_back(interface);
  return {};
}

Result<std::optional<Packet>> CaptureFile::next() { return is_pcapng_ ? next_block() : next_record(); }

Result<std::optional<Packet>> CaptureFile::next_record() {
  if (reader_.at_end()) return std::optional<Packet>();
  const Interface& interface = interfaces_.front();
  Packet packet;
  const std::uint64_t seconds = HOSHI_TRY(u32(reader_, "seconds"));
  const std::uint64_t fraction = HOSHI_TRY(u32(reader_, "fraction of a second"));
  const std::uint32_t kept = HOSHI_TRY(u32(reader_, "packet length"));
  const std::uint32_t on_wire = HOSHI_TRY(u32(reader_, "length on the wire"));
  if (kept > packet_limit_bytes) return fail(ErrorCode::corrupt, "a packet larger than any capture keeps");
  packet.nanoseconds = seconds * 1'000'000'000 + fraction * (1'000'000'000 / interface.ticks_per_second);
  packet.link = interface.link;
  packet.bytes = HOSHI_TRY(reader_.take(kept, "packet"));
  packet.wire_bytes = std::max<std::size_t>(on_wire, kept);
  return packet;
}

}  // namespace hoshi::protocols::capture
