// Thirds of a run, and medians of differences.
// SPDX-License-Identifier: Apache-2.0
#include "probes/answer_times.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

// Below it a wrong try is not slowed down in any way that matters.
constexpr milliseconds felt_delay{500};
constexpr milliseconds doubt_below{200};  // a median of few tries on a loaded machine is off by that much
constexpr milliseconds doubt_above{300};
constexpr milliseconds doubt_of_pairs{50};
constexpr milliseconds growth_min{1000};
constexpr std::size_t steady_tries_min = 5;

// Each time at least four fifths of the longest before, and three levels of which each is a third above the last.
bool is_steady(const std::vector<milliseconds>& times) {
  milliseconds longest{0};
  milliseconds level = std::max(times.front(), milliseconds(1));
  int levels = 1;
  for (const auto time : times) {
    if (5 * time < 4 * longest) return false;
    longest = std::max(longest, time);
    if (3 * time < 4 * level) continue;
    level = time;
    ++levels;
  }
  return levels >= 3 && times.size() >= steady_tries_min;
}

}  // namespace

milliseconds median(std::vector<milliseconds> times) {
  if (times.empty()) return milliseconds(0);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

Felt delay_felt(milliseconds wrong, milliseconds right) {
  const auto delay = wrong - std::min(right, wrong);
  if (delay < felt_delay - doubt_below) return Felt::no;
  return delay > felt_delay + doubt_above ? Felt::yes : Felt::doubtful;
}

Felt delay_felt_by_pairs(const std::vector<milliseconds>& wrong, const std::vector<milliseconds>& right) {
  std::vector<milliseconds> delays;
  for (std::size_t i = 0; i < std::min(wrong.size(), right.size()); ++i) delays.push_back(wrong[i] - right[i]);
  if (delays.empty()) return Felt::doubtful;
  const auto delay = median(delays);
  if (delay < felt_delay - doubt_of_pairs) return Felt::no;
  return delay > felt_delay + doubt_of_pairs ? Felt::yes : Felt::doubtful;
}

Growth growth_of(const std::vector<milliseconds>& times) {
  const std::size_t third = times.size() / 3;
  if (third == 0) return Growth::none;
  const auto first = median({times.begin(), times.begin() + static_cast<std::ptrdiff_t>(third)});
  const auto last = *std::min_element(times.end() - static_cast<std::ptrdiff_t>(third), times.end());
  if (last < 2 * first || last - first < growth_min) return Growth::none;
  return is_steady(times) ? Growth::steady : Growth::suspected;
}

}  // namespace hoshi::probes
