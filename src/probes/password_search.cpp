// The search: bursts of few wrong tries between right ones; what a lock made doubtful is tried again after it.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_search.h"

#include <deque>
#include <map>
#include <set>

namespace hoshi::probes {
namespace {

constexpr milliseconds pause_before_second_look{2000};
constexpr int rounds_of_controls_max = 5;
constexpr int tries_of_pair_max = 4;       // again and again met by a lock: it stays unjudged
constexpr int doubts_of_find_max = 2;      // a lock or two may come between; a device that goes on so judges by chance
constexpr milliseconds first_pause{5000};   // for accounts that were locked by themselves; twice as long when it was in vain

class Search {
 public:
  Search(transport::Network& network, const SearchInput& input, const SearchLimits& limits)
      : network_(network), input_(input), limits_(limits), began_(network.time()),
        watch_(network, input.surface, input.sources, limits.patience, began_ + limits.time + limits.patience),
        foreign_tries_(limits.tries_of_foreign_account) {}

  SearchReport run();

 private:
  enum class Step { go_on, stop };
  enum class Pass { first, second };

  bool take_controls();
  void ask_controls();
  bool are_controls_shut() const;
  void second_pass();
  Step run_queue(Pass pass);
  Step empty_queue(Pass pass);
  Step try_pair(const DefaultPair& pair);
  Step judge(const DefaultPair& pair, const LoginAttempt& attempt);
  Step meet_lock(const DefaultPair& pair, const LoginAttempt& attempt, LoginClass outcome);
  // Whether the right password still works; when not, what was refused since it did is tried again after the lock.
  Step settle_doubt();
  Step get_past(const LockSign& sign);
  Step rest();
  Step confirm_found(const DefaultPair& pair, const LoginAttempt& attempt);
  // How often a wrong password was refused and the pair let in after it, and how often one of them was not.
  struct Agreement {
    int agreed = 0;
    int needed = 0;
    int doubts = 0;
  };
  bool confirm_once(const DefaultPair& pair, const LoginAttempt& first, Agreement& seen);
  bool is_open_again(const DefaultPair& pair, const LoginAttempt& first, const LoginAttempt& refused);
  // Let in with the same answer as the first time, which was followed by a look behind the door.
  static bool is_as_before(const LoginAttempt& again, const LoginAttempt& first);
  bool is_right(const LoginAttempt& attempt) const { return settle(attempt, controls_) == LoginClass::accepted; }
  bool was_let_in(const LoginAttempt& attempt) const;
  bool was_refused(const LoginAttempt& attempt) const;
  static bool is_limited(const LoginAttempt& attempt) {
    return attempt.outcome == LoginClass::throttled || attempt.outcome == LoginClass::locked;
  }
  bool is_stranger_judged();
  void try_again_later(const DefaultPair& pair);
  void try_doubtful_again();
  void certain_now();
  bool is_for_now(const DefaultPair& pair, Pass pass);
  void put_off(const DefaultPair& pair);
  bool reopen_accounts();
  bool may_try(const DefaultPair& pair) const;
  bool is_known_account(const std::string& account) const;
  bool is_out_of_time() const {
    return watch_.is_over() || network_.time() - began_ - watch_.report().waited >= limits_.time;
  }
  bool has_control() const { return input_.known != nullptr && report_.control; }
  LoginAttempt attempt(const LoginSurface& from, const std::string& account, const std::string& password);
  LoginAttempt attempt_twice(const std::string& account, const std::string& password);
  LoginAttempt right_password() { return attempt_twice(input_.known->account, input_.known->password); }
  LockSign sign_of(const LoginAttempt& attempt) const;
  Step stop(std::string_view why) {
    report_.stopped_by = why;
    return Step::stop;
  }

