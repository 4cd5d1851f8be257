// Finds any of many byte strings in a long one, in a single pass.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi {

// After Wu and Manber: three bytes at a place say how far the next place can be. The shortest needle decides how far that
// is, so needles are at least `least_needle_bytes` long; shorter ones are never found.
class NeedleSearch {
 public:
  static constexpr std::size_t least_needle_bytes = 5;

  explicit NeedleSearch(std::vector<std::string> needles);

  bool empty() const { return shortest_ == 0; }
  // Calls hit(index, offset) for every occurrence, in the order of where the occurrences begin.
  template <class Hit>
  void search(ByteView bytes, const Hit& hit) const {
    if (empty() || bytes.size() < shortest_) return;
    const std::size_t back = shortest_ - window;
    const std::size_t last = bytes.size() - window;
    for (std::size_t at = back; at <= last;) {
      const std::size_t key = hash(bytes.data() + at);
      const std::size_t shift = shifts_[key];
      if (shift == 0) check(bytes, at - back, key, hit);
      at += shift == 0 ? 1 : shift;
    }
  }

 private:
  static constexpr std::size_t window = 3;
  static constexpr std::size_t table_size = 1u << 16;

  static std::size_t hash(const std::uint8_t* bytes) {
    const std::uint32_t three = bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8 | static_cast<std::uint32_t>(bytes[2]) << 16;
    return (three * 2654435761u) >> 16;  // Knuth's multiplicative hashing
  }
  template <class Hit>
  void check(ByteView bytes, std::size_t start, std::size_t key, const Hit& hit) const {
    for (std::uint32_t i = first_[key]; i < first_[key + 1]; ++i) {
      const std::string& needle = needles_[order_[i]];
      if (matches(bytes.subspan(start), needle)) hit(order_[i], start);
    }
  }
  static bool matches(ByteView bytes, const std::string& needle);

  std::vector<std::string> needles_;
  std::size_t shortest_ = 0;
  std::vector<std::uint8_t> shifts_;
  std::vector<std::uint32_t> first_;      // of each key, where its needles begin in `order_`
  std::vector<std::uint32_t> order_;
};

}  // namespace hoshi
