// Walks through everything an artifact holds: containers in containers, and containers at any offset of a dump.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::artifacts {

// A file, a stream, or the artifact itself (path ""). Very large ones come in several parts, which overlap.
struct Member {
  std::string path;    // "squashfs@0x20000:/etc/shadow", "tar:a.img > ext:/key": hostile, shown through printable()
  std::optional<std::uint32_t> mode;  // permissions, where the container keeps them
  ByteView content;    // borrowed for the call
  std::uint64_t offset = 0;  // of this part in the member
};

struct WalkLimits {
  std::size_t depth = 8;
  std::size_t members = 300'000;
  std::uint64_t unpacked_bytes = 4ull << 30;  // of everything, against bombs
  std::size_t memory_bytes = 256u << 20;      // held at one time; larger members come in parts
  std::function<bool()> is_over = [] { return false; };  // asked often: whether the time is up
};

struct WalkReport {
  std::size_t members = 0;
  std::set<std::string> containers;     // "squashfs", "gzip"
  std::vector<std::string> unreadable;  // where and why, printable, 32 at most
  bool complete = true;                 // nothing was unreadable, and no limit was met
};

// Overlap of the parts of large members: longer than any needle.
constexpr std::size_t overlap_bytes = 4096;

// Calls `visit` for the artifact and everything in it. Nothing is written anywhere; names, links and modes are only told.
WalkReport walk(ByteView artifact, const WalkLimits& limits, const std::function<void(const Member&)>& visit);

}  // namespace hoshi::artifacts
