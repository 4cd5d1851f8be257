// Roles: proposed by one administrator, confirmed by another, ended by time or by one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "accounts/rows.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::size_t reason_bytes_max = 2000;

bool is_role(std::string_view role) { return is_office_role(role) || role == "applicant" || role == "agent" || role == "laboratory"; }

// register.md 3.4: who keeps accounts and keys decides nothing, and an applicant's people decide nothing.
Result<void> check_separation(Transaction& transaction, const AccountRow& account, std::string_view role, Instant now) {
  if (!is_office_role(role)) return {};
  if (!account.organisation.empty()) return fail(ErrorCode::conflict, "accounts.role_of_office_only");
  const auto roles = HOSHI_TRY(roles_of(transaction, account.id, now));
  const bool is_administrator = roles.contains("administrator");
  const bool decides = std::any_of(roles.begin(), roles.end(), [](const std::string& one) { return is_office_role(one) && one != "administrator"; });
  if (role == "administrator" ? decides : is_administrator) return fail(ErrorCode::conflict, "accounts.administrator_decides_nothing");
  return {};
}

struct GrantRow {
  std::string account, role, proposed_by;
  bool is_confirmed = false, is_revoked = false;
  std::optional<Instant> until;
};

Result<GrantRow> grant_by_id(Transaction& transaction, std::string_view id) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT account, role, proposed_by, confirmed_by, revoked_at, valid_until FROM grants WHERE id = $1", {std::string(id)}));
  if (rows.empty()) return fail(ErrorCode::not_found, "accounts.no_such_grant");
  const store::Row& row = rows.front();
  return GrantRow{row.text(0), row.text(1), row.text(2), !row.is_null(3), !row.is_null(4), optional_instant(row, 5)};
}

Result<AccountRow> active_account(Transaction& transaction, std::string_view id) {
  auto account = HOSHI_TRY(account_by_id(transaction, id));
  if (!account || account->state != "active") return fail(ErrorCode::not_found, "accounts.no_such_account");
  return std::move(*account);
}

}  // namespace

Result<std::string> Accounts::propose_grant(const Identity& actor, std::string_view account, std::string_view role, std::optional<Instant> until,
                                            std::string_view reason) {
  HOSHI_CHECK(expect_administrator(actor));
  if (!is_role(role)) return fail(ErrorCode::invalid_input, "accounts.no_such_role");
  if (actor.account == account) return fail(ErrorCode::forbidden, "accounts.not_oneself");
  if (trimmed(reason).empty()) return fail(ErrorCode::invalid_input, "accounts.reason_missing");
  const Instant now = parts_.now();
  const bool needs_two = is_office_role(role);
  const bool is_too_long = until ? *until <= now || *until > now + parts_.rules.grant_longest : needs_two;
  if (is_too_long) return fail(ErrorCode::invalid_input, "accounts.grant_too_long");
  const std::string id = new_id(parts_);
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const AccountRow whose = HOSHI_TRY(active_account(transaction, account));
    HOSHI_CHECK(check_separation(transaction, whose, role, now));
    // The second administrator must come from somewhere: the exception ends as soon as there are two.
    const std::int64_t count = HOSHI_TRY(administrators(transaction, now));
    const bool is_bootstrap = role == "administrator" && count == 1;
    const bool is_confirmed = !needs_two || is_bootstrap;
    const Cell confirmed = cell_unless_empty(is_confirmed ? actor.account : "");
    const Cell end = cell_of(until);
    HOSHI_TRY(transaction.execute(
        "INSERT INTO grants (id, account, role, valid_from, valid_until, proposed_by, confirmed_by, reason, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {id, whose.id, std::string(role), milliseconds(now), end, actor.account, confirmed, printable(reason, reason_bytes_max), milliseconds(now)}));
    Value data = object({{"role", role}, {"grant", id}, {"reason_hash", sha256_hex(reason)}, {"until", until ? Value(to_text(*until)) : Value()}});
    if (is_bootstrap) data.set("bootstrap", true);
    return audit(transaction, parts_, whose.id, is_confirmed ? "grant_role" : "propose_role", actor.account, std::move(data));
  }));
  return id;
}

