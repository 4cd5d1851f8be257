// Reads numbers at places of an image, in either byte order; what lies outside is zero and is remembered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "base/bytes.h"

namespace hoshi::artifacts {

enum class Order { little, big };

// Structures of file systems are read field by field at fixed places, from hostile images. A field past the end reads as
// zero and makes good() false for ever after, so one look at the end of a structure suffices.
class Fields {
 public:
  Fields(ByteView bytes, Order order) : bytes_(bytes), order_(order) {}

  std::uint8_t u8(std::uint64_t at) { return static_cast<std::uint8_t>(number(at, 1)); }
  std::uint16_t u16(std::uint64_t at) { return static_cast<std::uint16_t>(number(at, 2)); }
  std::uint32_t u32(std::uint64_t at) { return static_cast<std::uint32_t>(number(at, 4)); }
  std::uint64_t u64(std::uint64_t at) { return number(at, 8); }
  // Empty when not all of it is there.
  ByteView part(std::uint64_t at, std::uint64_t count) {
    if (!holds(at, count)) return {};
    return bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
  }
  bool good() const { return good_; }

 private:
  bool holds(std::uint64_t at, std::uint64_t count) {
    const bool held = at <= bytes_.size() && count <= bytes_.size() - at;
    good_ = good_ && held;
    return held;
  }
  std::uint64_t number(std::uint64_t at, unsigned count) {
    if (!holds(at, count)) return 0;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
      const unsigned place = order_ == Order::big ? i : count - 1 - i;
      value = value << 8 | bytes_[static_cast<std::size_t>(at) + place];
    }
    return value;
  }

  ByteView bytes_;
  Order order_;
  bool good_ = true;
};

// What is left of `bytes` from `at` on; empty past the end.
inline ByteView from(ByteView bytes, std::uint64_t at) {
  return at < bytes.size() ? bytes.subspan(static_cast<std::size_t>(at)) : ByteView{};
}

// At most `count` bytes from `at` on.
inline ByteView part_of(ByteView bytes, std::uint64_t at, std::uint64_t count) {
  const ByteView rest = from(bytes, at);
  return rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(count, rest.size())));
}

}  // namespace hoshi::artifacts
