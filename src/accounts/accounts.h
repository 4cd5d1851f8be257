// Accounts: logging in, second factors, sessions, API tokens, one-time links, roles and who granted them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/password.h"
#include "accounts/vault.h"
#include "accounts/visitors.h"
#include "accounts/webauthn.h"
#include "base/value.h"
#include "store/database.h"

namespace hoshi::accounts {

struct Rules {
  std::chrono::minutes session_idle{60};
  std::chrono::hours session_whole{12};
  std::chrono::hours link_life{24};          // of the first administrator's and of recovery
  std::chrono::hours invitation_life{24 * 7};
  std::chrono::minutes challenge_life{5};    // of a passkey's question
  std::chrono::days grant_longest{366};      // office roles end and are granted again
  std::chrono::days token_longest{366};
  int free_attempts_of_pair = 5;             // wrong passwords of one login from one network within an hour, then waiting
  int free_attempts_of_network = 50;         // whatever the login
  int free_attempts_of_login = 100;          // from wherever; its wait stays short, so that nobody can lock another out
};

// All but the values borrowed; they outlive the accounts.
struct Parts {
  store::Database& database;
  const Vault& vault;
  PasswordHasher& hasher;
  const PasswordPolicy& policy;
  RelyingParty party;
  std::function<Instant()> now;
  Randomness random;
  Rules rules = {};
};

struct From {  // where a log-in comes from
  std::string address;
  std::string agent;  // User-Agent, shown to the owner in the list of sessions
};

struct LogIn {
  enum class Outcome { done, second_factor_needed, refused, throttled };
  Outcome outcome = Outcome::refused;
  std::string secret;         // of the new session, for its cookie; "" when there is none
  std::chrono::seconds wait{0};  // throttled: until when to try again
};

struct SessionEntry {
  std::string id;
  std::string address, agent;
  Instant created, seen, expires;
  bool is_strong = false;
};

struct TotpOffer {
  std::string address;  // otpauth://…, for a QR code
  std::string secret;   // base32, for typing
};

struct PasskeyEntry {
  std::string id;  // base64url
  std::string name;
  Instant created;
  std::optional<Instant> last_used;
};

struct TokenEntry {
  std::string id, name;
  std::set<std::string> scopes;
  Instant created, expires;
  std::optional<Instant> last_used;
};

struct Link {
  std::string purpose;  // "first_administrator", "invitation", "sign_up", "recovery"
  std::string login;    // fixed by the link, or "" when its holder chooses
};

struct LinkAnswer {
  std::string login;     // where the link does not fix it: an e-mail address
  std::string name;
  std::string password;
  Language language = Language::ja;
};

struct Invitation {
  std::string login;         // e-mail address
  std::string organisation;  // id; "" for people of the office
  std::string role;          // "applicant", "agent", "laboratory" or "" (office roles are granted by two)
  Language language = Language::ja;
};

struct Grant {
  std::string id, account, role, reason, proposed_by, confirmed_by;
  Instant from;
  std::optional<Instant> until;
  bool is_in_force = false;
};

struct AccountEntry {
  std::string id, login, name, organisation, state;
  std::set<std::string> roles;
  bool has_second_factor = false;
};

// Threads share it. Everything that changes something is an event of "account/<id>", in the same transaction; events name
// accounts, roles and digests, never persons. `session` is the id of a session (Visitor::session), never its secret.
// Errors: forbidden when the actor may not, invalid_input with the key of a text (accounts.…), not_found, conflict.
class Accounts : public Visitors {
 public:
  explicit Accounts(Parts parts) : parts_(std::move(parts)) {}

  [[nodiscard]] Result<Seen> by_session(std::string_view secret) override;
  [[nodiscard]] Result<Seen> by_token(std::string_view secret) override;

  // Logging in. A wrong password and an unknown login take the same time and give the same answer.
  [[nodiscard]] Result<LogIn> log_in(std::string_view login, std::string_view password, const From& from);
  [[nodiscard]] Result<void> log_out(std::string_view session);
  [[nodiscard]] Result<std::vector<SessionEntry>> sessions_of(std::string_view account);
  [[nodiscard]] Result<void> end_session(const Identity& actor, std::string_view session);  // one of one's own
  [[nodiscard]] Result<void> end_all_sessions(const Identity& actor, std::string_view account);  // one's own, or by an administrator
  // Ends all other sessions; gives the secret of a fresh one.
  [[nodiscard]] Result<LogIn> change_password(std::string_view session, std::string_view old_password, std::string_view new_password);

