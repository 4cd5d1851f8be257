// The meter: serial runs with the right password between, recovery, connections side by side, and the class.
// SPDX-License-Identifier: Apache-2.0
#include "probes/throttle_meter.h"

#include <algorithm>

#include "probes/parallel_guesses.h"

namespace hoshi::probes {
namespace {

constexpr milliseconds hour = std::chrono::hours(1);
// Below it a wrong try is not slowed down in any way that matters: 500 ms are 7,200 guesses an hour.
constexpr milliseconds felt_delay{500};
constexpr milliseconds growth{1000};
constexpr milliseconds rest{25'000};  // 10 requests a minute give back four of them
// Locks that end this soon limit a rate; they do not lock anybody out.
constexpr milliseconds rate_limit_recovery{15000};
constexpr milliseconds retry_after_margin{500};
constexpr milliseconds steady_pause{1000};
// When to look whether a lock has ended, since the lock; usual locks last 5, 10, 15, 30 and 60 s.
constexpr std::chrono::seconds looks[] = {std::chrono::seconds(2),  std::chrono::seconds(5),
                                          std::chrono::seconds(10), std::chrono::seconds(15),
                                          std::chrono::seconds(31), std::chrono::seconds(46),
                                          std::chrono::seconds(61), std::chrono::seconds(70)};

std::int64_t per_hour(std::int64_t tries, milliseconds time) {
  return tries * hour.count() / std::max<std::int64_t>(1, time.count());
}

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

class Meter {
 public:
  Meter(transport::Network& network, const MeterInput& input, const MeterLimits& limits)
      : network_(network), input_(input), limits_(limits), began_(network.time()) {}

  ThrottleReport run();

 private:
  // What stopped the guessing, when something did.
  struct Lock {
    bool is_seen = false;
    bool is_silent = false;      // wrong passwords looked as ever; only the right one was refused
    bool is_connection = false;  // nobody answers any more
    bool says_later = false;     // 429, 503, "busy": the answer of rate limits
    TaskTime at{};
    std::optional<milliseconds> retry_after;
  };

  bool take_controls();
  void serial();
  bool serial_run(int length);  // false: locked, or out of time
  void suspect(const LoginAttempt& attempt);
  Lock lock_seen_in(const LoginAttempt& attempt) const;
  bool right_works(LoginAttempt* made = nullptr);
  void learn_scope();
  void recover();
  void parallel();
  void parallel_between_locks();
  void steady();
  void classify();
  void classify_lock();
  void classify_delay();
  void count_sustained();
  bool is_rate_limit() const;

  LoginAttempt wrong_try();
  // Who guesses against silence waits for nobody: a wrong try costs what the device takes to answer a right one.
  milliseconds time_of(const LoginAttempt& attempt) const;
  bool has_time_for(std::chrono::seconds more) const { return network_.time() - began_ + more <= limits_.all_time; }
  const std::string& account() const { return input_.known != nullptr ? input_.known->account : input_.account; }

  transport::Network& network_;
  const MeterInput& input_;
  const MeterLimits& limits_;
  TaskTime began_;
  ThrottleReport report_;
  LoginControls controls_;
  Lock lock_;
  int judged_in_run_ = 0;
  milliseconds serial_took_{0};
  int serial_judged_ = 0;
  milliseconds run_took_{0};
  bool lost_connections_ = false;
  bool is_erratic_ = false;  // the right password met an answer that fits nothing: no lock can be told from that
  std::optional<std::int64_t> steady_per_hour_;
};

LoginAttempt Meter::wrong_try() {
  return try_login(network_, input_.surface, account(), random_password(network_));
}

milliseconds Meter::time_of(const LoginAttempt& attempt) const {
  const bool is_silence = attempt.silence_refuses && attempt.outcome == LoginClass::no_answer;
  return is_silence && controls_.positive ? controls_.positive->took() : attempt.took();
}

bool Meter::take_controls() {
  controls_.negative = wrong_try();
  // A limit of requests may have been met by the probes before: it is measured from rest.
  const auto seen = controls_.negative->outcome;
  const bool is_later = (seen == LoginClass::throttled || seen == LoginClass::locked) &&
                        controls_.negative->retry_after.value_or(rest) <= rest;
  if (is_later && network_.wait(rest)) controls_.negative = wrong_try();
  if (input_.known != nullptr) {
    controls_.positive = try_login(network_, input_.surface, input_.known->account, input_.known->password);
    report_.control = controls_.distinguishable() && settle(*controls_.positive, controls_) == LoginClass::accepted;
    if (!report_.control) controls_.positive.reset();
  }
  report_.first_delay = time_of(*controls_.negative);
  report_.last_delay = report_.first_delay;
  return controls_.distinguishable();
}

bool Meter::right_works(LoginAttempt* made) {
  auto attempt = try_login(network_, input_.surface, input_.known->account, input_.known->password);
  const auto outcome = settle(attempt, controls_);
  const bool works = outcome == LoginClass::accepted;
  is_erratic_ = is_erratic_ || outcome == LoginClass::unclear;
  if (made != nullptr) *made = std::move(attempt);
  return works;
}

Meter::Lock Meter::lock_seen_in(const LoginAttempt& attempt) const {
  Lock lock;
  lock.is_seen = true;
  lock.is_silent = attempt.outcome == LoginClass::refused &&
                   attempt.signature.is_like(controls_.negative->signature);
  lock.is_connection = attempt.outcome == LoginClass::connection_lost || attempt.outcome == LoginClass::no_answer;
  lock.says_later = attempt.outcome == LoginClass::throttled || attempt.signature.status.starts_with("429");
  lock.retry_after = attempt.retry_after;
  return lock;
}

// A sign of a lock counts when the right password is shut out as well; without one, when it comes twice.
void Meter::suspect(const LoginAttempt& attempt) {
  const bool is_shut = report_.control ? !right_works()
                                       : is_lock_sign(settle(wrong_try(), controls_));
  if (!is_shut) return;
  lock_ = lock_seen_in(attempt);
  lock_.at = attempt.ended;
  report_.lock_after_tries = std::max(1, judged_in_run_ > 0 ? judged_in_run_ : report_.tries);
}

bool Meter::serial_run(int length) {
  judged_in_run_ = 0;
  run_took_ = milliseconds(0);
  for (int i = 0; i < length; ++i) {
    if (to_milliseconds(network_.time() - began_) > limits_.serial_time) return false;
    const auto attempt = wrong_try();
    const auto outcome = settle(attempt, controls_);
    if (is_lock_sign(outcome)) {
      suspect(attempt);
      if (lock_.is_seen) return false;
      continue;
    }
    if (outcome != LoginClass::refused) continue;
    ++judged_in_run_;
    ++report_.tries;
    ++serial_judged_;
    const auto took = time_of(attempt);
    run_took_ += took;
    serial_took_ += took;
    report_.last_delay = took;
  }
  return true;
}

void Meter::serial() {
  for (const int length : limits_.runs) {
    if (!serial_run(length)) break;
    LoginAttempt right;
    if (!report_.control || right_works(&right)) continue;
    lock_ = lock_seen_in(right);
    lock_.at = right.began;
    report_.lock_after_tries = std::max(1, judged_in_run_);
    break;
  }
  if (serial_judged_ > 0) report_.serial_per_hour = per_hour(serial_judged_, serial_took_);
}

// While it is locked: is somebody else shut out, too?
void Meter::learn_scope() {
  if (input_.second != nullptr) {
    const auto other = try_login(network_, input_.surface, input_.second->account, input_.second->password);
    report_.scope = settle(other, controls_) == LoginClass::accepted ? "account" : "source";
    return;
  }
  if (lock_.is_silent) return;  // a refusal of a stranger would tell nothing
  const auto stranger = try_login(network_, input_.surface, random_password(network_), random_password(network_));
  const auto outcome = settle(stranger, controls_);
  if (outcome == LoginClass::refused) report_.scope = "account";
  if (is_lock_sign(outcome)) report_.scope = "source";
}

void Meter::recover() {
  std::vector<milliseconds> when(std::begin(looks), std::end(looks));
  if (lock_.retry_after) when = {*lock_.retry_after + retry_after_margin, limits_.recovery_time};
  for (const auto look : when) {
    if (look > limits_.recovery_time + retry_after_margin) continue;
    const auto passed = to_milliseconds(network_.time() - lock_.at);
    if (look <= passed) continue;
    if (!network_.wait(look - passed)) return;
    const auto asked = network_.time();
    const bool is_open = report_.control ? right_works()
                                         : settle(wrong_try(), controls_) == LoginClass::refused;
    if (!is_open) continue;
    report_.recovery = to_milliseconds(asked - lock_.at);
    return;
  }
}

void Meter::parallel() {
  if (!has_time_for(limits_.parallel_time)) return;
  const auto guesses = guess_side_by_side(network_, {input_.surface, account(), controls_, limits_.connections,
                                                     limits_.parallel_time, limits_.parallel_tries_of_connection});
  report_.connections = limits_.connections;
  report_.tries += guesses.judged;
  report_.parallel_per_hour = guesses.judged > 0 ? per_hour(guesses.judged, guesses.took) : 0;
  lost_connections_ = guesses.lost_connections * 2 >= limits_.connections;
  LoginAttempt right;
  if (!report_.control || right_works(&right)) return;
  // What held against one connection held against many after all.
  lock_ = lock_seen_in(right);
  lock_.at = right.began;
  report_.lock_after_tries = std::max(1, guesses.judged);
  run_took_ = guesses.took;
}

// Whether many connections get more tries out of one lock than one does.
void Meter::parallel_between_locks() {
  if (report_.recovery.count() == 0 || !has_time_for(limits_.parallel_time)) return;
  const int tries_of_connection = 3;
  const auto guesses = guess_side_by_side(network_, {input_.surface, account(), controls_, limits_.connections,
                                                     limits_.parallel_time, tries_of_connection});
  report_.connections = limits_.connections;
  report_.tries += guesses.judged;
  report_.parallel_per_hour = per_hour(guesses.judged, guesses.took + report_.recovery);
}

// A limit of the rate gives tries back one by one: what comes through over a while is what an attacker gets.
void Meter::steady() {
  if (!has_time_for(limits_.steady_time)) return;
  const auto began = network_.time();
  int judged = 0;
  while (network_.time() - began < limits_.steady_time) {
    if (settle(wrong_try(), controls_) == LoginClass::refused) ++judged;
    if (!network_.wait(steady_pause)) break;
  }
  report_.tries += judged;
  steady_per_hour_ = per_hour(judged, to_milliseconds(network_.time() - began));
}

bool Meter::is_rate_limit() const {
  return lock_.is_seen && lock_.says_later && report_.recovery.count() > 0 && report_.recovery <= rate_limit_recovery;
}

void Meter::count_sustained() {
  if (!lock_.is_seen) {
    report_.sustained_per_hour = std::max(report_.serial_per_hour, report_.parallel_per_hour);
    return;
  }
  // A lock that was not seen to end lasts at least as long as it was watched.
  const auto pause = report_.recovery.count() > 0 ? report_.recovery : to_milliseconds(network_.time() - lock_.at);
  const auto cycle = steady_per_hour_ ? *steady_per_hour_ : per_hour(report_.lock_after_tries, run_took_ + pause);
  report_.sustained_per_hour = report_.connections > 0 ? std::max(cycle, report_.parallel_per_hour) : cycle;
}

void Meter::classify_lock() {
  if (lock_.is_connection && report_.recovery.count() == 0) {
    report_.throttle_class = "unknown";  // a device that died of the tries looks the same
  } else if (lock_.is_connection) {
    report_.throttle_class = "ban_source";
    report_.scope = "source";
  } else if (is_rate_limit()) {
    report_.throttle_class = "global_limit";
  } else {
    report_.throttle_class = report_.scope == "source" ? "ban_source" : "lock_account";
  }
}

void Meter::classify_delay() {
  const bool grows = report_.last_delay >= 2 * report_.first_delay && report_.last_delay - report_.first_delay >= growth;
  const auto usual = serial_judged_ > 0 ? serial_took_ / serial_judged_ : milliseconds(0);
  const auto right = controls_.positive ? controls_.positive->took() : milliseconds(0);
  if (grows) {
    report_.throttle_class = "growing_delay";
    // The guesses to come take as long as the last one did, or longer.
    report_.serial_per_hour = per_hour(1, report_.last_delay);
  } else if (usual - std::min(right, usual) < felt_delay) {
    report_.throttle_class = lost_connections_ ? "connection_cap" : "none";
  } else if (report_.parallel_per_hour >= 2 * report_.serial_per_hour) {
    report_.throttle_class = "delay_per_connection";
  } else {
    report_.throttle_class = lost_connections_ ? "connection_cap" : "global_limit";
  }
}

void Meter::classify() {
  if (lock_.is_seen) return classify_lock();
  if (serial_judged_ == 0) {
    report_.control = false;  // nothing was judged, so nothing is known
    return;
  }
  classify_delay();
}

ThrottleReport Meter::run() {
  for (const auto* credential : {input_.known, input_.second}) {
    if (credential != nullptr && !credential->password.empty()) network_.keep_secret(credential->password);
  }
  if (!take_controls()) return report_;
  serial();
  if (!lock_.is_seen) parallel();
  const bool met_in_parallel = lock_.is_seen && report_.connections > 0;
  if (lock_.is_seen) {
    learn_scope();
    recover();
    if (is_rate_limit()) {
      steady();
    } else if (!met_in_parallel) {
      parallel_between_locks();
    }
  }
  if (is_erratic_) {
    ThrottleReport nothing_known;
    nothing_known.tries = report_.tries;
    return nothing_known;
  }
  classify();
  count_sustained();
  return report_;
}

}  // namespace

ThrottleReport measure_throttle(transport::Network& network, const MeterInput& input, const MeterLimits& limits) {
  return Meter(network, input, limits).run();
}

}  // namespace hoshi::probes
