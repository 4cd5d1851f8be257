// The meter: serial runs with the right password between, recovery, connections side by side, and the class.
// SPDX-License-Identifier: Apache-2.0
#include "probes/throttle_meter.h"

#include <algorithm>

#include "probes/parallel_guesses.h"
#include "probes/throttle_class.h"

namespace hoshi::probes {
namespace {

using std::chrono::seconds;

constexpr milliseconds hour = std::chrono::hours(1);
// Locks that end this soon limit a rate; they do not lock anybody out.
constexpr milliseconds rate_limit_recovery{15000};
constexpr milliseconds retry_after_margin{500};
constexpr milliseconds steady_pause{1000};
constexpr milliseconds full_rest{25'000};  // until a limit of the rate gives its burst back
constexpr int doubt_pairs = 5;
constexpr int growth_tries_max = 12;       // to climb again after the right password
constexpr int tries_between_locks = 3;     // of each connection
// When to look whether a lock has ended, since the lock; usual locks last 5, 10, 15, 30 and 60 s. Between the last look
// and the quiet one lies more than a minute: motion begins its minute anew at each look.
constexpr seconds looks[] = {seconds(2), seconds(5), seconds(10), seconds(15), seconds(31), seconds(46), seconds(61)};

std::int64_t per_hour(std::int64_t tries, milliseconds time) {
  return tries * hour.count() / std::max<std::int64_t>(1, time.count());
}

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

class Meter {
 public:
  Meter(transport::Network& network, const MeterInput& input, const MeterLimits& limits)
      : network_(network), input_(input), limits_(limits), guesser_(network, input) {}

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
  void take_wrong(const LoginAttempt& attempt);
  void suspect(const LoginAttempt& attempt);
  void lock_from(const LoginAttempt& attempt, TaskTime at, int tries);
  bool right_works(LoginAttempt* made = nullptr);
  void learn_scope();
  bool is_open_now();
  bool look_at(milliseconds since_lock);
  void recover();
  void look_twice_at_delay();
  void look_twice_at_growth();
  void climb();
  void parallel();
  ParallelGuesses guess(int connections, int tries_of_connection);
  void parallel_between_locks();
  void steady();
  void leave_as_found();
  void classify();
  void count_sustained();
  bool is_rate_limit() const;

  TaskTime passed() const { return network_.time() - guesser_.began(); }
  bool has_time_for(seconds more) const { return passed() + more <= limits_.all_time; }

  transport::Network& network_;
  const MeterInput& input_;
  const MeterLimits& limits_;
  Guesser guesser_;
  ThrottleReport report_;
  Lock lock_;
  DelaySigns signs_;
  int judged_in_run_ = 0;
  int judged_before_right_ = 0;
  int rounds_ = 0;
  std::vector<milliseconds> wrong_times_;
  std::vector<milliseconds> right_times_;
  std::vector<milliseconds> run_times_;
  std::vector<milliseconds> longest_run_;
  std::optional<std::int64_t> steady_per_hour_;
  bool is_open_ = true;
};

bool Meter::take_controls() {
  const bool is_measurable = guesser_.take_controls();
  const auto& controls = guesser_.controls();
  report_.control = guesser_.has_control();
  report_.second_factor = signs_.asks_second_factor = guesser_.asks_second_factor();
  report_.sources = guesser_.can_try_elsewhere() ? 2 : 1;
  report_.first_delay = report_.last_delay = guesser_.time_of(*controls.negative);
  if (report_.control) right_times_.push_back(controls.positive->took());
  return is_measurable;
}

bool Meter::right_works(LoginAttempt* made) {
  auto right = guesser_.right();
  const bool works = right.is_accepted();
  if (works) right_times_.push_back(right.attempt.took());
  report_.right_after.push_back({judged_before_right_, "here", std::string(name_of(right.outcome))});
  if (works) judged_before_right_ = 0;
  if (made != nullptr) *made = std::move(right.attempt);
  return works;
}

void Meter::lock_from(const LoginAttempt& attempt, TaskTime at, int tries) {
  const auto& negative = *guesser_.controls().negative;
  lock_.is_seen = true;
  lock_.is_silent = attempt.outcome == LoginClass::refused && attempt.signature.is_like(negative.signature);
  lock_.is_connection = attempt.outcome == LoginClass::connection_lost || attempt.outcome == LoginClass::no_answer;
  lock_.says_later = attempt.outcome == LoginClass::throttled || attempt.signature.status.starts_with("429");
  lock_.retry_after = attempt.retry_after;
  lock_.at = at;
  report_.lock_after_tries = std::max(1, tries);
  report_.locked_at = std::max(milliseconds(1), to_milliseconds(at - guesser_.began()));
  is_open_ = false;
}

// A sign of a lock counts when the right password is shut out as well; without one, when it comes twice.
void Meter::suspect(const LoginAttempt& attempt) {
  const bool is_shut = report_.control ? !right_works() : is_lock_sign(guesser_.wrong().outcome);
  if (is_shut) lock_from(attempt, attempt.ended, judged_in_run_ > 0 ? judged_in_run_ : report_.tries);
}

void Meter::take_wrong(const LoginAttempt& attempt) {
  const auto took = guesser_.time_of(attempt);
  ++judged_in_run_;
  ++judged_before_right_;
  ++report_.tries;
  wrong_times_.push_back(took);
  run_times_.push_back(took);
  report_.last_delay = took;
}

bool Meter::serial_run(int length) {
  judged_in_run_ = 0;
  run_times_.clear();
  for (int i = 0; i < length; ++i) {
    if (passed() > limits_.serial_time) return false;
    const auto made = guesser_.wrong();
    if (is_lock_sign(made.outcome)) {
      suspect(made.attempt);
      if (lock_.is_seen) return false;
      continue;
    }
    if (made.outcome == LoginClass::refused) take_wrong(made.attempt);
  }
  return true;
}

void Meter::serial() {
  for (const int length : limits_.runs) {
    const bool is_through = serial_run(length);
    if (run_times_.size() >= longest_run_.size()) longest_run_ = run_times_;
    if (!is_through) break;
    LoginAttempt right;
    if (!report_.control || right_works(&right)) continue;
    lock_from(right, right.began, judged_in_run_);
    break;
  }
  milliseconds took{0};
  for (const auto one : wrong_times_) took += one;
  if (!wrong_times_.empty()) report_.serial_per_hour = per_hour(static_cast<std::int64_t>(wrong_times_.size()), took);
}

// While it is locked: who else is shut out? A refusal tells something only where the same was let in before.
void Meter::learn_scope() {
  std::optional<bool> others;
  std::optional<bool> elsewhere;
  if (guesser_.can_try_elsewhere()) {
    const auto made = guesser_.right_elsewhere();
    elsewhere = made.is_accepted();
    report_.right_after.push_back({judged_before_right_, "elsewhere", std::string(name_of(made.outcome))});
  }
  if (guesser_.can_try_second()) {
    const auto made = guesser_.second();
    others = made.is_accepted();
    report_.right_after.push_back({judged_before_right_, "second account", std::string(name_of(made.outcome))});
  } else if (!lock_.is_silent) {
    const auto outcome = guesser_.wrong_for_stranger().outcome;
    if (outcome == LoginClass::refused) others = true;
    if (is_lock_sign(outcome)) others = false;
  }
  report_.scope = scope_of(others, elsewhere);
}

bool Meter::is_open_now() {
  is_open_ = report_.control ? guesser_.right().is_accepted() : guesser_.wrong().outcome == LoginClass::refused;
  return is_open_;
}

// Waits until then and looks; false when it is still shut, or when there is no time for it.
bool Meter::look_at(milliseconds since_lock) {
  const auto since = to_milliseconds(network_.time() - lock_.at);
  if (since_lock <= since || !network_.wait(since_lock - since)) return false;
  const auto asked = network_.time();
  if (!is_open_now()) return false;
  report_.recovery = to_milliseconds(asked - lock_.at);
  report_.open_again_at = to_milliseconds(asked - guesser_.began());
  return true;
}

void Meter::recover() {
  std::vector<milliseconds> when(std::begin(looks), std::end(looks));
  if (lock_.retry_after) when = {*lock_.retry_after + retry_after_margin, limits_.recovery_time};
  for (const auto look : when) {
    if (look > limits_.recovery_time + retry_after_margin) continue;
    if (look_at(look)) return;
  }
  // Looking may prolong a lock: once more after a while without.
  const auto left = limits_.all_time - passed() + (network_.time() - lock_.at);
  if (left >= limits_.quiet_look) (void)look_at(limits_.quiet_look);
}

// Near the line pairs of one wrong and one right password decide: what slows the machine slows both.
void Meter::look_twice_at_delay() {
  const auto half = wrong_times_.size() / 2;
  report_.usual = median({wrong_times_.begin() + static_cast<std::ptrdiff_t>(half), wrong_times_.end()});
  report_.right = median(right_times_);
  signs_.felt = delay_felt(report_.usual, report_.right);
  if (signs_.felt != Felt::doubtful || !report_.control) return;
  std::vector<milliseconds> wrong;
  std::vector<milliseconds> right;
  for (int i = 0; i < doubt_pairs && has_time_for(limits_.parallel_time); ++i) {
    const auto one = guesser_.wrong();
    const auto other = guesser_.right();
    if (one.outcome != LoginClass::refused || !other.is_accepted()) continue;
    ++report_.tries;
    wrong.push_back(guesser_.time_of(one.attempt));
    right.push_back(other.attempt.took());
  }
  signs_.felt = delay_felt_by_pairs(wrong, right);
}

// A loaded machine makes all answers late; a delay that grows for one leaves others as quick as ever.
void Meter::look_twice_at_growth() {
  signs_.growth = growth_of(longest_run_);
  if (signs_.growth == Growth::none) return;
  const auto is_quick = [&](milliseconds took) { return 2 * took <= longest_run_.back(); };
  signs_.growth_is_theirs = right_times_.size() > 1 && is_quick(right_times_.back());
  if (signs_.growth_is_theirs || signs_.growth == Growth::steady) return;
  const auto stranger = guesser_.wrong_for_stranger();
  signs_.growth_is_theirs = stranger.outcome == LoginClass::refused && is_quick(stranger.attempt.took());
  if (signs_.growth_is_theirs || !guesser_.can_try_elsewhere()) return;
  const auto elsewhere = guesser_.wrong_elsewhere();
  signs_.growth_is_theirs = elsewhere.outcome == LoginClass::refused && is_quick(elsewhere.attempt.took());
}

// The right password may have taken the delay back; an attacker does not have it.
void Meter::climb() {
  for (int i = 0; i < growth_tries_max && has_time_for(2 * limits_.parallel_time); ++i) {
    const auto made = guesser_.wrong();
    if (made.outcome != LoginClass::refused) continue;
    ++report_.tries;
    if (5 * made.attempt.took() >= 4 * report_.last_delay) return;
  }
}

ParallelGuesses Meter::guess(int connections, int tries_of_connection) {
  auto guesses = guess_side_by_side(network_, {input_.surface, guesser_.account(), guesser_.controls(), connections,
                                               limits_.parallel_time, tries_of_connection, guesser_.began(), ++rounds_});
  report_.tries += guesses.judged;
  judged_before_right_ += guesses.judged;
  guesser_.keep(guesses.points);
  // The lanes' time is not this lane's: an event of its own, so that the next try begins now.
  (void)network_.wait(milliseconds(1));
  return guesses;
}

void Meter::parallel() {
  int connections = report_.cap.cap > 0 ? std::min(report_.cap.cap, limits_.connections) : limits_.connections;
  const std::int64_t serial = report_.serial_per_hour;
  // Twice at most: with more connections when a delay held up each for itself, and again when it is doubtful whether
  // they share a limit.
  for (int round = 0; round < 2 && has_time_for(limits_.parallel_time); ++round) {
    const auto guesses = guess(connections, limits_.parallel_tries_of_connection);
    const auto rate = guesses.judged > 0 ? per_hour(guesses.judged, guesses.took) : 0;
    if (rate >= report_.parallel_per_hour) report_.connections = connections;
    report_.parallel_per_hour = std::max(report_.parallel_per_hour, rate);
    signs_.loses_connections = guesses.lost_connections * 2 >= connections;
    LoginAttempt right;
    if (report_.control && !right_works(&right)) {
      // What held against one connection held against many after all.
      lock_from(right, right.began, guesses.judged);
      run_times_ = {guesses.took};
      return;
    }
    const bool is_doubtful = signs_.felt == Felt::yes && rate < 2 * serial;
    const bool scales = signs_.felt == Felt::yes && rate >= connections * serial * 3 / 4 && report_.cap.cap == 0;
    if (!is_doubtful && !scales) return;
    if (scales) connections = limits_.connections_max;
  }
}

// Whether many connections get more tries out of one lock than one does.
void Meter::parallel_between_locks() {
  if (report_.recovery.count() == 0 || !has_time_for(limits_.parallel_time)) return;
  const auto guesses = guess(limits_.connections, tries_between_locks);
  report_.connections = limits_.connections;
  report_.parallel_per_hour = per_hour(guesses.judged, guesses.took + report_.recovery);
  lock_.at = network_.time();
  (void)is_open_now();
}

// A limit of the rate gives tries back one by one: what comes through over a while is what an attacker gets.
void Meter::steady() {
  if (!has_time_for(limits_.steady_time)) return;
  const auto began = network_.time();
  int judged = 0;
  while (network_.time() - began < limits_.steady_time) {
    if (guesser_.wrong().outcome == LoginClass::refused) ++judged;
    if (!network_.wait(steady_pause)) break;
  }
  report_.tries += judged;
  judged_before_right_ += judged;
  steady_per_hour_ = per_hour(judged, to_milliseconds(network_.time() - began));
  is_open_ = false;
}

// The next probe shall find the device as this one did: waits out what was brought about, as long as there is time.
void Meter::leave_as_found() {
  if (!is_open_ && report_.recovery.count() > 0) {
    const auto pause = is_rate_limit() ? full_rest : report_.recovery + retry_after_margin;
    const auto since = to_milliseconds(network_.time() - lock_.at);
    const auto wait = is_rate_limit() ? pause : pause - std::min(pause, since);
    if (passed() + wait > limits_.end_time || !network_.wait(wait)) return;
    (void)is_open_now();
  }
  report_.left_open = is_open_ && report_.control;
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
  milliseconds run{0};
  for (const auto one : run_times_) run += one;
  const auto cycle = steady_per_hour_ ? *steady_per_hour_ : per_hour(report_.lock_after_tries, run + pause);
  report_.sustained_per_hour = report_.connections > 0 ? std::max(cycle, report_.parallel_per_hour) : cycle;
}

void Meter::classify() {
  if (lock_.is_seen) {
    const bool has_ended = report_.recovery.count() > 0;
    const bool is_ban = lock_.is_connection && has_ended && report_.scope == "unknown";
    if (is_ban) report_.scope = "source";
    report_.throttle_class = class_of(LockSigns{lock_.is_connection, has_ended, is_rate_limit(), report_.scope});
    return;
  }
  if (wrong_times_.empty()) {
    report_.control = false;  // nothing was judged, so nothing is known
    return;
  }
  // The guesses to come take as long as the last one did, or longer.
  if (signs_.grows()) report_.serial_per_hour = per_hour(1, report_.last_delay);
  signs_.cap = report_.cap.cap;
  signs_.serial_per_hour = report_.serial_per_hour;
  signs_.parallel_per_hour = report_.parallel_per_hour;
  report_.throttle_class = class_of(signs_);
}

ThrottleReport Meter::run() {
  const bool is_measurable = take_controls();
  if (is_measurable) {
    serial();
    if (!lock_.is_seen && !wrong_times_.empty()) {
      look_twice_at_growth();
      look_twice_at_delay();
      if (greets_first(input_.surface) && has_time_for(limits_.cap.round_time)) {
        report_.cap = measure_cap(network_, input_.surface, limits_.cap);
      }
      if (signs_.grows()) climb();
      parallel();
    }
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
    leave_as_found();
  }
  report_.points = guesser_.points();
  if (!is_measurable) return report_;
  if (guesser_.is_erratic()) {
    ThrottleReport nothing_known;
    nothing_known.tries = report_.tries;
    nothing_known.points = report_.points;
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
