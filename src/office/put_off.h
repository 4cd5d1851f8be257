// What failed and waits before it is tried again, so that whatever else stands in the same queue has its turn.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace hoshi::office {

// In memory alone: after a new start everything is tried at once, and again put off. Not for several threads.
class PutOff {
 public:
  // Waits a second after the first failure, twice as long after each further one, a minute at most: a person who has
  // removed the cause sees the label within that.
  void failed(const std::string& name, Instant now);
  void done(const std::string& name) { failures_.erase(name); }
  bool is_fresh(std::string_view name) const { return failures_.find(name) == failures_.end(); }
  // A clock that went back lets nothing wait longer.
  bool is_due(std::string_view name, Instant now) const;

 private:
  struct Failure {
    Instant at;
    std::chrono::milliseconds wait{};
  };
  std::map<std::string, Failure, std::less<>> failures_{};
};

// Takes names in the order of a queue: first `most` of those that never failed, then of those whose wait is over.
class Turn {
 public:
  Turn(const PutOff& put_off, Instant now, std::size_t most) : put_off_(put_off), now_(now), most_(most) {}
  void offer(std::string name);
  bool is_full() const { return fresh_.size() >= most_; }
  std::vector<std::string> taken() const;

 private:
  const PutOff& put_off_;
  Instant now_;
  std::size_t most_;
  std::vector<std::string> fresh_{}, again_{};
};

}  // namespace hoshi::office