Result<void> Accounts::confirm_grant(const Identity& actor, std::string_view id) {
  HOSHI_CHECK(expect_administrator(actor));
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const GrantRow grant = HOSHI_TRY(grant_by_id(transaction, id));
    const Instant now = parts_.now();
    if (grant.is_confirmed || grant.is_revoked || (grant.until && *grant.until <= now)) return fail(ErrorCode::conflict, "accounts.grant_not_waiting");
    if (grant.proposed_by == actor.account) return fail(ErrorCode::forbidden, "accounts.second_person");
    // Whoever confirms is an administrator now, so this prolongs what another proposed: an office of two can go on after a year.
    const bool is_renewal = grant.role == "administrator";
    if (grant.account == actor.account && !is_renewal) return fail(ErrorCode::forbidden, "accounts.not_oneself");
    const AccountRow whose = HOSHI_TRY(active_account(transaction, grant.account));
    HOSHI_CHECK(check_separation(transaction, whose, grant.role, now));
    const std::int64_t changed = HOSHI_TRY(transaction.execute(
        "UPDATE grants SET confirmed_by = $1 WHERE id = $2 AND confirmed_by IS NULL AND revoked_at IS NULL", {actor.account, std::string(id)}));
    if (changed != 1) return fail(ErrorCode::conflict, "accounts.grant_not_waiting");
    return audit(transaction, parts_, grant.account, "grant_role", actor.account,
                 object({{"role", grant.role}, {"grant", id}, {"proposed_by", grant.proposed_by}}));
  });
}

Result<void> Accounts::revoke_grant(const Identity& actor, std::string_view id, std::string_view reason) {
  HOSHI_CHECK(expect_administrator(actor));
  if (trimmed(reason).empty()) return fail(ErrorCode::invalid_input, "accounts.reason_missing");
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const GrantRow grant = HOSHI_TRY(grant_by_id(transaction, id));
    if (grant.is_revoked) return fail(ErrorCode::conflict, "accounts.grant_not_waiting");
    HOSHI_TRY(transaction.execute("UPDATE grants SET revoked_at = $1, revoked_by = $2 WHERE id = $3",
                                  {milliseconds(parts_.now()), actor.account, std::string(id)}));
    const std::int64_t left = HOSHI_TRY(administrators(transaction, parts_.now()));
    if (left == 0) return fail(ErrorCode::conflict, "accounts.last_administrator");
    return audit(transaction, parts_, grant.account, "revoke_role", actor.account,
                 object({{"role", grant.role}, {"grant", id}, {"reason_hash", sha256_hex(reason)}}));
  });
}

Result<std::vector<Grant>> Accounts::grants(std::string_view account) {
  std::vector<Grant> all;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    all.clear();
    const std::string whose(account);
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT id, account, role, reason, proposed_by, confirmed_by, valid_from, valid_until FROM grants WHERE revoked_at IS NULL "
        "AND (account = $1 OR $2 = 1) ORDER BY CASE WHEN confirmed_by IS NULL THEN 0 ELSE 1 END, id",
        {whose, std::int64_t{account.empty() ? 1 : 0}}));
    const Instant now = parts_.now();
    for (const store::Row& row : rows) {
      Grant grant{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), instant_of(row.integer(6)), optional_instant(row, 7)};
      grant.is_in_force = !grant.confirmed_by.empty() && grant.from <= now && (!grant.until || *grant.until > now);
      all.push_back(std::move(grant));
    }
    return {};
  }));
  return all;
}

Result<std::vector<AccountEntry>> Accounts::accounts() {
  std::vector<AccountEntry> all;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    all.clear();
    const auto rows = HOSHI_TRY(transaction.query("SELECT id FROM accounts ORDER BY id"));
    for (const store::Row& row : rows) {
      const auto account = HOSHI_TRY(account_by_id(transaction, row.text(0)));
      AccountEntry entry{account->id, account->login, account->name, account->organisation, account->state, {}, account->has_factor()};
      entry.roles = HOSHI_TRY(roles_of(transaction, account->id, parts_.now()));
      all.push_back(std::move(entry));
    }
    return {};
  }));
  return all;
}

Result<void> Accounts::disable(const Identity& actor, std::string_view account) {
  HOSHI_CHECK(expect_administrator(actor));
  if (actor.account == account) return fail(ErrorCode::forbidden, "accounts.not_oneself");
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const AccountRow whose = HOSHI_TRY(active_account(transaction, account));
    HOSHI_TRY(transaction.execute("UPDATE accounts SET state = 'disabled', disabled_at = $1 WHERE id = $2", {milliseconds(parts_.now()), whose.id}));
    HOSHI_CHECK(raise_epoch(transaction, whose.id));
    return audit(transaction, parts_, whose.id, "disable_account", actor.account, {});
  });
}

}  // namespace hoshi::accounts
