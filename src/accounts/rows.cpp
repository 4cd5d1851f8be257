// Accounts, roles and events in the database.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/rows.h"

#include <algorithm>

#include "base/identifier.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::string_view select_account =
    "SELECT a.id, a.login, a.state, a.language, a.organisation, p.name, a.password_hash, a.totp_secret, a.totp_last_step, "
    "a.session_epoch, (SELECT count(*) FROM passkeys k WHERE k.account = a.id) "
    "FROM accounts a LEFT JOIN persons p ON p.id = a.person ";

std::optional<AccountRow> first_account(const store::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  const store::Row& row = rows.front();
  AccountRow account{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.bytes(7),
                     row.integer(8), row.integer(9), row.integer(10) > 0};
  if (account.name.empty()) account.name = account.login;
  return account;
}

}  // namespace

bool is_office_role(std::string_view role) {
  constexpr std::string_view roles[] = {"intake", "reviewer", "decider", "surveillance", "registrar", "administrator"};
  return std::find(std::begin(roles), std::end(roles), role) != std::end(roles);
}

std::optional<Instant> optional_instant(const store::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return instant_of(row.integer(column));
}

Cell cell_of(std::optional<Instant> instant) {
  if (!instant) return {};
  return milliseconds(*instant);
}

Cell cell_unless_empty(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

Result<std::optional<AccountRow>> account_by_id(Transaction& transaction, std::string_view id) {
  static const std::string sql = std::string(select_account) + "WHERE a.id = $1";
  return first_account(HOSHI_TRY(transaction.query(sql, {std::string(id)})));
}

Result<std::optional<AccountRow>> account_by_login(Transaction& transaction, std::string_view login) {
  static const std::string sql = std::string(select_account) + "WHERE a.login = $1";
  return first_account(HOSHI_TRY(transaction.query(sql, {folded_login(login)})));
}

Result<std::set<std::string>> roles_of(Transaction& transaction, std::string_view account, Instant now) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT role FROM grants WHERE account = $1 AND confirmed_by IS NOT NULL AND revoked_at IS NULL AND valid_from <= $2 "
      "AND (valid_until IS NULL OR valid_until > $3)",
      {std::string(account), milliseconds(now), milliseconds(now)}));
  std::set<std::string> roles;
  for (const store::Row& row : rows) roles.insert(row.text(0));
  return roles;
}

Result<Identity> identity_of(Transaction& transaction, const AccountRow& account, bool strong, Instant now) {
  Identity identity;
  identity.account = account.id;
  identity.name = account.name;
  identity.organisation = account.organisation;
  identity.roles = HOSHI_TRY(roles_of(transaction, account.id, now));
  identity.strong = strong;
  identity.language = language_named(account.language).value_or(Language::ja);
  return identity;
}

Result<std::int64_t> administrators(Transaction& transaction, Instant now) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT count(DISTINCT g.account) FROM grants g JOIN accounts a ON a.id = g.account WHERE g.role = 'administrator' "
      "AND a.state = 'active' AND g.confirmed_by IS NOT NULL AND g.revoked_at IS NULL AND g.valid_from <= $1 "
      "AND (g.valid_until IS NULL OR g.valid_until > $2)",
      {milliseconds(now), milliseconds(now)}));
  return rows.empty() ? 0 : rows.front().integer(0);
}

std::string new_id(const Parts& parts) {
  const Bytes random = parts.random(identifier_random_bytes);
  return new_identifier(parts.now(), std::span<const std::uint8_t, identifier_random_bytes>(random));
}

std::string folded_login(std::string_view login) { return lower(trimmed(login)); }

Result<void> audit(Transaction& transaction, const Parts& parts, std::string_view account, std::string_view kind, std::string_view actor,
                   Value data) {
  const std::string aggregate = "account/" + std::string(account);
  const auto rows = HOSHI_TRY(transaction.query("SELECT coalesce(max(version), 0) FROM events WHERE aggregate = $1", {aggregate}));
  store::Event event;
  event.kind = kind;
  event.at = parts.now();
  event.actor = actor;
  event.data = data.is_null() ? Value(ValueMap{}) : std::move(data);
  HOSHI_TRY(store::append_events(transaction, aggregate, rows.front().integer(0), {std::move(event)}));
  return {};
}

Result<void> expect_administrator(const Identity& actor) {
  // A token is never enough here: what an administrator does needs a person with a second factor.
  if (!actor.roles.contains("administrator") || !actor.strong || actor.by_token) {
    return fail(ErrorCode::forbidden, "accounts.administrators_only");
  }
  return {};
}

}  // namespace hoshi::accounts
