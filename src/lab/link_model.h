// When a frame leaves a bad link, if it does: loss, delay, jitter, duplicates, reordering and a limited rate, without a clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "lab/link_settings.h"

namespace hoshi::lab {

using LinkTime = std::chrono::microseconds;  // since any moment, never going back

// What becomes of one frame: it leaves `count` times (0: lost), at these times.
struct Fate {
  std::size_t count = 0;
  std::array<LinkTime, 2> leaves{};
};

struct LinkCounts {
  std::uint64_t offered = 0;
  std::uint64_t lost = 0;           // by chance
  std::uint64_t overflowed = 0;     // the queue of the limited rate was full
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;
};

// One direction. The same settings, seed and calls give the same fates on every machine.
class LinkModel {
 public:
  LinkModel(const LinkSettings& settings, std::uint64_t seed) : settings_(settings), state_(seed) {}

  // `now` must not go back.
  Fate offer(LinkTime now, std::size_t frame_bytes);
  const LinkCounts& counts() const { return counts_; }

 private:
  std::uint64_t random();
  bool happens(std::uint32_t millionths);
  LinkTime delay();

  LinkSettings settings_;
  std::uint64_t state_;
  std::chrono::nanoseconds free_at_{0};  // when the limited rate has sent all that waits
  LinkTime last_leaves_{0};
  LinkCounts counts_;
};

}  // namespace hoshi::lab
