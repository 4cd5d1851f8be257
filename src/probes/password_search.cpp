// The search: bursts of few wrong tries between right ones, stopped at the first sign of a lock.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_search.h"

#include <map>
#include <set>

namespace hoshi::probes {
namespace {

constexpr milliseconds rest{25'000};  // 10 requests a minute give back four of them
constexpr milliseconds pause_before_second_look{2000};

class Search {
 public:
  Search(transport::Network& network, const SearchInput& input, const SearchLimits& limits)
      : network_(network), input_(input), limits_(limits), began_(network.time()) {}

  SearchReport run();

 private:
  enum class Step { go_on, next_pass, stop };

  void keep_secrets();
  bool take_controls();
  Step first_pass();
  void second_pass();
  Step try_pair(const DefaultPair& pair);
  Step judge(const DefaultPair& pair, const LoginAttempt& attempt, LoginClass outcome);
  Step confirm_found(const DefaultPair& pair, const LoginAttempt& attempt);
  Step meet_lock(const DefaultPair& pair, LoginClass outcome);
  // False: the right password does not work any more, and what was refused since the last time proves nothing.
  bool right_still_works();
  bool may_try(const DefaultPair& pair) const;
  bool is_out_of_time() const { return network_.time() - began_ >= limits_.time; }
  bool has_control() const { return input_.known != nullptr && report_.control; }
  LoginAttempt attempt(const std::string& account, const std::string& password);
  LoginAttempt attempt_twice(const std::string& account, const std::string& password);
  LoginAttempt attempt_from_rest(const std::string& account, const std::string& password);
  Step stop(std::string_view why) {
    report_.stopped_by = why;
    return Step::stop;
  }

  transport::Network& network_;
  const SearchInput& input_;
  const SearchLimits& limits_;
  TaskTime began_;
  SearchReport report_;
  LoginControls controls_;
  std::map<std::string, int> wrong_of_;  // wrong tries of each account
  std::set<std::string> closed_;         // accounts that showed a lock of their own
  std::vector<DefaultPair> left_;
  int wrong_in_a_row_ = 0;
  bool has_unjudged_ = false;
  // Refusals are silent and no right password is known: only an acceptance can be told, so only that is looked for.
  bool is_blind_ = false;
};

LoginAttempt Search::attempt(const std::string& account, const std::string& password) {
  return try_login(network_, input_.surface, account, password);
}

// A lost connection may be an accident; the same again is not.
LoginAttempt Search::attempt_twice(const std::string& account, const std::string& password) {
  auto first = attempt(account, password);
  const bool is_gone = first.outcome == LoginClass::connection_lost || first.outcome == LoginClass::no_answer;
  // Where silence refuses, each try has asked twice already.
  const bool is_usual = first.silence_refuses && first.outcome == LoginClass::no_answer;
  if (!is_gone || is_usual || !network_.wait(pause_before_second_look)) return first;
  return attempt(account, password);
}

// A limit of requests may have been met, which says nothing about passwords; a lock outlasts the rest and is met again.
LoginAttempt Search::attempt_from_rest(const std::string& account, const std::string& password) {
  auto first = attempt_twice(account, password);
  const bool is_later = first.outcome == LoginClass::throttled || first.outcome == LoginClass::locked;
  if (!is_later || first.retry_after.value_or(rest) > rest || !network_.wait(rest)) return first;
  return attempt(account, password);
}

void Search::keep_secrets() {
  // The list is public knowledge: hiding "admin" everywhere would tear holes into the record and hide nothing.
  if (input_.known != nullptr && !input_.known->password.empty()) network_.keep_secret(input_.known->password);
}

bool Search::take_controls() {
  const std::string account = input_.known != nullptr ? input_.known->account
                              : input_.pairs.empty() ? std::string("admin")
                                                     : input_.pairs.front().account;
  controls_.negative = attempt_from_rest(account, random_password(network_));
  ++wrong_of_[account];
  report_.negative = controls_.negative->outcome;
  if (input_.known != nullptr) {
    controls_.positive = attempt_from_rest(input_.known->account, input_.known->password);
    report_.positive = settle(*controls_.positive, controls_);
    report_.privileged_read = controls_.positive->privileged_read;
  }
  report_.distinguishable = controls_.distinguishable();
  report_.control = report_.distinguishable && report_.positive == LoginClass::accepted;
  if (controls_.is_refused_by_silence() && !report_.control) {
    controls_.positive.reset();
    is_blind_ = true;
    return true;
  }
  if (is_lock_sign(report_.negative) && !report_.distinguishable) {
    const bool is_connection = report_.negative == LoginClass::connection_lost ||
                               report_.negative == LoginClass::no_answer;
    (void)stop(is_connection ? "connection" : "lock");
    return false;
  }
  if (report_.positive && is_lock_sign(*report_.positive)) {
    (void)stop("lock");
    return false;
  }
  // A test account that does not work is no control: its likeness would only mislead.
  if (report_.positive && !report_.control) controls_.positive.reset();
  return controls_.distinguishable();
}

bool Search::may_try(const DefaultPair& pair) const {
  if (closed_.contains(pair.account)) return false;
  const bool is_known = has_control() && pair.account == input_.known->account;
  const auto found = wrong_of_.find(pair.account);
  return is_known || found == wrong_of_.end() || found->second < limits_.tries_of_foreign_account;
}

bool Search::right_still_works() {
  const int doubtful = std::exchange(wrong_in_a_row_, 0);
  const auto right = attempt_twice(input_.known->account, input_.known->password);
  if (settle(right, controls_) == LoginClass::accepted) return true;
  report_.tries -= doubtful;
  report_.control = false;
  return false;
}

Search::Step Search::confirm_found(const DefaultPair& pair, const LoginAttempt& attempt) {
  // After the fact, too: a device that begins to say yes to everybody has accepted nothing.
  const auto wrong = this->attempt(pair.account, random_password(network_));
  if (settle(wrong, controls_) == LoginClass::accepted || wrong.outcome == LoginClass::accepted ||
      wrong.signature.is_like(attempt.signature)) {
    report_.distinguishable = false;
    report_.control = false;
    return stop("");
  }
  ++report_.tries;
  report_.found = pair;
  report_.privileged_read = attempt.privileged_read;
  report_.confirmed_by = attempt.privileged_read ? attempt.confirmed_by : "like the test account";
  return stop("");
}

Search::Step Search::meet_lock(const DefaultPair& pair, LoginClass outcome) {
  if (is_blind_ && outcome == LoginClass::no_answer) {
    has_unjudged_ = true;
    return Step::go_on;
  }
  if (!has_control()) {
    const bool is_gone = outcome == LoginClass::connection_lost || outcome == LoginClass::no_answer;
    return stop(is_gone && report_.tries == 0 ? "connection" : "lock");
  }
  if (!right_still_works()) return stop("lock");
  // Only that account is closed; the others can still be judged.
  closed_.insert(pair.account);
  has_unjudged_ = true;
  return Step::go_on;
}

Search::Step Search::judge(const DefaultPair& pair, const LoginAttempt& attempt, LoginClass outcome) {
  switch (outcome) {
    case LoginClass::accepted:
      return confirm_found(pair, attempt);
    case LoginClass::refused:
      ++report_.tries;
      ++wrong_of_[pair.account];
      ++wrong_in_a_row_;
      if (!has_control() || wrong_in_a_row_ < limits_.wrong_in_a_row) return Step::go_on;
      return right_still_works() ? Step::go_on : stop("lock");
    case LoginClass::unclear:
      has_unjudged_ = true;
      return Step::go_on;
    case LoginClass::locked:
    case LoginClass::throttled:
    case LoginClass::connection_lost:
    case LoginClass::no_answer:
      return meet_lock(pair, outcome);
  }
  return stop("connection");
}

Search::Step Search::try_pair(const DefaultPair& pair) {
  const auto made = attempt_from_rest(pair.account, pair.password);
  return judge(pair, made, settle(made, controls_));
}

Search::Step Search::first_pass() {
  int tried = 0;
  for (const auto& pair : input_.pairs) {
    if (tried >= limits_.tries || !may_try(pair)) {
      left_.push_back(pair);
      continue;
    }
    if (is_out_of_time()) return stop("budget");
    ++tried;
    if (try_pair(pair) == Step::stop) return Step::stop;
  }
  return Step::next_pass;
}

// What the budgets left out, as long as nothing resists; finding nothing here adds nothing to the claim.
void Search::second_pass() {
  const SearchReport after_first = report_;
  for (const auto& pair : left_) {
    if (is_out_of_time() || closed_.contains(pair.account)) continue;
    --report_.left_out;
    if (try_pair(pair) != Step::stop) continue;
    if (report_.found || !report_.distinguishable) return;
    // Locked now, not before: the first pass stands, and these tries do not count.
    break;
  }
  // A silent lock of a foreign account would make these refusals worth nothing, so they are not counted.
  const int left_out = report_.left_out;
  report_ = after_first;
  report_.left_out = left_out;
}

SearchReport Search::run() {
  keep_secrets();
  if (!take_controls()) return report_;
  const bool is_through = first_pass() == Step::next_pass;
  if (is_through && has_control() && wrong_in_a_row_ > 0 && !right_still_works()) (void)stop("lock");
  if (!is_through || !report_.stopped_by.empty()) return report_;
  if (has_unjudged_) report_.stopped_by = closed_.empty() ? "connection" : "lock";
  report_.left_out = static_cast<int>(left_.size());
  if (limits_.beyond && report_.stopped_by.empty()) second_pass();
  return report_;
}

}  // namespace

SearchReport search_default_password(transport::Network& network, const SearchInput& input,
                                     const SearchLimits& limits) {
  return Search(network, input, limits).run();
}

}  // namespace hoshi::probes
