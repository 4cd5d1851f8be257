// Passkeys: questions to the browser and what becomes of its answers.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "accounts/rows.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t challenge_bytes = 32;  // Level 2, 13.4.3: at least 16
constexpr std::size_t passkeys_max = 20;     // of one account
constexpr std::size_t name_bytes_max = 100;
constexpr std::chrono::seconds longest_wait = 15min;

// The question's digest is kept as a one-time link of its own kind, bound to a session when there is one.
Result<void> keep_question(Transaction& transaction, const Parts& parts, ByteView challenge, std::string_view purpose,
                           const std::string& account, std::string_view session) {
  const Instant now = parts.now();
  const Cell whose = cell_unless_empty(account);
  HOSHI_TRY(transaction.execute(
      "INSERT INTO one_time_links (digest, purpose, account, data, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {sha256(challenge), std::string(purpose), whose, to_json(object({{"session", session}})), milliseconds(now),
       milliseconds(now + parts.rules.challenge_life)}));
  return {};
}

// Which question the browser says it answers; that it was asked is looked up, that it was signed is verified.
Result<Bytes> challenge_in(ByteView client_data) {
  const auto data = parse_json(to_text(client_data), {8, client_data_bytes_max});
  if (!data) return fail(ErrorCode::invalid_input, "passkey: the client data are no JSON");
  return from_base64url((*data)["challenge"].as_text());
}

// A question is good once. Looking it up and deleting it are one transaction with what rests on it.
Result<void> use_question(Transaction& transaction, const Parts& parts, ByteView challenge, std::string_view purpose, std::string_view session) {
  const Bytes digest = sha256(challenge);
  const auto rows = HOSHI_TRY(transaction.query("SELECT data, expires_at FROM one_time_links WHERE digest = $1 AND purpose = $2",
                                                {digest, std::string(purpose)}));
  HOSHI_TRY(transaction.execute("DELETE FROM one_time_links WHERE digest = $1 AND purpose = $2", {digest, std::string(purpose)}));
  if (rows.empty() || instant_of(rows.front().integer(1)) <= parts.now()) return fail(ErrorCode::forbidden, "accounts.passkey_too_late");
  const Value data = HOSHI_TRY(parse_json(rows.front().text(0)));
  if (data["session"].as_text() != session) return fail(ErrorCode::forbidden, "accounts.passkey_too_late");
  return {};
}

struct KeyRow {
  std::string account;
  KnownPasskey key;
};

Result<std::optional<KeyRow>> key_by_id(Transaction& transaction, const Bytes& credential) {
  const auto rows = HOSHI_TRY(
      transaction.query("SELECT account, algorithm, public_key, sign_count FROM passkeys WHERE credential = $1", {credential}));
  if (rows.empty()) return std::nullopt;
  const store::Row& row = rows.front();
  return KeyRow{row.text(0), {static_cast<KeyAlgorithm>(row.integer(1)), row.bytes(2), static_cast<std::uint32_t>(row.integer(3))}};
}

Result<void> mark_used(Transaction& transaction, const Parts& parts, const Bytes& credential, std::uint32_t count) {
  HOSHI_TRY(transaction.execute("UPDATE passkeys SET sign_count = $1, last_used_at = $2 WHERE credential = $3",
                                {std::int64_t{count}, milliseconds(parts.now()), credential}));
  return {};
}

Result<Value> list_of_keys(Transaction& transaction, const std::string& account) {
  Value list = ValueList{};
  const auto rows = HOSHI_TRY(transaction.query("SELECT credential, transports FROM passkeys WHERE account = $1", {account}));
  for (const store::Row& row : rows) {
    const Value transports = HOSHI_TRY(parse_json(row.text(1)));
    list.push(object({{"type", "public-key"}, {"id", to_base64url(row.bytes(0))}, {"transports", transports}}));
  }
  return list;
}

std::int64_t timeout_of(const Parts& parts) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(parts.rules.challenge_life).count();
}

Value question(const Parts& parts, ByteView challenge, Value keys, std::string_view verification) {
  return object({{"challenge", to_base64url(challenge)}, {"rpId", parts.party.id}, {"timeout", timeout_of(parts)},
                 {"allowCredentials", std::move(keys)}, {"userVerification", verification}});
}

}  // namespace

