// What the accounts' sources share: rows of the database, sessions, throttles, and the audit trail; internal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "accounts/accounts.h"
#include "store/events.h"

namespace hoshi::accounts {

using store::Access;
using store::Cell;
using store::Transaction;

inline std::int64_t milliseconds(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant_of(std::int64_t milliseconds) { return Instant(std::chrono::milliseconds(milliseconds)); }
std::optional<Instant> optional_instant(const store::Row& row, std::size_t column);
Cell cell_of(std::optional<Instant> instant);         // null for nothing
Cell cell_unless_empty(const std::string& text);      // null for ""

struct AccountRow {
  std::string id, login, state, language, organisation, name, password_hash;
  Bytes totp_secret;  // sealed; empty: none
  std::int64_t totp_last_step = 0;
  std::int64_t epoch = 0;
  bool has_passkey = false;
  bool has_factor() const { return has_passkey || !totp_secret.empty(); }
};
// Nothing when there is none.
[[nodiscard]] Result<std::optional<AccountRow>> account_by_id(Transaction& transaction, std::string_view id);
[[nodiscard]] Result<std::optional<AccountRow>> account_by_login(Transaction& transaction, std::string_view login);
[[nodiscard]] Result<std::set<std::string>> roles_of(Transaction& transaction, std::string_view account, Instant now);
[[nodiscard]] Result<Identity> identity_of(Transaction& transaction, const AccountRow& account, bool strong, Instant now);
[[nodiscard]] Result<std::int64_t> administrators(Transaction& transaction, Instant now);  // active accounts with the role

std::string new_id(const Parts& parts);
std::string folded_login(std::string_view login);
// "account/<id>" gets an event; `data` holds no personal data.
[[nodiscard]] Result<void> audit(Transaction& transaction, const Parts& parts, std::string_view account, std::string_view kind,
                                 std::string_view actor, Value data);

struct SessionRow {
  std::string id;  // hexadecimal digest
  std::string account, address, agent;
  bool is_strong = false;
  Value data;
  Instant created, seen, expires;
};
enum class Strength { weak, strong };
[[nodiscard]] Result<std::string> start_session(Transaction& transaction, const Parts& parts, const AccountRow& account, const From& from,
                                                Strength strength);
// In force now, with its account: forbidden when it has ended.
struct Present {
  SessionRow session;
  AccountRow account;
};
[[nodiscard]] Result<Present> present_session(Transaction& transaction, const Parts& parts, std::string_view session);
[[nodiscard]] Result<void> end_one_session(Transaction& transaction, std::string_view session);
// The old one ends, a new one of the same whole life begins.
[[nodiscard]] Result<std::string> rotate_session(Transaction& transaction, const Parts& parts, const Present& present, Strength strength);
[[nodiscard]] Result<void> raise_epoch(Transaction& transaction, std::string_view account);
// As `present_session`, and a second factor was shown if there is one.
[[nodiscard]] Result<Present> trusted_session(Transaction& transaction, const Parts& parts, std::string_view session);

// Counts one attempt; the time to wait when there were too many. `longest` bounds the wait.
[[nodiscard]] Result<std::chrono::seconds> charge(Transaction& transaction, const std::string& name, int free_attempts,
                                                  std::chrono::seconds longest, Instant now);
[[nodiscard]] Result<void> forgive(Transaction& transaction, const std::string& name);
// Takes back the one attempt that turned out right.
[[nodiscard]] Result<void> refund(Transaction& transaction, const std::string& name);

[[nodiscard]] Result<void> expect_administrator(const Identity& actor);

}  // namespace hoshi::accounts
