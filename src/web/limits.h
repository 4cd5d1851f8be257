// How much a client may ask for: token buckets by address and account, in bounded memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hoshi::web {

struct Rate {
  double per_second = 20;
  double burst = 120;  // a page with its pieces, some pages quickly one after another
};

// Threads share it. Time is given: any steady clock.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Beyond `keys_max` keys those whose bucket is full again are forgotten; when none is, all new keys share one bucket.
  explicit RateLimiter(Rate rate, std::size_t keys_max = 1u << 16) : rate_(rate), keys_max_(keys_max) {}

  // Takes one from the key's bucket: nothing when it may go on, else after how long to come back (at least a second).
  std::optional<std::chrono::seconds> take(std::string_view key, Time now);

 private:
  struct Bucket {
    double tokens = 0;
    Time at;
  };
  void forget_full(Time now);

  const Rate rate_;
  const std::size_t keys_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
  Time swept_{};
};

}  // namespace hoshi::web
