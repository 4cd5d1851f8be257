// One-time links: the first administrator, invitations, recovery by two administrators.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "accounts/rows.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::string_view first = "first_administrator";
constexpr std::string_view proposed = "recovery_proposed";  // waits for the second administrator; no link yet
constexpr std::size_t login_bytes_max = 254;                // RFC 5321, 4.5.3.1.3
constexpr std::size_t reason_bytes_max = 2000;

// Not whether it exists: one "@" with something on both sides, nothing that could end a mail's header.
bool is_login(std::string_view login) {
  const auto at = login.find('@');
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && std::string_view("<>,;:\"\\()[]").find(c) == std::string_view::npos; };
  return login.size() <= login_bytes_max && at != std::string_view::npos && at > 0 && at + 1 < login.size() && login.rfind('@') == at &&
         std::all_of(login.begin(), login.end(), is_plain) && valid_utf8(login) == login;
}

struct LinkRow {
  std::string purpose, account, login;
  Value data;
};

Result<LinkRow> open_link(Transaction& transaction, const Parts& parts, const Bytes& digest) {
  const auto rows = HOSHI_TRY(transaction.query(
      "SELECT purpose, account, email, data FROM one_time_links WHERE digest = $1 AND used_at IS NULL AND expires_at > $2",
      {digest, milliseconds(parts.now())}));
  constexpr std::string_view purposes[] = {first, "invitation", "recovery"};
  const bool is_link = !rows.empty() && std::find(std::begin(purposes), std::end(purposes), rows.front().text(0)) != std::end(purposes);
  if (!is_link) return fail(ErrorCode::not_found, "accounts.link_ended");
  LinkRow link{rows.front().text(0), rows.front().text(1), rows.front().text(2), {}};
  link.data = HOSHI_TRY(parse_json(rows.front().text(3)));
  return link;
}

Result<void> keep_link(Transaction& transaction, const Parts& parts, const Bytes& digest, std::string_view purpose, const std::string& account,
                       const std::string& login, const Value& data, std::chrono::milliseconds life) {
  const Cell whose = cell_unless_empty(account);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO one_time_links (digest, purpose, account, email, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {digest, std::string(purpose), whose, login, to_json(data), milliseconds(parts.now()), milliseconds(parts.now() + life)}));
  return {};
}

Result<void> grant_at_once(Transaction& transaction, const Parts& parts, const std::string& account, std::string_view role,
                           std::string_view by, Value data) {
  const Cell until = cell_of(is_office_role(role) ? std::optional<Instant>(parts.now() + parts.rules.grant_longest) : std::nullopt);
  const std::string id = new_id(parts);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO grants (id, account, role, valid_from, valid_until, proposed_by, confirmed_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {id, account, std::string(role), milliseconds(parts.now()), until, std::string(by), std::string(by), milliseconds(parts.now())}));
  data.set("role", role);
  data.set("grant", id);
  return audit(transaction, parts, account, "grant_role", by, std::move(data));
}

// A new account with its person; conflict when the login is taken.
Result<std::string> make_account(Transaction& transaction, const Parts& parts, const std::string& login, const LinkAnswer& answer,
                                 const std::string& hash, const std::string& organisation, std::string_view by) {
  const auto taken = HOSHI_TRY(account_by_login(transaction, login));
  if (taken) return fail(ErrorCode::conflict, "accounts.login_taken");
  const std::string person = new_id(parts);
  const std::string account = new_id(parts);
  const std::int64_t now = milliseconds(parts.now());
  const std::string language(name_of(answer.language));
  const Cell whose = cell_unless_empty(organisation);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO persons (id, organisation, name, email, language, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {person, whose, printable(answer.name, 200), login, language, now, now}));
  HOSHI_TRY(transaction.execute(
      "INSERT INTO accounts (id, person, organisation, login, state, language, password_hash, password_changed_at, created_at) "
      "VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8)",
      {account, person, whose, login, language, hash, now, now}));
  HOSHI_CHECK(audit(transaction, parts, account, "create_account", by, object({{"organisation", organisation}})));
  return account;
}

