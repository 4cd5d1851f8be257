// Turns.
// SPDX-License-Identifier: Apache-2.0
#include "agent/pace.h"

#include <algorithm>

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;

constexpr auto breath = 1s;         // between two tasks of a device that suffers
constexpr auto look_again = 250ms;  // of those who wait for their turn

}  // namespace

void Pace::begin_phase(PhaseRules rules, std::vector<Place> places) {
  const std::lock_guard lock(mutex_);
  rules_ = rules;
  places_ = std::move(places);
  begun_.assign(places_.size(), false);
  running_.clear();
}

// Where the device is meant to go (outages, updates), its silence says nothing.
unsigned Pace::at_a_time() const {
  if (!rules_.is_watched) return rules_.at_a_time;
  switch (step_) {
    case Step::usual: return rules_.at_a_time;
    case Step::two: return std::min(rules_.at_a_time, 2U);
    case Step::one: return 1;
    case Step::stopped: return 0;
    case Step::over: return rules_.at_a_time;  // nothing begins any more; who asks is told
  }
  return 0;
}

bool Pace::is_free(const Place& place) const {
  if (!rules_.is_guessing || place.endpoint.empty()) return true;
  return std::none_of(running_.begin(), running_.end(), [&](std::size_t task) { return places_[task] == place; });
}

std::optional<std::size_t> Pace::first_free() const {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!begun_[i] && is_free(places_[i])) return i;
  }
  return std::nullopt;
}

std::optional<Pace::Turn> Pace::next() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (std::find(begun_.begin(), begun_.end(), false) == begun_.end()) return std::nullopt;
    const bool is_gone = step_ == Step::over;
    const auto task = first_free();
    const bool may_begin = running_.size() < at_a_time() && std::chrono::steady_clock::now() >= not_before_;
    if (task && (is_gone || may_begin)) {
      begun_[*task] = true;
      running_.push_back(*task);
      return Turn{*task, is_gone};
    }
    changed_.wait_for(lock, look_again);
  }
}

void Pace::ended(std::size_t task) {
  const std::lock_guard lock(mutex_);
  std::erase(running_, task);
  if (step_ == Step::one && rules_.is_watched) not_before_ = std::chrono::steady_clock::now() + breath;
  changed_.notify_all();
}

void Pace::set(Step step) {
  const std::lock_guard lock(mutex_);
  step_ = step;
  changed_.notify_all();
}

Pace::Now Pace::now() const {
  const std::lock_guard lock(mutex_);
  Now now{rules_.is_watched && !running_.empty(), rules_.is_guessing && !running_.empty(), {}};
  const bool waits = rules_.is_watched && std::find(begun_.begin(), begun_.end(), false) != begun_.end();
  now.is_watched = now.is_watched || waits;
  for (const auto task : running_) now.busy.push_back(places_[task]);
  return now;
}

}  // namespace hoshi::agent
