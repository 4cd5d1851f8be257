// Suggestions for typing mistakes, made from the register in the web process and renewed when the register changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "office/register_queries.h"
#include "register/suggestions.h"
#include "serving/house.h"

namespace hoshi::serving {

// Threads may share it. Bounded by public_register::Suggestions::words_max; while a new index is made the old one answers.
class Suggester {
 public:
  // Borrows the house.
  explicit Suggester(const House& house) : house_(&house) {}

  // Nothing before the first renewal.
  std::vector<std::string> nearest(std::string_view typed) const;
  // Reads the register again when it has changed since, but spends at most a tenth of the time on it. Stops early, and keeps what
  // was there, when `is_over` says so. For one thread.
  [[nodiscard]] Result<void> renew(const std::function<bool()>& is_over);

 private:
  const House* house_;
  mutable std::mutex mutex_;
  std::shared_ptr<const public_register::Suggestions> known_;  // shared: an answer may still look into it while it is replaced
  office::RegisterState seen_;
  std::chrono::steady_clock::time_point not_before_;
};

}  // namespace hoshi::serving
