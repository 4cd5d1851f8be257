// What a device shows of itself at one moment, and how two such moments differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probes/bench.h"
#include "probes/login.h"
#include "probes/user_values.h"

namespace hoshi::probes {

// How an account was answered. `accepted` and `refused` only where right and wrong can be told apart.
struct AccountState {
  LoginClass test = LoginClass::no_answer;     // with the test account's password
  LoginClass initial = LoginClass::no_answer;  // with what the label gives, when it is another; else as it began
  bool initial_tried = false;
  bool distinguishable = false;                // a random password was answered otherwise
};

// Holds digests of what users set; it stays in memory.
struct Snapshot {
  std::set<std::uint16_t> open;                      // TCP
  std::map<std::string, std::string> services;       // endpoint: protocol, product and version it shows
  std::map<std::string, std::string> host_keys;      // endpoint: fingerprint
  std::map<std::string, std::string> certificates;   // endpoint: fingerprint
  std::map<std::string, ReadValue> values;           // by asset: what its `read` recipe gave
  std::map<std::string, AccountState> accounts;      // login surface
  std::string version;                               // of the `version` recipe
  std::optional<std::int64_t> clock_seconds;         // HTTP Date, less the time of the task
  std::optional<std::set<std::string>> peers;        // names asked of the lab's DNS since the last snapshot; nothing: no lab
};

enum class Accounts { tried, left_alone };
struct Looking {
  Accounts accounts = Accounts::tried;
  std::string key;       // of read values: the same for snapshots to be compared, from fresh_key()
  OtherAccounts others;  // what opens the device now
};
std::string fresh_key(Bench& bench);

// Looks at the ports seen open before (and a few where debugging is often found), what runs there, keys, values that
// declared recipes read, the version, and the accounts. An Error is the deadline or our own failure.
[[nodiscard]] Result<Snapshot> take_snapshot(Bench& bench, const std::string& target, const Looking& looking);

// Waits until every port of `before` is open again, at most that long; services start one after the other.
[[nodiscard]] Result<void> await_services(Bench& bench, const std::string& target, const Snapshot& before,
                                          transport::milliseconds patience);

struct Difference {
  std::string what;    // "port", "banner", "host key", "certificate", "version", "clock", "default password"
  std::string before;  // printable, without secrets, fingerprints or clock times
  std::string after;
};
// In a fixed order. Values and accounts of the user are no differences of this kind: see kept facts of the probes.
std::vector<Difference> differences(const Snapshot& before, const Snapshot& after);
// Whom the device talked to until each of both: `before` and `after`, lists of names, and `control`, whether a lab listened. No
// difference of the kind above: a name that is not asked for any more may only be resting.
Value peers_value(const Snapshot& before, const Snapshot& after);

// The surfaces of the target to which a test account is known, prepared.
std::vector<LoginSurface> known_surfaces(Bench& bench, const std::string& target);
// Waits out a lock, at most two minutes.
AccountState try_account(Bench& bench, const LoginSurface& surface, const Credential& credential);
// A user set the password that works: the label's is another one and is refused, or there is none at delivery.
bool is_users_password(const Bench& bench, const LoginSurface& surface, const AccountState& state);
// What the label of the assessed unit gives for it, or null.
const InitialPassword* initial_password_of(const Bench& bench, std::string_view authentication);

// Seconds since 1970 of an HTTP Date in the form of RFC 9110, 5.6.7 ("Sun, 06 Nov 1994 08:49:37 GMT").
std::optional<std::int64_t> read_http_date(std::string_view text);

}  // namespace hoshi::probes
