// One-time codes of apps and of paper: adding, showing, removing.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/rows.h"
#include "accounts/totp.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

using namespace std::chrono_literals;

constexpr int recovery_codes_count = 10;
constexpr std::size_t recovery_code_bytes = 10;  // 80 bits: not to be tried out, so a fast digest will do
constexpr std::chrono::seconds longest_wait = 15min;

std::string purpose_of(std::string_view account) { return "totp:" + std::string(account); }

Bytes code_digest(std::string_view account, std::string_view code) {
  std::string folded = lower(code);
  std::erase_if(folded, [](char c) { return c == '-' || c == ' '; });
  return digest_of("recovery code 1:" + std::string(account) + ":" + folded);
}

Result<std::int64_t> remaining_factors(Transaction& transaction, std::string_view account) {
  const auto found = HOSHI_TRY(account_by_id(transaction, account));
  const auto keys = HOSHI_TRY(transaction.query("SELECT count(*) FROM passkeys WHERE account = $1", {std::string(account)}));
  return (found && !found->totp_secret.empty() ? 1 : 0) + keys.front().integer(0);
}

// Charges the attempt in a transaction of its own, so that a wrong code counts.
Result<LogIn> try_factor(const Parts& parts, std::string_view session,
                         const std::function<Result<bool>(Transaction&, const Present&)>& is_right, std::string_view kind) {
  LogIn answer;
  HOSHI_CHECK(parts.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(present_session(transaction, parts, session));
    answer.wait = HOSHI_TRY(charge(transaction, "factor:" + present.account.id, parts.rules.free_attempts_of_pair, longest_wait, parts.now()));
    return {};
  }));
  if (answer.wait > 0s) {
    answer.outcome = LogIn::Outcome::throttled;
    return answer;
  }
  HOSHI_CHECK(parts.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    answer.outcome = LogIn::Outcome::refused;
    const Present present = HOSHI_TRY(present_session(transaction, parts, session));
    const bool is_well = HOSHI_TRY(is_right(transaction, present));
    if (!is_well) return {};
    HOSHI_CHECK(forgive(transaction, "factor:" + present.account.id));
    answer.secret = HOSHI_TRY(rotate_session(transaction, parts, present, Strength::strong));
    answer.outcome = LogIn::Outcome::done;
    return audit(transaction, parts, present.account.id, "show_second_factor", present.account.id, object({{"by", kind}}));
  }));
  return answer;
}

}  // namespace

Result<LogIn> Accounts::show_totp(std::string_view session, std::string_view code) {
  const auto is_right = [&](Transaction& transaction, const Present& present) -> Result<bool> {
    if (present.account.totp_secret.empty()) return false;
    const Bytes secret = HOSHI_TRY(parts_.vault.open(present.account.totp_secret, purpose_of(present.account.id)));
    const auto step = totp_step_of(secret, code, parts_.now(), present.account.totp_last_step);
    if (!step) return false;
    // The condition keeps two log-ins at the same moment from using one code.
    const std::int64_t changed = HOSHI_TRY(transaction.execute("UPDATE accounts SET totp_last_step = $1 WHERE id = $2 AND totp_last_step < $3",
                                                               {*step, present.account.id, *step}));
    return changed == 1;
  };
  return try_factor(parts_, session, is_right, "totp");
}

Result<LogIn> Accounts::show_recovery_code(std::string_view session, std::string_view code) {
  const auto is_right = [&](Transaction& transaction, const Present& present) -> Result<bool> {
    const std::int64_t changed =
        HOSHI_TRY(transaction.execute("UPDATE recovery_codes SET used_at = $1 WHERE account = $2 AND digest = $3 AND used_at IS NULL",
                                      {milliseconds(parts_.now()), present.account.id, code_digest(present.account.id, code)}));
    return changed == 1;
  };
  return try_factor(parts_, session, is_right, "recovery_code");
}

