// The arithmetic of a bad link.
// SPDX-License-Identifier: Apache-2.0
#include "lab/link_model.h"

#include <algorithm>

namespace hoshi::lab {
namespace {

using std::chrono::nanoseconds;

// Held back at least this long, so that what follows within it overtakes.
constexpr LinkTime least_hold{10'000};
constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
constexpr std::size_t overhead_bytes = 24;  // preamble, check sequence and gap of Ethernet (IEEE 802.3)

}  // namespace

// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, the same everywhere.
std::uint64_t LinkModel::random() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

// Draws always, so that one setting does not shift the draws of another.
bool LinkModel::happens(std::uint32_t millionths) { return random() % whole_in_millionths < millionths; }

LinkTime LinkModel::delay() {
  const auto spread = static_cast<std::uint64_t>(settings_.jitter.count()) * 2 + 1;
  const auto offset = static_cast<std::int64_t>(random() % spread) - settings_.jitter.count();
  return settings_.delay + LinkTime(offset);
}

Fate LinkModel::offer(LinkTime now, std::size_t frame_bytes) {
  ++counts_.offered;
  const bool lost = happens(settings_.loss_millionths);
  const bool twice = happens(settings_.duplicate_millionths);
  const bool late = happens(settings_.reorder_millionths);
  const LinkTime transit = delay();
  if (lost) {
    ++counts_.lost;
    return {};
  }
  LinkTime sent = now;
  if (settings_.rate_bits_per_second != 0) {
    const std::uint64_t bits = (frame_bytes + overhead_bytes) * 8;
    const nanoseconds start = std::max(free_at_, nanoseconds(now));
    const auto waiting = static_cast<std::uint64_t>((start - nanoseconds(now)).count());
    const std::uint64_t room = settings_.queue_bytes * 8 * nanoseconds_per_second / settings_.rate_bits_per_second;  // ≤ 2^26 · 10^9
    if (waiting > room) {
      ++counts_.overflowed;
      return {};
    }
    free_at_ = start + nanoseconds(bits * nanoseconds_per_second / settings_.rate_bits_per_second);
    sent = std::chrono::ceil<LinkTime>(free_at_);
  }
  LinkTime leaves = std::max(sent + transit, last_leaves_);
  if (late) {
    ++counts_.reordered;
    leaves += std::max(least_hold, settings_.jitter);
  } else {
    last_leaves_ = leaves;
  }
  Fate fate{1, {leaves, leaves}};
  if (twice) {
    ++counts_.duplicated;
    fate.count = 2;
  }
  return fate;
}

}  // namespace hoshi::lab
