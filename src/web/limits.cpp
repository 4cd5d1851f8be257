// Filling and emptying of the token buckets.
// SPDX-License-Identifier: Apache-2.0
#include "web/limits.h"

#include <algorithm>
#include <cmath>

namespace hoshi::web {
namespace {

constexpr std::string_view everybody_else = "*";

double seconds_between(RateLimiter::Time from, RateLimiter::Time to) {
  return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

}  // namespace

void RateLimiter::forget_full(Time now) {
  // Once a second at most: a flood of new addresses must not make every request walk the table.
  if (seconds_between(swept_, now) < 1.0) return;
  swept_ = now;
  std::erase_if(buckets_, [&](const auto& entry) {
    return entry.second.tokens + seconds_between(entry.second.at, now) * rate_.per_second >= rate_.burst;
  });
}

std::optional<std::chrono::seconds> RateLimiter::take(std::string_view key, Time now) {
  const std::scoped_lock lock(mutex_);
  std::string name(key);
  auto found = buckets_.find(name);
  if (found == buckets_.end()) {
    if (buckets_.size() >= keys_max_) forget_full(now);
    if (buckets_.size() >= keys_max_) name = everybody_else;
    found = buckets_.try_emplace(name, Bucket{rate_.burst, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.tokens = std::min(rate_.burst, bucket.tokens + seconds_between(bucket.at, now) * rate_.per_second);
  bucket.at = std::max(bucket.at, now);
  if (bucket.tokens >= 1.0) {
    bucket.tokens -= 1.0;
    return std::nullopt;
  }
  const double missing = (1.0 - bucket.tokens) / rate_.per_second;
  return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil(missing))));
}

}  // namespace hoshi::web