  transport::Network& network_;
  const SearchInput& input_;
  const SearchLimits& limits_;
  TaskTime began_;
  LockWatch watch_;
  int foreign_tries_;
  SearchReport report_;
  LoginControls controls_;
  std::string negative_account_;
  std::deque<DefaultPair> queue_;
  std::vector<DefaultPair> doubtful_;    // refused since the right password worked last
  std::vector<DefaultPair> put_off_;     // of accounts that showed a lock of their own
  std::set<std::string> closed_;         // these accounts
  std::vector<DefaultPair> left_;
  std::map<std::string, int> wrong_of_;  // wrong tries of each account
  std::map<std::int64_t, int> again_;    // how often a pair was tried again because of a lock
  int tried_ = 0;                        // pairs, without those that were tried again
  int unjudged_ = 0;
  milliseconds account_pause_ = first_pause;
  bool is_judged_since_ = true;          // since accounts were reopened
  bool is_account_limit_seen_ = false;   // a foreign account was locked after foreign_tries_ + 1
  bool is_beyond_ = false;  // foreign accounts may be locked
  // Refusals are silent and no right password is known: only an acceptance can be told, so only that is looked for.
  bool is_blind_ = false;
};

LoginAttempt Search::attempt(const LoginSurface& from, const std::string& account, const std::string& password) {
  return try_login(network_, from, account, password);
}

// A lost connection may be an accident; the same again is not.
LoginAttempt Search::attempt_twice(const std::string& account, const std::string& password) {
  (void)watch_.keep_pace();  // out of time is noticed before the next pair
  auto first = attempt(watch_.surface(), account, password);
  const bool is_gone = first.outcome == LoginClass::connection_lost || first.outcome == LoginClass::no_answer;
  // Where silence refuses, each try has asked twice already.
  const bool is_usual = first.silence_refuses && first.outcome == LoginClass::no_answer;
  if (!is_gone || is_usual || !network_.wait(pause_before_second_look)) return first;
  return attempt(watch_.surface(), account, password);
}

LockSign Search::sign_of(const LoginAttempt& attempt) const {
  const bool is_silent = attempt.outcome == LoginClass::refused && controls_.negative &&
                         attempt.signature.is_like(controls_.negative->signature);
  const bool is_said = attempt.outcome != LoginClass::connection_lost && attempt.outcome != LoginClass::no_answer;
  return {attempt.began, is_silent, attempt.retry_after, is_said && !is_silent};
}

void Search::ask_controls() {
  controls_.positive.reset();
  controls_.negative = attempt_twice(negative_account_, random_password(network_));
  ++wrong_of_[negative_account_];
  if (controls_.negative->outcome == LoginClass::refused) watch_.wrong_was_judged();
  report_.negative = controls_.negative->outcome;
  if (input_.known == nullptr) return;
  controls_.positive = right_password();
  report_.positive = settle(*controls_.positive, controls_);
  report_.privileged_read = controls_.positive->privileged_read;
  if (*report_.positive == LoginClass::accepted) watch_.right_worked();
}

bool Search::are_controls_shut() const {
  const auto is_shut = [](LoginClass seen) { return seen == LoginClass::locked || seen == LoginClass::throttled; };
  return is_shut(report_.negative) || (report_.positive && is_shut(*report_.positive));
}

bool Search::take_controls() {
  negative_account_ = input_.known != nullptr ? input_.known->account
                      : input_.pairs.empty()  ? std::string("admin")
                                              : input_.pairs.front().account;
  ask_controls();
  // Somebody met a limit before us, and it says nothing about passwords: the controls are taken when it has ended.
  for (int round = 1; round < rounds_of_controls_max && are_controls_shut(); ++round) {
    const auto& shut = is_lock_sign(report_.negative) ? *controls_.negative : *controls_.positive;
    const auto look = [this](const LoginSurface& from) {
      const auto seen = input_.known != nullptr ? attempt(from, input_.known->account, input_.known->password)
                                                : attempt(from, negative_account_, random_password(network_));
      return !is_lock_sign(seen.outcome);
    };
    if (!watch_.get_past(sign_of(shut), look)) break;
    ask_controls();
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

bool Search::is_known_account(const std::string& account) const {
  return has_control() && account == input_.known->account;
}

bool Search::may_try(const DefaultPair& pair) const {
  if (is_known_account(pair.account)) return true;
  if (is_beyond_ && !is_account_limit_seen_) return true;
  const auto found = wrong_of_.find(pair.account);
  return found == wrong_of_.end() || found->second < foreign_tries_;
}

void Search::try_again_later(const DefaultPair& pair) {
  if (++again_[pair.number] >= tries_of_pair_max) {
    ++unjudged_;
    return;
  }
  queue_.push_front(pair);
}

// Refused while it was locked, perhaps: nobody knows whether that was a try.
void Search::try_doubtful_again() {
  for (auto pair = doubtful_.rbegin(); pair != doubtful_.rend(); ++pair) {
    --wrong_of_[pair->account];
    try_again_later(*pair);
  }
  doubtful_.clear();
}

void Search::certain_now() {
  report_.tries += static_cast<int>(doubtful_.size());
  doubtful_.clear();
  watch_.right_worked();
}

void Search::put_off(const DefaultPair& pair) {
  if (!is_judged_since_) account_pause_ *= 2;
  is_judged_since_ = true;  // doubled once for each pause
  if (closed_.insert(pair.account).second) {
    // Whoever locks after n tries is asked n - 1 times.
    const int limit = wrong_of_[pair.account];
    foreign_tries_ = std::max(1, (is_account_limit_seen_ ? std::min(foreign_tries_ + 1, limit) : limit) - 1);
    is_account_limit_seen_ = true;
  }
  if (++again_[pair.number] < tries_of_pair_max) {
    put_off_.push_back(pair);
  } else {
    ++unjudged_;
  }
}

Search::Step Search::get_past(const LockSign& sign) {
  const auto look = [this](const LoginSurface& from) {
    if (has_control()) return is_right(attempt(from, input_.known->account, input_.known->password));
    // A stranger's wrong password harms nobody and is judged when the door is open.
    return was_refused(attempt(from, random_password(network_), random_password(network_)));
  };
  const bool is_past = watch_.get_past(sign, look);
  if (is_past && !(watch_.is_rest_in_vain() && !limits_.beyond)) return Step::go_on;
  if (!is_past) report_.control = false;
  return stop("lock");
}

Search::Step Search::settle_doubt() {
  const auto right = right_password();
  if (is_right(right)) {
    certain_now();
    return Step::go_on;
  }
  try_doubtful_again();
  return get_past(sign_of(right));
}

bool Search::was_let_in(const LoginAttempt& attempt) const {
  // Where the right password shows what is behind the door, likeness alone is not enough.
  const bool needs_read = controls_.positive ? controls_.positive->privileged_read : !input_.surface.privileged_path.empty();
  return is_right(attempt) && (attempt.privileged_read || !needs_read);
}

bool Search::was_refused(const LoginAttempt& attempt) const {
  const bool is_silent = is_blind_ && attempt.silence_refuses && attempt.outcome == LoginClass::no_answer;
  return is_silent || settle(attempt, controls_) == LoginClass::refused;
}

bool Search::is_as_before(const LoginAttempt& again, const LoginAttempt& first) {
  return again.outcome == first.outcome && again.signature.is_like(first.signature);
}

// After a refusal of the pair that was let in before: our own wrong password may have locked it.
bool Search::is_open_again(const DefaultPair& pair, const LoginAttempt& first, const LoginAttempt& refused) {
  const bool is_said = is_limited(refused);  // it was not judged, which tells nothing of chance
  if (is_said && is_out_of_time()) return false;
  const bool is_known_open = !is_said && is_known_account(pair.account) && is_right(right_password());
  // Nobody is locked, and the same password is judged now so, now so; but a lock that showed itself may have ended.
  if (is_known_open) return !was_refused(refused);
  return watch_.get_past(sign_of(refused), [&](const LoginSurface& from) {
    return is_as_before(attempt(from, pair.account, pair.password), first);
  });
}

// One wrong password that must be refused, and the pair that must be let in again. False: it cannot be confirmed.
bool Search::confirm_once(const DefaultPair& pair, const LoginAttempt& first, Agreement& seen) {
  if (watch_.is_spent() && !watch_.rest()) return false;
  const auto wrong = attempt_twice(pair.account, random_password(network_));
  const bool says_yes = wrong.outcome == LoginClass::accepted || settle(wrong, controls_) == LoginClass::accepted ||
                        (!is_blind_ && wrong.signature.is_like(first.signature));
  if (says_yes) {
    report_.distinguishable = false;
    return false;
  }
  if (is_limited(wrong)) return is_open_again(pair, first, wrong);
  if (!was_refused(wrong)) return ++seen.doubts <= doubts_of_find_max && is_open_again(pair, first, wrong);
  watch_.wrong_was_judged();
  const auto again = attempt_twice(pair.account, pair.password);
  if (is_as_before(again, first)) {
    ++seen.agreed;
    watch_.right_worked();
    return true;
  }
  if (is_limited(again)) return is_open_again(pair, first, again);
  // A lock that hides behind the usual refusal looks as chance does, so more is asked of it.
  if (was_refused(again)) ++seen.needed;
  return ++seen.doubts <= doubts_of_find_max && is_open_again(pair, first, again);
}

Search::Step Search::confirm_found(const DefaultPair& pair, const LoginAttempt& attempt) {
  Agreement seen;
  seen.needed = limits_.confirmations;
  while (seen.agreed < seen.needed) {
    if (confirm_once(pair, attempt, seen)) continue;
    // A device that says yes to everybody, or now so and now so, has neither accepted nor refused anything.
    const bool is_yes_to_all = !report_.distinguishable;
    report_.control = false;
    return stop(is_yes_to_all ? "" : "lock");
  }
  ++report_.tries;
  report_.found = pair;
  report_.observations = 1 + seen.agreed;
  report_.privileged_read = attempt.privileged_read;
  report_.confirmed_by = attempt.privileged_read ? attempt.confirmed_by : "like the test account";
  return stop("");
}

bool Search::is_stranger_judged() {
  return was_refused(attempt(watch_.surface(), random_password(network_), random_password(network_)));
}

Search::Step Search::meet_lock(const DefaultPair& pair, const LoginAttempt& attempt, LoginClass outcome) {
  if (is_blind_ && outcome == LoginClass::no_answer) {
    ++unjudged_;
    return Step::go_on;
  }
  if (!has_control()) {
    const bool is_gone = outcome == LoginClass::connection_lost || outcome == LoginClass::no_answer;
    if (is_gone && report_.tries == 0) return stop("connection");
    if (is_stranger_judged()) {
      put_off(pair);
      return Step::go_on;
    }
    try_again_later(pair);
    return get_past(sign_of(attempt));
  }
  const bool is_open = is_right(right_password());
  if (is_open) certain_now();
  // No lock: that one came too early for a limit of the rate, as the next one would.
  const bool is_early = is_open && is_limited(attempt) && (is_known_account(pair.account) || (watch_.has_pace() && !again_.contains(pair.number)));
  // Only that account is closed; the others can still be judged.
  if (is_open && !is_early && !is_known_account(pair.account)) {
    put_off(pair);
    return Step::go_on;
  }
  if (is_early) watch_.slow_down();
  try_again_later(pair);
  try_doubtful_again();
  return is_open ? Step::go_on : get_past(sign_of(attempt));
}

Search::Step Search::judge(const DefaultPair& pair, const LoginAttempt& attempt) {
  const auto outcome = settle(attempt, controls_);
  switch (outcome) {
    case LoginClass::accepted:
      if (was_let_in(attempt)) return confirm_found(pair, attempt);
      try_again_later(pair);
      watch_.make_room();
      return Step::go_on;
    case LoginClass::refused:
      ++wrong_of_[pair.account];
      is_judged_since_ = true;
      watch_.wrong_was_judged();
      if (!has_control()) {
        ++report_.tries;
        return Step::go_on;
      }
      doubtful_.push_back(pair);
      if (static_cast<int>(doubtful_.size()) < watch_.in_a_row(limits_.wrong_in_a_row)) return Step::go_on;
      return settle_doubt();
    case LoginClass::unclear:
      ++unjudged_;
      return Step::go_on;
    case LoginClass::locked:
    case LoginClass::throttled:
    case LoginClass::connection_lost:
    case LoginClass::no_answer:
      return meet_lock(pair, attempt, outcome);
  }
  return stop("connection");
}

Search::Step Search::rest() {
  // What was refused so far is settled before anything changes.
  if (has_control() && !doubtful_.empty() && settle_doubt() == Step::stop) return Step::stop;
  if (!watch_.is_spent()) return Step::go_on;
  return watch_.rest() ? Step::go_on : stop("lock");
}

Search::Step Search::try_pair(const DefaultPair& pair) {
  if (watch_.is_spent() && rest() == Step::stop) return Step::stop;
  return judge(pair, attempt_twice(pair.account, pair.password));
}

// False: it was put where the pairs wait or are left out.
bool Search::is_for_now(const DefaultPair& pair, Pass pass) {
  const bool is_new = !again_.contains(pair.number);
  const bool is_over = pass == Pass::first && is_new && tried_ >= limits_.tries;
  if (is_over || (!may_try(pair) && !(is_beyond_ && is_account_limit_seen_))) {
    left_.push_back(pair);
    return false;
  }
  if (closed_.contains(pair.account) || !may_try(pair)) {
    put_off_.push_back(pair);
    return false;
  }
  if (is_new) ++tried_;
  return true;
}

Search::Step Search::empty_queue(Pass pass) {
  while (!queue_.empty()) {
    const DefaultPair pair = std::move(queue_.front());
    queue_.pop_front();
    if (pass == Pass::second && is_out_of_time()) {
      left_.push_back(pair);
      continue;
    }
    if (!is_for_now(pair, pass)) continue;
    if (is_out_of_time()) return stop("budget");
    if (try_pair(pair) == Step::stop) return Step::stop;
  }
  return Step::go_on;
}

// Accounts that were locked by themselves have had time to open while the others were tried.
bool Search::reopen_accounts() {
  if (put_off_.empty()) return false;
  if (is_out_of_time() || !watch_.pause(account_pause_)) return false;
  is_judged_since_ = false;
  closed_.clear();
  queue_.assign(put_off_.begin(), put_off_.end());
  put_off_.clear();
  // The pause has given these accounts their tries back.
  for (const auto& pair : queue_) wrong_of_[pair.account] = 0;
  return true;
}

Search::Step Search::run_queue(Pass pass) {
  do {
    if (empty_queue(pass) == Step::stop) return Step::stop;
    if (has_control() && !doubtful_.empty() && settle_doubt() == Step::stop) return Step::stop;
  } while (!queue_.empty() || reopen_accounts());
  return Step::go_on;
}

// What the budgets left out, as long as nothing resists; finding nothing here adds nothing to the claim.
void Search::second_pass() {
  const SearchReport after_first = report_;
  is_beyond_ = limits_.beyond;
  queue_.assign(left_.begin(), left_.end());
  left_.clear();
  const bool is_stopped = run_queue(Pass::second) == Step::stop;
  if (report_.found || (is_stopped && !report_.distinguishable)) return;
  // Locked now, not before: the first pass stands, and these tries do not count. Neither do refusals of foreign
  // accounts that may have been locked in silence.
  report_ = after_first;
  report_.left_out = static_cast<int>(left_.size() + queue_.size() + put_off_.size() + doubtful_.size()) + unjudged_;
}

SearchReport Search::run() {
  // The list is public knowledge: hiding "admin" everywhere would tear holes into the record and hide nothing.
  if (input_.known != nullptr && !input_.known->password.empty()) network_.keep_secret(input_.known->password);
  if (take_controls()) {
    queue_.assign(input_.pairs.begin(), input_.pairs.end());
    const bool is_through = run_queue(Pass::first) == Step::go_on;
    report_.left_out = static_cast<int>(left_.size() + queue_.size() + put_off_.size());
    if (is_through && (unjudged_ > 0 || !put_off_.empty())) {
      report_.stopped_by = put_off_.empty() ? "connection" : "lock";
    }
    if (is_through && report_.stopped_by.empty()) second_pass();
  }
  report_.lock = watch_.report();
  return report_;
}

}  // namespace

SearchReport search_default_password(transport::Network& network, const SearchInput& input,
                                     const SearchLimits& limits) {
  return Search(network, input, limits).run();
}

}  // namespace hoshi::probes
