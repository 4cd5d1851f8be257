// The waits of what failed, and whose turn it is.
// SPDX-License-Identifier: Apache-2.0
#include "office/put_off.h"

#include <algorithm>

namespace hoshi::office {
namespace {

constexpr std::chrono::milliseconds first_wait{1'000};
constexpr std::chrono::milliseconds longest_wait{60'000};

}  // namespace

void PutOff::failed(const std::string& name, Instant now) {
  const auto [entry, is_first] = failures_.try_emplace(name, Failure{now, first_wait});
  if (!is_first) entry->second = {now, std::min(longest_wait, 2 * entry->second.wait)};
}

bool PutOff::is_due(std::string_view name, Instant now) const {
  const auto found = failures_.find(name);
  return found == failures_.end() || now < found->second.at || now >= found->second.at + found->second.wait;
}

void Turn::offer(std::string name) {
  if (put_off_.is_fresh(name)) {
    if (!is_full()) fresh_.push_back(std::move(name));
  } else if (again_.size() < most_ && put_off_.is_due(name, now_)) {
    again_.push_back(std::move(name));
  }
}

std::vector<std::string> Turn::taken() const {
  std::vector<std::string> all = fresh_;
  const std::size_t room = most_ - std::min(most_, all.size());
  all.insert(all.end(), again_.begin(), again_.begin() + static_cast<std::ptrdiff_t>(std::min(room, again_.size())));
  return all;
}

}  // namespace hoshi::office