  // Second factors. Showing one rotates the session: the answer's secret replaces the cookie.
  [[nodiscard]] Result<LogIn> show_totp(std::string_view session, std::string_view code);
  [[nodiscard]] Result<LogIn> show_recovery_code(std::string_view session, std::string_view code);
  [[nodiscard]] Result<LogIn> show_passkey(std::string_view session, const Assertion& assertion);
  [[nodiscard]] Result<LogIn> log_in_with_passkey(const Assertion& assertion, const From& from);  // no password; the person verified
  // Questions for navigator.credentials (src/pages/static/office.js): JSON as it expects it, good once and for minutes.
  [[nodiscard]] Result<Value> ask_for_passkey(std::string_view session);
  [[nodiscard]] Result<Value> ask_to_log_in();
  [[nodiscard]] Result<Value> ask_for_new_passkey(std::string_view session);
  // Adding and removing. Who has a second factor must have shown it in this session.
  [[nodiscard]] Result<TotpOffer> offer_totp(std::string_view session);
  [[nodiscard]] Result<LogIn> confirm_totp(std::string_view session, std::string_view code);
  [[nodiscard]] Result<LogIn> add_passkey(std::string_view session, std::string_view name, const Registration& registration);
  [[nodiscard]] Result<void> remove_passkey(std::string_view session, std::string_view id);  // conflict: an officer's last factor
  [[nodiscard]] Result<void> remove_totp(std::string_view session);
  [[nodiscard]] Result<bool> has_totp(std::string_view account);
  [[nodiscard]] Result<std::vector<PasskeyEntry>> passkeys_of(std::string_view account);
  [[nodiscard]] Result<std::vector<std::string>> new_recovery_codes(std::string_view session);  // shown once; older ones end

  // Tokens of the API.
  [[nodiscard]] Result<std::string> make_token(const Identity& actor, std::string_view name, const std::set<std::string>& scopes,
                                               Instant expires);  // the secret, shown once
  [[nodiscard]] Result<std::vector<TokenEntry>> tokens_of(std::string_view account);
  [[nodiscard]] Result<void> revoke_token(const Identity& actor, std::string_view id);  // one's own, or by an administrator

  // One-time links: the secret is the last part of the address. Only digests are kept.
  // Nothing when there is an administrator already. Each call ends the link made before.
  [[nodiscard]] Result<std::optional<std::string>> first_administrator_link();
  [[nodiscard]] Result<std::string> invite(const Identity& actor, const Invitation& invitation);
  [[nodiscard]] Result<std::string> sign_up(std::string_view login, Language language);  // for the caller to send, never to show
  [[nodiscard]] Result<Link> look_at_link(std::string_view secret);  // not_found when used, expired or unknown
  [[nodiscard]] Result<LogIn> use_link(std::string_view secret, const LinkAnswer& answer, const From& from);
  // Recovery needs two administrators; the link takes away password, second factors, sessions and tokens.
  [[nodiscard]] Result<std::string> propose_recovery(const Identity& actor, std::string_view account, std::string_view reason);
  [[nodiscard]] Result<std::string> confirm_recovery(const Identity& actor, std::string_view proposal);  // the link's secret

  // Roles. Office roles and "administrator" need a second administrator and end within grant_longest. As long as there is only one
  // administrator, that one alone may grant "administrator" to one more, and the event says so. An administrator may
  // confirm a new term of its own role that another proposed, so that two can renew each other.
  [[nodiscard]] Result<std::string> propose_grant(const Identity& actor, std::string_view account, std::string_view role,
                                                  std::optional<Instant> until, std::string_view reason);
  [[nodiscard]] Result<void> confirm_grant(const Identity& actor, std::string_view grant);
  [[nodiscard]] Result<void> revoke_grant(const Identity& actor, std::string_view grant, std::string_view reason);
  [[nodiscard]] Result<std::vector<Grant>> grants(std::string_view account);  // "": of all; waiting ones first
  [[nodiscard]] Result<std::vector<AccountEntry>> accounts();
  [[nodiscard]] Result<void> disable(const Identity& actor, std::string_view account);

  // Takes away what has ended: sessions, links, throttles. For the clock.
  [[nodiscard]] Result<void> tidy();

 private:
  Parts parts_;
};

bool is_office_role(std::string_view role);  // needs two people and a second factor; "administrator" too

}  // namespace hoshi::accounts
