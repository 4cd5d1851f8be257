// Writing and walking pcapng blocks.
// SPDX-License-Identifier: Apache-2.0
#include "lab/pcapng.h"

namespace hoshi::lab {
namespace {

constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t interface_statistics = 5;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint16_t ethernet = 1;  // LINKTYPE_ETHERNET
constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_application = 4;   // shb_userappl
constexpr std::uint16_t option_name = 2;          // if_name
constexpr std::uint16_t option_resolution = 9;    // if_tsresol
constexpr std::uint16_t option_flags = 2;         // epb_flags
constexpr std::uint16_t option_received = 4;      // isb_ifrecv
constexpr std::uint16_t option_dropped = 5;       // isb_ifdrop
constexpr std::uint8_t nanoseconds_resolution = 9;
constexpr std::size_t least_block_bytes = 12;
constexpr std::size_t largest_block_bytes = 1u << 20;

void put16(Bytes& out, std::uint16_t number) {
  out.push_back(static_cast<std::uint8_t>(number));
  out.push_back(static_cast<std::uint8_t>(number >> 8));
}

void put32(Bytes& out, std::uint32_t number) {
  put16(out, static_cast<std::uint16_t>(number));
  put16(out, static_cast<std::uint16_t>(number >> 16));
}

void put_padded(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
  out.resize((out.size() + 3) / 4 * 4);
}

void put_option(Bytes& out, std::uint16_t code, ByteView bytes) {
  put16(out, code);
  put16(out, static_cast<std::uint16_t>(bytes.size()));
  put_padded(out, bytes);
}

void put_option64(Bytes& out, std::uint16_t code, std::uint64_t number) {
  Bytes bytes;
  put32(bytes, static_cast<std::uint32_t>(number));
  put32(bytes, static_cast<std::uint32_t>(number >> 32));
  put_option(out, code, bytes);
}

void put_time(Bytes& out, std::uint64_t nanoseconds) {
  put32(out, static_cast<std::uint32_t>(nanoseconds >> 32));
  put32(out, static_cast<std::uint32_t>(nanoseconds));
}

void put_block(Bytes& out, std::uint32_t type, const Bytes& body) {
  const auto length = static_cast<std::uint32_t>(body.size() + least_block_bytes);
  put32(out, type);
  put32(out, length);
  out.insert(out.end(), body.begin(), body.end());
  put32(out, length);
}

std::uint32_t little32(ByteView bytes) {
  return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24;
}

// isb_ifdrop of a statistics block's options, or nothing said: 0.
std::uint64_t dropped_in(ByteView body) {
  constexpr std::size_t fixed = 12;
  for (std::size_t at = fixed; at + 4 <= body.size();) {
    const std::uint32_t head = little32(body.subspan(at, 4));
    const std::size_t length = head >> 16;
    at += 4;
    if (at + length > body.size()) return 0;
    if ((head & 0xFFFF) == option_dropped && length == 8) {
      return little32(body.subspan(at, 4)) | std::uint64_t{little32(body.subspan(at + 4, 4))} << 32;
    }
    at += (length + 3) / 4 * 4;
  }
  return 0;
}

}  // namespace

Bytes pcapng_head(std::string_view interface, std::string_view application) {
  Bytes section;
  put32(section, byte_order_magic);
  put16(section, 1);  // version 1.0
  put16(section, 0);
  section.insert(section.end(), 8, 0xFF);  // length not given
  put_option(section, option_application, to_bytes(application));
  put_option(section, option_end, {});
  Bytes description;
  put16(description, ethernet);
  put16(description, 0);
  put32(description, 0);  // frames are never cut to a length said here
  put_option(description, option_name, to_bytes(interface));
  put_option(description, option_resolution, Bytes{nanoseconds_resolution});
  put_option(description, option_end, {});
  Bytes out;
  put_block(out, section_header, section);
  put_block(out, interface_description, description);
  return out;
}

Bytes pcapng_packet(std::uint64_t nanoseconds, Direction direction, ByteView frame, std::size_t wire_bytes) {
  Bytes body;
  put32(body, 0);  // the only interface
  put_time(body, nanoseconds);
  put32(body, static_cast<std::uint32_t>(frame.size()));
  put32(body, static_cast<std::uint32_t>(wire_bytes));
  put_padded(body, frame);
  put_option(body, option_flags, Bytes{static_cast<std::uint8_t>(direction == Direction::inbound ? 1 : 2), 0, 0, 0});
  put_option(body, option_end, {});
  Bytes out;
  put_block(out, enhanced_packet, body);
  return out;
}

Bytes pcapng_statistics(std::uint64_t nanoseconds, std::uint64_t received, std::uint64_t dropped) {
  Bytes body;
  put32(body, 0);
  put_time(body, nanoseconds);
  put_option64(body, option_received, received);
  put_option64(body, option_dropped, dropped);
  put_option(body, option_end, {});
  Bytes out;
  put_block(out, interface_statistics, body);
  return out;
}

PcapngShape pcapng_shape(ByteView file) {
  PcapngShape shape;
  while (shape.whole_bytes + least_block_bytes <= file.size()) {
    const ByteView rest = file.subspan(shape.whole_bytes);
    const std::uint32_t type = little32(rest);
    const std::size_t length = little32(rest.subspan(4));
    const bool is_first = shape.whole_bytes == 0;
    if (is_first && (type != section_header || little32(rest.subspan(8)) != byte_order_magic)) return shape;
    if (length < least_block_bytes || length % 4 != 0 || length > largest_block_bytes || length > rest.size()) return shape;
    if (little32(rest.subspan(length - 4)) != length) return shape;
    if (type == enhanced_packet) ++shape.packets;
    if (type == interface_statistics) shape.dropped = dropped_in(rest.subspan(8, length - least_block_bytes));
    shape.whole_bytes += length;
  }
  return shape;
}

}  // namespace hoshi::lab
