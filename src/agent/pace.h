// Who may begin when: so many tasks at a time, one guesser at an endpoint, fewer while the device suffers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "agent/health.h"

namespace hoshi::agent {

struct Place {
  std::string target;
  std::string endpoint;  // empty: nowhere in particular
  bool operator==(const Place&) const = default;
};

struct PhaseRules {
  unsigned at_a_time = 1;
  bool is_guessing = false;  // one task at an endpoint; others mostly wait, and hold nobody up
  bool is_watched = false;   // the device is meant to be there
};

// Threads share it; one phase at a time.
class Pace {
 public:
  struct Turn {
    std::size_t task = 0;
    bool device_is_gone = false;  // it may not begin any more
  };
  struct Now {
    bool is_watched = false;
    bool is_guessing = false;  // somebody is at it right now
    std::vector<Place> busy;  // where tasks are running
  };

  // `places` of the phase's tasks; they are begun in this order as far as the rules allow.
  void begin_phase(PhaseRules rules, std::vector<Place> places);
  // Waits for a turn. Nothing: every task of the phase had its turn.
  std::optional<Turn> next();
  void ended(std::size_t task);
  // What the device bears; from any thread.
  void set(Step step);
  Now now() const;

 private:
  unsigned at_a_time() const;
  bool is_free(const Place& place) const;
  std::optional<std::size_t> first_free() const;

  mutable std::mutex mutex_;
  std::condition_variable changed_{};
  PhaseRules rules_{};
  std::vector<Place> places_{};
  std::vector<bool> begun_{};
  std::vector<std::size_t> running_{};
  Step step_ = Step::usual;
  std::chrono::steady_clock::time_point not_before_{};
};

}  // namespace hoshi::agent
