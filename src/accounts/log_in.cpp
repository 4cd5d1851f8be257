// Logging in and out with a password; who stands behind a cookie.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/rows.h"
#include "base/client_network.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

using namespace std::chrono_literals;

constexpr auto seen_again = std::chrono::minutes(1);  // how exactly the last use is kept: not every request writes
constexpr std::chrono::seconds longest_wait = 15min;
constexpr std::chrono::seconds longest_wait_of_login = 30s;  // anybody can cause it for anybody

struct ThrottleNames {
  std::string pair, network, login;
};

// Digests, for logins are addresses of persons.
ThrottleNames throttles_of(std::string_view login, std::string_view address) {
  const std::string network = client_network(address);
  return {"pair:" + sha256_hex(folded_login(login) + "\n" + network), "network:" + sha256_hex(network),
          "login:" + sha256_hex(folded_login(login))};
}

Result<std::chrono::seconds> charge_all(Transaction& transaction, const ThrottleNames& names, const Parts& parts) {
  const Instant now = parts.now();
  const Rules& rules = parts.rules;
  const auto of_pair = HOSHI_TRY(charge(transaction, names.pair, rules.free_attempts_of_pair, longest_wait, now));
  if (of_pair > 0s) return of_pair;
  const auto of_network = HOSHI_TRY(charge(transaction, names.network, rules.free_attempts_of_network, longest_wait, now));
  if (of_network > 0s) return of_network;
  return charge(transaction, names.login, rules.free_attempts_of_login, longest_wait_of_login, now);
}

}  // namespace

Result<LogIn> Accounts::log_in(std::string_view login, std::string_view password, const From& from) {
  const ThrottleNames names = throttles_of(login, from.address);
  LogIn answer;
  std::optional<AccountRow> account;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    answer.wait = HOSHI_TRY(charge_all(transaction, names, parts_));
    account = HOSHI_TRY(account_by_login(transaction, login));
    return {};
  }));
  if (answer.wait > 0s) {
    answer.outcome = LogIn::Outcome::throttled;
    return answer;
  }
  const bool may_log_in = account && account->state == "active";
  const bool is_right = HOSHI_TRY(parts_.hasher.is_right(may_log_in ? account->password_hash : "", password));
  if (!is_right) return answer;
  std::string fresh_hash;
  if (parts_.hasher.needs_new_hash(account->password_hash)) fresh_hash = HOSHI_TRY(parts_.hasher.hash(password));
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const auto now_there = HOSHI_TRY(account_by_id(transaction, account->id));
    if (!now_there || now_there->state != "active" || now_there->password_hash != account->password_hash) {
      return fail(ErrorCode::conflict, "accounts.changed_meanwhile");
    }
    HOSHI_CHECK(forgive(transaction, names.pair));
    HOSHI_CHECK(forgive(transaction, names.login));
    HOSHI_CHECK(refund(transaction, names.network));  // a whole office may share one address
    if (!fresh_hash.empty()) {
      HOSHI_TRY(transaction.execute("UPDATE accounts SET password_hash = $1 WHERE id = $2", {fresh_hash, account->id}));
    }
    answer.secret = HOSHI_TRY(start_session(transaction, parts_, *now_there, from, Strength::weak));
    return audit(transaction, parts_, account->id, "log_in", account->id, object({{"by", "password"}}));
  }));
  answer.outcome = account->has_factor() ? LogIn::Outcome::second_factor_needed : LogIn::Outcome::done;
  return answer;
}

Result<Seen> Accounts::by_session(std::string_view secret) {
  Seen seen;
  if (secret.size() != 64) return seen;
  const std::string id = to_hex(digest_of(secret));
  bool is_to_be_marked = false;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    seen = {};
    const auto present = present_session(transaction, parts_, id);
    if (!present && present.error().code == ErrorCode::forbidden) return {};
    if (!present) return tl::unexpected<Error>(present.error());
    const Instant now = parts_.now();
    Identity identity = HOSHI_TRY(identity_of(transaction, present->account, present->session.is_strong, now));
    seen.session = id;
    const bool is_half = present->account.has_factor() && !present->session.is_strong;
    (is_half ? seen.half : seen.identity) = std::move(identity);
    is_to_be_marked = now >= present->session.seen + seen_again;
    return {};
  }));
  if (!is_to_be_marked) return seen;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_TRY(transaction.execute("UPDATE sessions SET seen_at = $1 WHERE digest = $2", {milliseconds(parts_.now()), digest_of(secret)}));
    return {};
  }));
  return seen;
}