Result<Value> Accounts::ask_for_passkey(std::string_view session) {
  const Bytes challenge = parts_.random(challenge_bytes);
  Value keys;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(present_session(transaction, parts_, session));
    keys = HOSHI_TRY(list_of_keys(transaction, present.account.id));
    return keep_question(transaction, parts_, challenge, "passkey_show", present.account.id, session);
  }));
  return question(parts_, challenge, std::move(keys), "preferred");
}

Result<Value> Accounts::ask_to_log_in() {
  const Bytes challenge = parts_.random(challenge_bytes);
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    return keep_question(transaction, parts_, challenge, "passkey_log_in", "", "");
  }));
  return question(parts_, challenge, ValueList{}, "required");
}

Result<Value> Accounts::ask_for_new_passkey(std::string_view session) {
  const Bytes challenge = parts_.random(challenge_bytes);
  Value answer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    const AccountRow& account = present.account;
    Value algorithms = ValueList{};
    for (const auto algorithm : {KeyAlgorithm::es256, KeyAlgorithm::eddsa, KeyAlgorithm::rs256}) {
      algorithms.push(object({{"type", "public-key"}, {"alg", static_cast<int>(algorithm)}}));
    }
    // Level 2, 5.4.3: the user handle tells nothing about the person.
    const Value user = object({{"id", to_base64url(view_of(account.id))}, {"name", account.login}, {"displayName", account.name}});
    const Value selection = object({{"residentKey", "preferred"}, {"requireResidentKey", false}, {"userVerification", "preferred"}});
    answer = object({{"challenge", to_base64url(challenge)}, {"rp", object({{"id", parts_.party.id}, {"name", parts_.party.name}})},
                     {"user", user}, {"pubKeyCredParams", algorithms}, {"authenticatorSelection", selection}, {"attestation", "none"},
                     {"timeout", timeout_of(parts_)}});
    answer.set("excludeCredentials", HOSHI_TRY(list_of_keys(transaction, account.id)));
    return keep_question(transaction, parts_, challenge, "passkey_add", account.id, session);
  }));
  return answer;
}

Result<LogIn> Accounts::add_passkey(std::string_view session, std::string_view name, const Registration& registration) {
  const Bytes challenge = HOSHI_TRY(challenge_in(registration.client_data));
  LogIn answer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    HOSHI_CHECK(use_question(transaction, parts_, challenge, "passkey_add", session));
    const NewPasskey made = HOSHI_TRY(verify_registration(registration, challenge, parts_.party, Verification::preferred));
    const auto others = HOSHI_TRY(transaction.query("SELECT count(*) FROM passkeys WHERE account = $1", {present.account.id}));
    if (others.front().integer(0) >= static_cast<std::int64_t>(passkeys_max)) return fail(ErrorCode::conflict, "accounts.too_many_passkeys");
    const auto existing = HOSHI_TRY(key_by_id(transaction, made.credential));
    if (existing) return fail(ErrorCode::conflict, "accounts.passkey_known");
    HOSHI_TRY(transaction.execute(
        "INSERT INTO passkeys (credential, account, name, algorithm, public_key, sign_count, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {made.credential, present.account.id, printable(name, name_bytes_max), std::int64_t{static_cast<int>(made.algorithm)}, made.public_key,
         std::int64_t{made.sign_count}, milliseconds(parts_.now())}));
    HOSHI_TRY(transaction.execute("UPDATE accounts SET needs_second_factor = 1 WHERE id = $1", {present.account.id}));
    HOSHI_CHECK(audit(transaction, parts_, present.account.id, "add_passkey", present.account.id,
                      object({{"credential", sha256_hex(made.credential)}})));
    answer.secret = HOSHI_TRY(rotate_session(transaction, parts_, present, Strength::strong));
    return {};
  }));
  answer.outcome = LogIn::Outcome::done;
  return answer;
}

