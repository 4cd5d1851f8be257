// Makes the tables of the search for many needles.
// SPDX-License-Identifier: Apache-2.0
#include "base/needle_search.h"

#include <algorithm>
#include <cstring>

namespace hoshi {

NeedleSearch::NeedleSearch(std::vector<std::string> needles) : needles_(std::move(needles)) {
  for (const auto& needle : needles_) {
    if (needle.size() < least_needle_bytes) continue;
    shortest_ = shortest_ == 0 ? needle.size() : std::min(shortest_, needle.size());
  }
  if (shortest_ == 0) return;
  shortest_ = std::min<std::size_t>(shortest_, 200);  // shifts are bytes
  const std::size_t back = shortest_ - window;
  shifts_.assign(table_size, static_cast<std::uint8_t>(back + 1));
  std::vector<std::vector<std::uint32_t>> by_key(table_size);
  for (std::uint32_t index = 0; index < needles_.size(); ++index) {
    const Bytes needle = to_bytes(needles_[index]);
    if (needle.size() < least_needle_bytes) continue;
    for (std::size_t at = 0; at <= back; ++at) {
      auto& shift = shifts_[hash(needle.data() + at)];
      shift = std::min(shift, static_cast<std::uint8_t>(back - at));
    }
    by_key[hash(needle.data() + back)].push_back(index);
  }
  for (const auto& indexes : by_key) {
    first_.push_back(static_cast<std::uint32_t>(order_.size()));
    order_.insert(order_.end(), indexes.begin(), indexes.end());
  }
  first_.push_back(static_cast<std::uint32_t>(order_.size()));
}

bool NeedleSearch::matches(ByteView bytes, const std::string& needle) {
  return bytes.size() >= needle.size() && std::memcmp(bytes.data(), needle.data(), needle.size()) == 0;
}

}  // namespace hoshi