Result<void> Accounts::log_out(std::string_view session) {
  return parts_.database.run(Access::write, [&](Transaction& transaction) { return end_one_session(transaction, session); });
}

Result<std::vector<SessionEntry>> Accounts::sessions_of(std::string_view account) {
  std::vector<SessionEntry> entries;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    entries.clear();
    const Instant now = parts_.now();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT digest, address, agent, created_at, seen_at, expires_at, strong_at FROM sessions WHERE account = $1 AND expires_at > $2 "
        "AND seen_at > $3 ORDER BY seen_at DESC",
        {std::string(account), milliseconds(now), milliseconds(now - parts_.rules.session_idle)}));
    for (const store::Row& row : rows) {
      entries.push_back({to_hex(row.bytes(0)), row.text(1), row.text(2), instant_of(row.integer(3)), instant_of(row.integer(4)),
                         instant_of(row.integer(5)), !row.is_null(6)});
    }
    return {};
  }));
  return entries;
}

Result<void> Accounts::end_session(const Identity& actor, std::string_view session) {
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(present_session(transaction, parts_, session));
    if (present.account.id != actor.account) return fail(ErrorCode::not_found, "accounts.no_such_session");
    HOSHI_CHECK(end_one_session(transaction, session));
    return audit(transaction, parts_, actor.account, "end_session", actor.account, {});
  });
}

Result<void> Accounts::end_all_sessions(const Identity& actor, std::string_view account) {
  if (actor.account != account) HOSHI_CHECK(expect_administrator(actor));
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(raise_epoch(transaction, account));
    return audit(transaction, parts_, account, "end_all_sessions", actor.account, {});
  });
}

Result<LogIn> Accounts::change_password(std::string_view session, std::string_view old_password, std::string_view new_password) {
  std::optional<Present> present;
  LogIn answer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    answer.wait = HOSHI_TRY(charge(transaction, "password:" + present->account.id, parts_.rules.free_attempts_of_pair, longest_wait, parts_.now()));
    return {};
  }));
  if (answer.wait > 0s) {
    answer.outcome = LogIn::Outcome::throttled;
    return answer;
  }
  const bool is_right = HOSHI_TRY(parts_.hasher.is_right(present->account.password_hash, old_password));
  if (!is_right) return answer;
  HOSHI_CHECK(parts_.policy.check(new_password, present->account.login));
  const std::string hash = HOSHI_TRY(parts_.hasher.hash(new_password));
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    Present now_there = HOSHI_TRY(trusted_session(transaction, parts_, session));
    HOSHI_CHECK(forgive(transaction, "password:" + now_there.account.id));
    HOSHI_TRY(transaction.execute("UPDATE accounts SET password_hash = $1, password_changed_at = $2 WHERE id = $3",
                                  {hash, milliseconds(parts_.now()), now_there.account.id}));
    HOSHI_CHECK(raise_epoch(transaction, now_there.account.id));
    ++now_there.account.epoch;
    const Strength strength = now_there.session.is_strong ? Strength::strong : Strength::weak;
    answer.secret = HOSHI_TRY(rotate_session(transaction, parts_, now_there, strength));
    return audit(transaction, parts_, now_there.account.id, "change_password", now_there.account.id, {});
  }));
  answer.outcome = LogIn::Outcome::done;
  return answer;
}

Result<void> Accounts::tidy() {
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const std::int64_t now = milliseconds(parts_.now());
    const std::int64_t idle = milliseconds(parts_.now() - parts_.rules.session_idle);
    const std::int64_t day_ago = milliseconds(parts_.now() - 24h);
    HOSHI_TRY(transaction.execute("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at <= $2", {now, idle}));
    HOSHI_TRY(transaction.execute("DELETE FROM one_time_links WHERE expires_at <= $1", {now}));
    HOSHI_TRY(transaction.execute("DELETE FROM throttles WHERE window_start <= $1", {day_ago}));
    return {};
  });
}

}  // namespace hoshi::accounts
