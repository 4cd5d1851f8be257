// The bounded search for a default password at one login: judged by controls, waiting out locks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/lock_watch.h"
#include "probes/login.h"

namespace hoshi::probes {

// One pair of the list (knowledge/default_credentials.toml).
struct DefaultPair {
  std::int64_t number = 0;  // its place in the list, from 1; names it in observations
  std::string account;
  std::string password;
  std::vector<std::string> seen_with;  // words of vendors and products; lower case
  std::vector<std::string> kinds;      // empty: every kind of login
};

struct DefaultList {
  std::vector<DefaultPair> pairs;
  std::vector<std::string> any_account;  // passwords for accounts that are known; "{account}" is the account
};
// invalid_input when the list is empty or malformed: an unreadable list never means "nothing found".
[[nodiscard]] Result<DefaultList> default_list_from(const Value& content);

// The pairs to try at a login of that kind, likeliest first: those whose words stand in `hints` (lower case: model,
// maker, banners, titles), then those for the known account, then the list's order. Without repetitions.
std::vector<DefaultPair> ordered_pairs(const DefaultList& list, const LoginSurface& surface, std::string_view hints,
                                       std::string_view known_account);

struct SearchLimits {
  // pam_faillock and motion lock after 3 by default, so at most 2 wrong tries stand between two right ones.
  int wrong_in_a_row = 2;
  // Of an account whose password we do not know nothing resets the counter.
  int tries_of_foreign_account = 3;
  int tries = 24;                       // of the first pass; BusyBox takes 3 s for each
  std::chrono::seconds time{140};       // without the waits for locks
  milliseconds patience{125'000};       // for all locks together: two of a minute each
  // A pair that was let in is tried again so often, each time after a fresh wrong password that must be refused.
  int confirmations = 3;
  bool beyond = false;                  // leave to disrupt: may lock foreign accounts, and the known one again and again
};

struct SearchInput {
  const LoginSurface& surface;
  const std::vector<DefaultPair>& pairs;
  const Credential* known = nullptr;
  int sources = 1;  // addresses of this bench
};

struct SearchReport {
  LoginClass negative = LoginClass::no_answer;
  std::optional<LoginClass> positive;  // nothing: no test account was given
  bool distinguishable = false;
  bool privileged_read = false;
  std::optional<DefaultPair> found;
  std::string confirmed_by;
  int observations = 0; // how often the found pair was let in, with a wrong password refused each time between
  int tries = 0;        // pairs whose refusal or acceptance is certain as far as the controls tell
  int left_out = 0;     // pairs of the list the budgets kept from being tried
  bool control = false; // the right password worked before and after, and wrong ones looked different
  std::string stopped_by;  // "", "lock", "budget", "connection"
  LockReport lock;
};

// Passwords are told to network.keep_secret() before anything is sent. Never claims more than the controls carry.
SearchReport search_default_password(transport::Network& network, const SearchInput& input,
                                     const SearchLimits& limits);

}  // namespace hoshi::probes
