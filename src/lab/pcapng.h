// Blocks of pcapng files (draft-ietf-opsawg-pcapng): what a capture writes, and where a half-written file is whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::lab {

enum class Direction { inbound, outbound };  // as seen from the lab

// Little-endian, one Ethernet interface, time in nanoseconds.
Bytes pcapng_head(std::string_view interface, std::string_view application);
// `wire_bytes` is the length before it was cut to `frame`.
Bytes pcapng_packet(std::uint64_t nanoseconds, Direction direction, ByteView frame, std::size_t wire_bytes);
Bytes pcapng_statistics(std::uint64_t nanoseconds, std::uint64_t received, std::uint64_t dropped);

struct PcapngShape {
  std::size_t whole_bytes = 0;  // up to here every block is complete
  std::uint64_t packets = 0;
  std::uint64_t dropped = 0;    // as the last statistics say
};
// Of a file that may end in the middle of a block, or be anything else (then nothing is whole).
PcapngShape pcapng_shape(ByteView file);

}  // namespace hoshi::lab
