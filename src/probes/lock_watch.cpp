// Looks at growing distances, other addresses of the bench, and the limit that was seen.
// SPDX-License-Identifier: Apache-2.0
#include "probes/lock_watch.h"

#include <fmt/format.h>

#include <algorithm>

namespace hoshi::probes {
namespace {

constexpr milliseconds margin{500};
constexpr milliseconds unknown_length{31'000};
// Usual locks last 5, 10, 15, 30 and 60 s. A look may itself prolong a lock, so the distances grow beyond its length.
constexpr milliseconds usual_looks[] = {milliseconds(2000),  milliseconds(5000),  milliseconds(10'500), milliseconds(16'000),
                                        milliseconds(31'000), milliseconds(61'000), milliseconds(122'000),
                                        milliseconds(245'000), milliseconds(490'000), milliseconds(900'000)};
constexpr milliseconds longest_first_look{60'000};
// Limits of the rate give a request back every few seconds; 10 a minute and 1 in 10 s are usual.
constexpr milliseconds longest_of_rate{25'000};
constexpr milliseconds first_pace{3000};
constexpr milliseconds slowest_pace{19'000};  // looking behind the door takes three requests

LoginSurface from_source(const LoginSurface& surface, int number) {
  LoginSurface same = surface;
  if (number == 1) return same;
  if (same.host.empty()) same.host = surface.target;  // the name in requests stays the device's
  same.target = fmt::format("{}@source{}", surface.target, number);
  return same;
}

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

}  // namespace

LockWatch::LockWatch(transport::Network& network, const LoginSurface& surface, int sources, milliseconds patience,
                     TaskTime end)
    : network_(network), patience_(patience), end_(end) {
  for (int number = 1; number <= std::max(1, sources); ++number) doors_.push_back({from_source(surface, number)});
}

void LockWatch::right_worked() {
  auto& door = doors_[active_];
  survived_ = std::max(survived_, door.wrong - door.wrong_before_right);
  door.wrong_before_right = door.wrong;
}

bool LockWatch::is_spent() const { return between_rests_ && !rest_in_vain_ && !has_pace() && doors_[active_].wrong >= *between_rests_; }

bool LockWatch::pause(milliseconds duration) {
  const bool is_too_long = report_.waited - paced_ + duration > patience_ || network_.time() + duration > end_;
  if (is_too_long || !network_.wait(duration)) return false;
  report_.waited += duration;
  return true;
}

bool LockWatch::keep_pace() { return pace_.count() == 0 || wait_paced(pace_); }

bool LockWatch::wait_paced(milliseconds duration) {
  if (network_.time() + duration > end_ || !network_.wait(duration)) return false;
  report_.waited += duration;
  paced_ += duration;
  return true;
}

void LockWatch::slow_down() { pace_ = std::clamp(pace_ * 2, first_pace, slowest_pace); }

void LockWatch::make_room() {
  if (pace_.count() == 0) return;
  slow_down();
  (void)wait_paced(2 * pace_);  // and once more before the next try; out of time is noticed there
}

void LockWatch::open(std::size_t number) {
  active_ = number;
  auto& door = doors_[number];
  door.wrong = 0;
  door.wrong_before_right = 0;
  door.is_locked = false;
  door.has_rested = false;
  report_.sources = std::max(report_.sources, static_cast<int>(number) + 1);
}

bool LockWatch::rest() {
  if (report_.scope == "source") {
    for (std::size_t i = 0; i < doors_.size(); ++i) {
      if (doors_[i].is_locked || doors_[i].wrong > 0) continue;
      open(i);
      return true;
    }
  }
  if (!pause(report_.length.count() > 0 ? report_.length + margin : unknown_length)) return false;
  open(active_);
  doors_[active_].has_rested = true;
  return true;
}

void LockWatch::learn(const LockSign& sign) {
  auto& door = doors_[active_];
  ++report_.locks;
  if (report_.after_tries == 0) report_.after_tries = std::max(1, door.wrong);
  // Met again at once: a limit of the rate gives back one request at a time, so it is asked slowly, and after a longer rest.
  if (door.wrong <= 2 && report_.locks > 1 && report_.length.count() > 0) {
    if (sign.is_said && report_.length <= longest_of_rate) slow_down();
    if (door.wrong <= 1) first_look_ = std::min(longest_first_look, std::max(first_look_ * 3 / 2, report_.length * 3 / 2));
  }
  if (door.wrong == 0) return;
  if (door.has_rested && between_rests_ && door.wrong <= *between_rests_) rest_in_vain_ = true;
  const int row = door.wrong - door.wrong_before_right;
  if (row > survived_) {
    in_a_row_ = std::max(1, row - 1);
  } else {
    // As many in a row did no harm before, so right passwords do not reset the counter.
    const int safe = std::max(1, sign.is_silent ? door.wrong_before_right : door.wrong - 1);
    between_rests_ = std::min(between_rests_.value_or(safe), safe);
  }
}

bool LockWatch::go_elsewhere(const Look& look) {
  for (std::size_t i = 0; i < doors_.size(); ++i) {
    if (i == active_) continue;
    report_.sources = std::max(report_.sources, static_cast<int>(i) + 1);
    if (!look(doors_[i].surface)) continue;
    report_.scope = "source";
    open(i);
    return true;
  }
  if (doors_.size() > 1 && report_.scope == "unknown") report_.scope = "account";
  return false;
}

std::vector<milliseconds> LockWatch::looks(const LockSign& sign) const {
  std::vector<milliseconds> when;
  const auto soonest = std::max(first_look_, sign.retry_after ? *sign.retry_after + margin : milliseconds(0));
  if (soonest.count() > 0) when.push_back(soonest);
  for (const auto look : usual_looks) {
    if (look > soonest) when.push_back(look);
  }
  return when;
}

bool LockWatch::wait_out(const LockSign& sign, const Look& look) {
  for (const auto when : looks(sign)) {
    const auto passed = to_milliseconds(network_.time() - sign.at);
    if (when <= passed) continue;
    if (!pause(when - passed)) return false;
    const auto asked = network_.time();
    for (std::size_t step = 0; step < doors_.size(); ++step) {
      const std::size_t number = (active_ + step) % doors_.size();
      if (!look(doors_[number].surface)) continue;
      report_.length = to_milliseconds(asked - sign.at);
      open(number);
      return true;
    }
  }
  return false;
}

bool LockWatch::get_past(const LockSign& sign, const Look& look) {
  learn(sign);
  doors_[active_].is_locked = true;
  return go_elsewhere(look) || wait_out(sign, look);
}

}  // namespace hoshi::probes