Result<TotpOffer> Accounts::offer_totp(std::string_view session) {
  const Bytes secret = parts_.random(totp_secret_bytes);
  TotpOffer offer;
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    offer = {totp_address(parts_.party.name, present.account.login, secret), to_base32(secret)};
    // Kept with the session until a first code shows that the app has it.
    const Bytes sealed = parts_.vault.seal(secret, purpose_of(present.account.id), parts_.random);
    present.session.data.set("totp", to_hex(sealed));
    const Bytes digest = HOSHI_TRY(from_hex(session));
    HOSHI_TRY(transaction.execute("UPDATE sessions SET data = $1 WHERE digest = $2", {to_json(present.session.data), digest}));
    return {};
  }));
  return offer;
}

Result<LogIn> Accounts::confirm_totp(std::string_view session, std::string_view code) {
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    HOSHI_TRY(trusted_session(transaction, parts_, session));
    return {};
  }));
  const auto is_right = [&](Transaction& transaction, const Present& present) -> Result<bool> {
    // Once more, within the transaction: meanwhile the owner may have added a factor that this session has not shown.
    if (present.account.has_factor() && !present.session.is_strong) return fail(ErrorCode::forbidden, "accounts.second_factor_first");
    const Bytes sealed = HOSHI_TRY(from_hex(present.session.data["totp"].as_text()));
    if (sealed.empty()) return false;
    const Bytes secret = HOSHI_TRY(parts_.vault.open(sealed, purpose_of(present.account.id)));
    const auto step = totp_step_of(secret, code, parts_.now(), 0);
    if (!step) return false;
    HOSHI_TRY(transaction.execute("UPDATE accounts SET totp_secret = $1, totp_last_step = $2, needs_second_factor = 1 WHERE id = $3",
                                  {sealed, *step, present.account.id}));
    HOSHI_CHECK(audit(transaction, parts_, present.account.id, "add_totp", present.account.id, {}));
    return true;
  };
  return try_factor(parts_, session, is_right, "totp");
}

Result<bool> Accounts::has_totp(std::string_view account) {
  bool has = false;
  HOSHI_CHECK(parts_.database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    const auto found = HOSHI_TRY(account_by_id(transaction, account));
    has = found && !found->totp_secret.empty();
    return {};
  }));
  return has;
}

Result<void> Accounts::remove_totp(std::string_view session) {
  return parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    const std::string& account = present.account.id;
    const auto roles = HOSHI_TRY(roles_of(transaction, account, parts_.now()));
    const bool is_officer = std::any_of(roles.begin(), roles.end(), is_office_role);
    const std::int64_t factors = HOSHI_TRY(remaining_factors(transaction, account));
    if (is_officer && factors <= 1) return fail(ErrorCode::conflict, "accounts.last_factor");
    HOSHI_TRY(transaction.execute("UPDATE accounts SET totp_secret = NULL, needs_second_factor = $1 WHERE id = $2",
                                  {std::int64_t{factors > 1 ? 1 : 0}, account}));
    return audit(transaction, parts_, account, "remove_totp", account, {});
  });
}

Result<std::vector<std::string>> Accounts::new_recovery_codes(std::string_view session) {
  std::vector<std::string> codes;
  for (int i = 0; i < recovery_codes_count; ++i) {
    const std::string code = lower(to_base32(parts_.random(recovery_code_bytes)));
    codes.push_back(code.substr(0, 4) + "-" + code.substr(4, 4) + "-" + code.substr(8, 4) + "-" + code.substr(12));
  }
  HOSHI_CHECK(parts_.database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    const Present present = HOSHI_TRY(trusted_session(transaction, parts_, session));
    if (!present.account.has_factor()) return fail(ErrorCode::conflict, "accounts.second_factor_first");
    HOSHI_TRY(transaction.execute("DELETE FROM recovery_codes WHERE account = $1", {present.account.id}));
    for (const std::string& code : codes) {
      HOSHI_TRY(transaction.execute("INSERT INTO recovery_codes (account, digest) VALUES ($1, $2)",
                                    {present.account.id, code_digest(present.account.id, code)}));
    }
    return audit(transaction, parts_, present.account.id, "make_recovery_codes", present.account.id, {});
  }));
  return codes;
}

}  // namespace hoshi::accounts
