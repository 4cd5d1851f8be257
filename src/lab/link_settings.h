// What a bad link does to frames, and its text form: loss=5%,delay=80ms,jitter=20ms,rate=256kbit,duplicate=1%,reorder=1%.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace hoshi::lab {

constexpr std::uint32_t whole_in_millionths = 1'000'000;

// The same in both directions. Shares are in millionths.
struct LinkSettings {
  std::uint32_t loss_millionths = 0;
  std::uint32_t duplicate_millionths = 0;
  std::uint32_t reorder_millionths = 0;  // held back so that later frames overtake
  std::chrono::microseconds delay{0};
  std::chrono::microseconds jitter{0};   // evenly spread over delay ± jitter; order is kept
  std::uint64_t rate_bits_per_second = 0;  // 0: no limit
  std::uint64_t queue_bytes = 64u << 10;   // what may wait for a limited rate; more is lost
  std::uint64_t seed = 0;
  bool is_seed_given = false;

  friend bool operator==(const LinkSettings&, const LinkSettings&) = default;
};

// invalid_input names the part that is wrong. At most 100 %, 10 s, 10 Gbit; each key once; queue=64kB; seed=N.
[[nodiscard]] Result<LinkSettings> parse_link(std::string_view text);
// Every setting that is not its default, and the seed; parse_link gives the same settings again.
std::string to_text(const LinkSettings& settings);
Value to_value(const LinkSettings& settings);

}  // namespace hoshi::lab