Result<LogIn> Accounts::show_passkey(std::string_view session, const Assertion& assertion) {
  const Bytes challenge = HOSHI_TRY(challenge_in(assertion.client_data));
  LogIn answer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    answer = {};
    const Present present = HOSHI_TRY(present_session(transaction, parts_, session));
    const auto used = use_question(transaction, parts_, challenge, "passkey_show", session);
    if (!used && used.error().code != ErrorCode::forbidden) return used;
    const auto key = HOSHI_TRY(key_by_id(transaction, assertion.credential));
    if (!used || !key || key->account != present.account.id) return {};  // Committed: the question is used up.
    const auto count = verify_assertion(assertion, key->key, challenge, parts_.party, Verification::preferred);
    if (!count) return audit(transaction, parts_, present.account.id, "passkey_refused", present.account.id, {});
    HOSHI_CHECK(mark_used(transaction, parts_, assertion.credential, *count));
    answer.secret = HOSHI_TRY(rotate_session(transaction, parts_, present, Strength::strong));
    answer.outcome = LogIn::Outcome::done;
    return audit(transaction, parts_, present.account.id, "show_second_factor", present.account.id, object({{"by", "passkey"}}));
  }));
  return answer;
}

Result<LogIn> Accounts::log_in_with_passkey(const Assertion& assertion, const From& from) {
  const Bytes challenge = HOSHI_TRY(challenge_in(assertion.client_data));
  LogIn answer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    answer = {};
    answer.wait = HOSHI_TRY(charge(transaction, "passkey:" + sha256_hex(from.address), parts_.rules.free_attempts_of_network, longest_wait, parts_.now()));
    if (answer.wait > 0s) {
      answer.outcome = LogIn::Outcome::throttled;
      return {};
    }
    const auto used = use_question(transaction, parts_, challenge, "passkey_log_in", "");
    if (!used && used.error().code != ErrorCode::forbidden) return used;
    const auto key = HOSHI_TRY(key_by_id(transaction, assertion.credential));
    if (!used || !key) return {};
    // Level 2, 7.2 step 6: without a known user the handle must name the owner of the key.
    if (to_text(assertion.user_handle) != key->account) return {};
    const auto account = HOSHI_TRY(account_by_id(transaction, key->account));
    if (!account || account->state != "active") return {};
    const auto count = verify_assertion(assertion, key->key, challenge, parts_.party, Verification::required);
    if (!count) return audit(transaction, parts_, account->id, "passkey_refused", account->id, {});
    HOSHI_CHECK(mark_used(transaction, parts_, assertion.credential, *count));
    // The key is one factor, the verified person (PIN, finger) the other.
    answer.secret = HOSHI_TRY(start_session(transaction, parts_, *account, from, Strength::strong));
    answer.outcome = LogIn::Outcome::done;
    return audit(transaction, parts_, account->id, "log_in", account->id, object({{"by", "passkey"}}));
  }));
  return answer;
}

Result<std::vector<PasskeyEntry>> Accounts::passkeys_of(std::string_view account) {
  std::vector<PasskeyEntry> entries;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    entries.clear();
    const auto rows = HOSHI_TRY(transaction.query(
        "SELECT credential, name, created_at, last_used_at FROM passkeys WHERE account = $1 ORDER BY created_at", {std::string(account)}));
    for (const store::Row& row : rows) {
      entries.push_back({to_base64url(row.bytes(0)), row.text(1), instant_of(row.integer(2)), optional_instant(row, 3)});
    }
    return {};
  }));
  return entries;
}

Result<void> Accounts::remove_passkey(std::string_view session, std::string_view id) {
  const Bytes credential = HOSHI_TRY(from_base64url(id));
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    const std::string& account = present.account.id;
    const auto key = HOSHI_TRY(key_by_id(transaction, credential));
    if (!key || key->account != account) return fail(ErrorCode::not_found, "accounts.no_such_passkey");
    HOSHI_TRY(transaction.execute("DELETE FROM passkeys WHERE credential = $1 AND account = $2", {credential, account}));
    const auto left = HOSHI_TRY(account_by_id(transaction, account));
    const auto roles = HOSHI_TRY(roles_of(transaction, account, parts_.now()));
    const bool is_officer = std::any_of(roles.begin(), roles.end(), is_office_role);
    if (is_officer && !left->has_factor()) return fail(ErrorCode::conflict, "accounts.last_factor");
    HOSHI_TRY(transaction.execute("UPDATE accounts SET needs_second_factor = $1 WHERE id = $2",
                                  {std::int64_t{left->has_factor() ? 1 : 0}, account}));
    return audit(transaction, parts_, account, "remove_passkey", account, object({{"credential", sha256_hex(credential)}}));
  });
}

}  // namespace hoshi::accounts
