// Tokens of the API: made, looked up, revoked.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "accounts/rows.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::string_view token_beginning = "hoshi_";  // so that a scanner of leaked secrets knows one when it sees it
constexpr std::size_t tokens_max = 50;
constexpr std::size_t name_bytes_max = 100;
constexpr auto used_again = std::chrono::minutes(1);

std::set<std::string> scopes_in(const Value& kept) {
  std::set<std::string> scopes;
  for (const Value& scope : kept["scopes"].as_list()) scopes.insert(scope.as_text());
  return scopes;
}

bool is_scope(std::string_view scope) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == ':'; };
  return !scope.empty() && scope.size() <= 60 && std::all_of(scope.begin(), scope.end(), fits);
}

}  // namespace

Result<std::string> Accounts::make_token(const Identity& actor, std::string_view name, const std::set<std::string>& scopes, Instant expires) {
  if (actor.by_token) return fail(ErrorCode::forbidden, "accounts.no_token_by_token");
  const bool is_officer = std::any_of(actor.roles.begin(), actor.roles.end(), is_office_role);
  if (is_officer && !actor.strong) return fail(ErrorCode::forbidden, "accounts.second_factor_first");
  if (scopes.empty() || !std::all_of(scopes.begin(), scopes.end(), is_scope)) return fail(ErrorCode::invalid_input, "accounts.no_scope");
  const Instant now = parts_.now();
  if (expires <= now || expires > now + parts_.rules.token_longest) return fail(ErrorCode::invalid_input, "accounts.token_too_long");
  const std::string secret = std::string(token_beginning) + new_secret(parts_.random);
  const std::string id = new_id(parts_);
  Value list = ValueList{};
  for (const std::string& scope : scopes) list.push(scope);
  const Value kept = object({{"scopes", list}, {"strong", actor.strong}});
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const auto count = HOSHI_TRY(transaction.query(
        "SELECT count(*) FROM tokens WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2", {actor.account, milliseconds(now)}));
    if (count.front().integer(0) >= static_cast<std::int64_t>(tokens_max)) return fail(ErrorCode::conflict, "accounts.too_many_tokens");
    HOSHI_TRY(transaction.execute(
        "INSERT INTO tokens (id, digest, account, name, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {id, digest_of(secret), actor.account, printable(name, name_bytes_max), to_json(kept), milliseconds(now), milliseconds(expires)}));
    return audit(transaction, parts_, actor.account, "make_token", actor.account,
                 object({{"token", id}, {"scopes", list}, {"expires", to_text(expires)}}));
  }));
  return secret;
}

Result<Seen> Accounts::by_token(std::string_view secret) {
  Seen seen;
  if (!secret.starts_with(token_beginning) || secret.size() != token_beginning.size() + 64) return seen;
  const Bytes digest = digest_of(secret);
  bool is_to_be_marked = false;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    seen = {};
    const Instant now = parts_.now();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT account, scopes, last_used_at FROM tokens WHERE digest = $1 AND revoked_at IS NULL AND expires_at > $2", {digest, milliseconds(now)}));
    if (rows.empty()) return {};
    const auto account = HOSHI_TRY(account_by_id(transaction, rows.front().text(0)));
    if (!account || account->state != "active") return {};
    const Value kept = HOSHI_TRY(parse_json(rows.front().text(1)));
    Identity identity = HOSHI_TRY(identity_of(transaction, *account, kept["strong"].as_bool(), now));
    identity.by_token = true;
    identity.scopes = scopes_in(kept);
    seen.identity = std::move(identity);
    const auto last = optional_instant(rows.front(), 2);
    is_to_be_marked = !last || now >= *last + used_again;
    return {};
  }));
  if (!is_to_be_marked) return seen;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_TRY(transaction.execute("UPDATE tokens SET last_used_at = $1 WHERE digest = $2", {milliseconds(parts_.now()), digest}));
    return {};
  }));
  return seen;
}

Result<std::vector<TokenEntry>> Accounts::tokens_of(std::string_view account) {
  std::vector<TokenEntry> entries;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    entries.clear();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT id, name, scopes, created_at, expires_at, last_used_at FROM tokens WHERE account = $1 AND revoked_at IS NULL ORDER BY id",
        {std::string(account)}));
    for (const store::Row& row : rows) {
      const Value kept = HOSHI_TRY(parse_json(row.text(2)));
      entries.push_back({row.text(0), row.text(1), scopes_in(kept), instant_of(row.integer(3)), instant_of(row.integer(4)), optional_instant(row, 5)});
    }
    return {};
  }));
  return entries;
}

Result<void> Accounts::revoke_token(const Identity& actor, std::string_view id) {
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const auto rows = HOSHI_TRY(transaction.query("SELECT account FROM tokens WHERE id = $1 AND revoked_at IS NULL", {std::string(id)}));
    if (rows.empty()) return fail(ErrorCode::not_found, "accounts.no_such_token");
    const std::string account = rows.front().text(0);
    if (account != actor.account) HOSHI_CHECK(expect_administrator(actor));
    HOSHI_TRY(transaction.execute("UPDATE tokens SET revoked_at = $1 WHERE id = $2", {milliseconds(parts_.now()), std::string(id)}));
    return audit(transaction, parts_, account, "revoke_token", actor.account, object({{"token", id}}));
  });
}

}  // namespace hoshi::accounts
