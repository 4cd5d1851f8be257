// Sessions and throttles in the database.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "accounts/rows.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::size_t agent_bytes_max = 200;
constexpr std::size_t address_bytes_max = 64;
constexpr auto throttle_window = std::chrono::hours(1);

tl::unexpected<Error> ended() { return fail(ErrorCode::forbidden, "accounts.session_ended"); }

Result<Bytes> digest_from(std::string_view session) {
  auto digest = from_hex(session);
  if (!digest || digest->size() != 32) return ended();
  return digest;
}

Result<std::string> insert_session(Transaction& transaction, const Parts& parts, const AccountRow& account, const From& from,
                                   Strength strength, Instant created, Instant expires) {
  const std::string secret = new_secret(parts.random);
  const Instant now = parts.now();
  const Cell strong_at = cell_of(strength == Strength::strong ? std::optional(now) : std::nullopt);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO sessions (digest, account, epoch, address, agent, created_at, seen_at, expires_at, strong_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {digest_of(secret), account.id, account.epoch, printable(from.address, address_bytes_max), printable(from.agent, agent_bytes_max),
       milliseconds(created), milliseconds(now), milliseconds(expires), strong_at}));
  return secret;
}

}  // namespace

Result<std::string> start_session(Transaction& transaction, const Parts& parts, const AccountRow& account, const From& from,
                                  Strength strength) {
  const Instant now = parts.now();
  HOSHI_TRY(transaction.execute("UPDATE accounts SET last_login_at = $1 WHERE id = $2", {milliseconds(now), account.id}));
  return insert_session(transaction, parts, account, from, strength, now, now + parts.rules.session_whole);
}

Result<Present> present_session(Transaction& transaction, const Parts& parts, std::string_view session) {
  const Bytes digest = HOSHI_TRY(digest_from(session));
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT account, epoch, address, agent, strong_at, data, created_at, seen_at, expires_at FROM sessions WHERE digest = $1", {digest}));
  if (rows.empty()) return ended();
  const store::Row& row = rows.front();
  const Instant now = parts.now();
  auto account = HOSHI_TRY(account_by_id(transaction, row.text(0)));
  const bool is_over = now >= instant_of(row.integer(8)) || now >= instant_of(row.integer(7)) + parts.rules.session_idle;
  if (!account || account->state != "active" || account->epoch != row.integer(1) || is_over) return ended();
  Present present{{std::string(session), row.text(0), row.text(2), row.text(3), !row.is_null(4), {}, instant_of(row.integer(6)),
                   instant_of(row.integer(7)), instant_of(row.integer(8))},
                  std::move(*account)};
  present.session.data = HOSHI_TRY(parse_json(row.text(5)));
  return present;
}

Result<Present> trusted_session(Transaction& transaction, const Parts& parts, std::string_view session) {
  Present present = HOSHI_TRY(present_session(transaction, parts, session));
  if (present.account.has_factor() && !present.session.is_strong) return fail(ErrorCode::forbidden, "accounts.second_factor_first");
  return present;
}

Result<void> end_one_session(Transaction& transaction, std::string_view session) {
  const Bytes digest = HOSHI_TRY(digest_from(session));
  HOSHI_TRY(transaction.execute("DELETE FROM sessions WHERE digest = $1", {digest}));
  return {};
}

Result<std::string> rotate_session(Transaction& transaction, const Parts& parts, const Present& present, Strength strength) {
  HOSHI_CHECK(end_one_session(transaction, present.session.id));
  return insert_session(transaction, parts, present.account, {present.session.address, present.session.agent}, strength,
                        present.session.created, present.session.expires);
}

Result<void> raise_epoch(Transaction& transaction, std::string_view account) {
  HOSHI_TRY(transaction.execute("UPDATE accounts SET session_epoch = session_epoch + 1 WHERE id = $1", {std::string(account)}));
  HOSHI_TRY(transaction.execute("DELETE FROM sessions WHERE account = $1", {std::string(account)}));
  return {};
}

Result<std::chrono::seconds> charge(Transaction& transaction, const std::string& name, int free_attempts, std::chrono::seconds longest,
                                    Instant now) {
  const auto rows = HOSHI_TRY(transaction.query("SELECT attempts, window_start, blocked_until FROM throttles WHERE name = $1", {name}));
  std::int64_t attempts = 0;
  Instant begun = now;
  if (!rows.empty() && instant_of(rows.front().integer(1)) + throttle_window > now) {
    attempts = rows.front().integer(0);
    begun = instant_of(rows.front().integer(1));
  }
  const auto blocked = rows.empty() ? std::nullopt : optional_instant(rows.front(), 2);
  if (blocked && *blocked > now) return std::chrono::ceil<std::chrono::seconds>(*blocked - now);
  ++attempts;
  const std::int64_t beyond = std::min<std::int64_t>(attempts - free_attempts, 20);
  const std::chrono::seconds wait = beyond > 0 ? std::min(longest, std::chrono::seconds(std::int64_t{1} << beyond)) : std::chrono::seconds(0);
  const Cell until = cell_of(beyond > 0 ? std::optional<Instant>(now + wait) : std::nullopt);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO throttles (name, attempts, window_start, blocked_until) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET "
      "attempts = excluded.attempts, window_start = excluded.window_start, blocked_until = excluded.blocked_until",
      {name, attempts, milliseconds(begun), until}));
  return std::chrono::seconds(0);  // This one may still be tried; the next must wait.
}

Result<void> forgive(Transaction& transaction, const std::string& name) {
  HOSHI_TRY(transaction.execute("DELETE FROM throttles WHERE name = $1", {name}));
  return {};
}

Result<void> refund(Transaction& transaction, const std::string& name) {
  HOSHI_TRY(transaction.execute("UPDATE throttles SET attempts = attempts - 1, blocked_until = NULL WHERE name = $1 AND attempts > 0", {name}));
  return {};
}

}  // namespace hoshi::accounts