// What using the link does; gives the account.
Result<std::string> follow(Transaction& transaction, const Parts& parts, const LinkRow& link, const LinkAnswer& answer, const std::string& login,
                           const std::string& hash) {
  if (link.purpose == "recovery") {
    HOSHI_TRY(transaction.execute(
        "UPDATE accounts SET password_hash = $1, password_changed_at = $2, totp_secret = NULL, totp_last_step = 0, needs_second_factor = 0 WHERE id = $3",
        {hash, milliseconds(parts.now()), link.account}));
    for (const std::string_view sql : {"DELETE FROM passkeys WHERE account = $1", "DELETE FROM recovery_codes WHERE account = $1"}) {
      HOSHI_TRY(transaction.execute(sql, {link.account}));
    }
    HOSHI_TRY(transaction.execute("UPDATE tokens SET revoked_at = $1 WHERE account = $2 AND revoked_at IS NULL", {milliseconds(parts.now()), link.account}));
    HOSHI_CHECK(raise_epoch(transaction, link.account));
    HOSHI_CHECK(audit(transaction, parts, link.account, "recover", link.account, {}));
    return link.account;
  }
  const std::string by = link.purpose == "invitation" ? link.data["by"].as_text() : link.purpose;
  const std::string account = HOSHI_TRY(make_account(transaction, parts, login, answer, hash, link.data["organisation"].as_text(), by));
  if (link.purpose == first) {
    const std::int64_t others = HOSHI_TRY(administrators(transaction, parts.now()));
    if (others > 0) return fail(ErrorCode::conflict, "accounts.link_ended");
    // The exception to two people that a beginning needs; recorded as such.
    HOSHI_CHECK(grant_at_once(transaction, parts, account, "administrator", first, object({{"bootstrap", true}})));
  } else if (!link.data["role"].as_text().empty()) {
    HOSHI_CHECK(grant_at_once(transaction, parts, account, link.data["role"].as_text(), by, {}));
  }
  return account;
}

}  // namespace

Result<std::optional<std::string>> Accounts::first_administrator_link() {
  std::optional<std::string> secret;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    secret.reset();
    HOSHI_TRY(transaction.execute("DELETE FROM one_time_links WHERE purpose = $1", {std::string(first)}));
    const std::int64_t count = HOSHI_TRY(administrators(transaction, parts_.now()));
    if (count > 0) return {};
    secret = new_secret(parts_.random);
    return keep_link(transaction, parts_, digest_of(*secret), first, "", "", ValueMap{}, parts_.rules.link_life);
  }));
  return secret;
}

Result<std::string> Accounts::invite(const Identity& actor, const Invitation& invitation) {
  const std::string login = folded_login(invitation.login);
  if (!is_login(login)) return fail(ErrorCode::invalid_input, "accounts.bad_login");
  constexpr std::string_view by_one[] = {"", "applicant", "agent", "laboratory"};
  if (std::find(std::begin(by_one), std::end(by_one), invitation.role) == std::end(by_one)) {
    return fail(ErrorCode::invalid_input, "accounts.role_needs_two");
  }
  const bool is_colleague = !actor.by_token && !actor.organisation.empty() && actor.organisation == invitation.organisation &&
                            !invitation.role.empty() && actor.roles.contains(invitation.role);
  if (!is_colleague) HOSHI_CHECK(expect_administrator(actor));
  const std::string secret = new_secret(parts_.random);
  const Value data = object({{"by", actor.account}, {"organisation", invitation.organisation}, {"role", invitation.role},
                             {"language", name_of(invitation.language)}});
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const auto taken = HOSHI_TRY(account_by_login(transaction, login));
    if (taken) return fail(ErrorCode::conflict, "accounts.login_taken");
    const auto there = HOSHI_TRY(transaction.query("SELECT 1 FROM organisations WHERE id = $1", {invitation.organisation}));
    if (there.empty() && !invitation.organisation.empty()) return fail(ErrorCode::invalid_input, "accounts.no_such_organisation");
    HOSHI_CHECK(keep_link(transaction, parts_, digest_of(secret), "invitation", "", login, data, parts_.rules.invitation_life));
    return audit(transaction, parts_, actor.account, "invite", actor.account,
                 object({{"organisation", invitation.organisation}, {"role", invitation.role}}));
  }));
  return secret;
}

Result<Link> Accounts::look_at_link(std::string_view secret) {
  Link seen;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    const LinkRow link = HOSHI_TRY(open_link(transaction, parts_, digest_of(secret)));
    seen = {link.purpose, link.login};
    return {};
  }));
  return seen;
}

Result<LogIn> Accounts::use_link(std::string_view secret, const LinkAnswer& answer, const From& from) {
  const Bytes digest = digest_of(secret);
  const Link seen = HOSHI_TRY(look_at_link(secret));
  const std::string login = seen.login.empty() ? folded_login(answer.login) : seen.login;
  if (!is_login(login)) return fail(ErrorCode::invalid_input, "accounts.bad_login");
  HOSHI_CHECK(parts_.policy.check(answer.password, login));
  const std::string hash = HOSHI_TRY(parts_.hasher.hash(answer.password));
  LogIn result;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const LinkRow link = HOSHI_TRY(open_link(transaction, parts_, digest));
    const std::int64_t changed = HOSHI_TRY(transaction.execute("UPDATE one_time_links SET used_at = $1 WHERE digest = $2 AND used_at IS NULL",
                                                               {milliseconds(parts_.now()), digest}));
    if (changed != 1) return fail(ErrorCode::not_found, "accounts.link_ended");
    const std::string id = HOSHI_TRY(follow(transaction, parts_, link, answer, login, hash));
    const auto account = HOSHI_TRY(account_by_id(transaction, id));
    result.secret = HOSHI_TRY(start_session(transaction, parts_, *account, from, Strength::weak));
    return {};
  }));
  result.outcome = LogIn::Outcome::done;
  return result;
}

Result<std::string> Accounts::propose_recovery(const Identity& actor, std::string_view account, std::string_view reason) {
  HOSHI_CHECK(expect_administrator(actor));
  if (actor.account == account) return fail(ErrorCode::forbidden, "accounts.not_oneself");
  if (trimmed(reason).empty()) return fail(ErrorCode::invalid_input, "accounts.reason_missing");
  const std::string proposal = new_id(parts_);
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const auto found = HOSHI_TRY(account_by_id(transaction, account));
    if (!found || found->state == "disabled") return fail(ErrorCode::not_found, "accounts.no_such_account");
    const Value data = object({{"by", actor.account}, {"reason", printable(reason, reason_bytes_max)}});
    HOSHI_CHECK(keep_link(transaction, parts_, digest_of(proposal), proposed, found->id, "", data, parts_.rules.invitation_life));
    return audit(transaction, parts_, account, "propose_recovery", actor.account,
                 object({{"proposal", proposal}, {"reason_hash", sha256_hex(reason)}}));
  }));
  return proposal;
}

Result<std::string> Accounts::confirm_recovery(const Identity& actor, std::string_view proposal) {
  HOSHI_CHECK(expect_administrator(actor));
  const std::string secret = new_secret(parts_.random);
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Bytes digest = digest_of(proposal);
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT account, data FROM one_time_links WHERE digest = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
        {digest, std::string(proposed), milliseconds(parts_.now())}));
    if (rows.empty()) return fail(ErrorCode::not_found, "accounts.no_such_proposal");
    const std::string account = rows.front().text(0);
    const Value data = HOSHI_TRY(parse_json(rows.front().text(1)));
    if (data["by"].as_text() == actor.account) return fail(ErrorCode::forbidden, "accounts.second_person");
    if (account == actor.account) return fail(ErrorCode::forbidden, "accounts.not_oneself");
    const auto found = HOSHI_TRY(account_by_id(transaction, account));
    HOSHI_TRY(transaction.execute("UPDATE one_time_links SET used_at = $1 WHERE digest = $2", {milliseconds(parts_.now()), digest}));
    HOSHI_CHECK(keep_link(transaction, parts_, digest_of(secret), "recovery", account, found->login, ValueMap{}, parts_.rules.link_life));
    return audit(transaction, parts_, account, "confirm_recovery", actor.account, object({{"proposal", proposal}}));
  }));
  return secret;
}

}  // namespace hoshi::accounts
