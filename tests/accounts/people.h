// Accounts on an empty store of either kind, with a clock to turn and people to log in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <liboath/oath.h>

#include "accounts/accounts.h"
#include "accounts/authenticator.h"
#include "accounts/totp.h"
#include "base/encoding.h"
#include "store/both_stores.h"
#include "store/events.h"

namespace hoshi::accounts {

using namespace std::chrono_literals;
using store::Dialect;
using store::name_of_dialect;

constexpr const char* good_password = "copper violet ladder";

struct Person {
  std::string login, secret;  // of the session
  Bytes totp;
};

class People : public store::Store {
 protected:
  void SetUp() override {
    store::Store::SetUp();
    database = open();
    policy = PasswordPolicy::load(std::string(HOSHI_SOURCE_FOLDER) + "/office/common_passwords.txt").value();
    accounts = std::make_unique<Accounts>(Parts{*database, vault, hasher, *policy, test_party(), [this] { return now; }, system_randomness});
  }

  static From here() { return {"192.0.2.7", "test"}; }
  Seen seen(const Person& person) { return accounts->by_session(person.secret).value(); }
  Identity who(const Person& person) { return seen(person).identity.value(); }

  Person follow(const std::string& link, const std::string& login) {
    const auto result = accounts->use_link(link, {login, "山田 花子", good_password, Language::ja}, here());
    EXPECT_TRUE(result) << result.error().message;
    return {login, result ? result->secret : "", {}};
  }
  std::string code_of(const Person& person) {
    char code[7] = {};
    const std::string key = to_text(person.totp);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    oath_totp_generate(key.data(), key.size(), static_cast<time_t>(seconds), 30, 0, 6, code);
    return code;
  }
  // Reads the base32 of an offer back.
  static Bytes secret_of(const TotpOffer& offer) {
    char* raw = nullptr;
    std::size_t size = 0;
    oath_base32_decode(offer.secret.data(), offer.secret.size(), &raw, &size);
    Bytes bytes(raw, raw + size);
    std::free(raw);
    return bytes;
  }
  void add_totp(Person& person) {
    const TotpOffer offer = accounts->offer_totp(seen(person).session).value();
    person.totp = secret_of(offer);
    const LogIn done = accounts->confirm_totp(seen(person).session, code_of(person)).value();
    ASSERT_EQ(done.outcome, LogIn::Outcome::done);
    person.secret = done.secret;
    now += 31s;
  }
  Person first_administrator() {
    Person person = follow(accounts->first_administrator_link().value().value(), "first@office.test");
    add_totp(person);
    return person;
  }
  Person invited(const Person& by, const std::string& login, const std::string& role = "", const std::string& organisation = "") {
    return follow(accounts->invite(who(by), {login, organisation, role, Language::ja}).value(), login);
  }
  Person second_administrator(const Person& first) {
    Person person = invited(first, "second@office.test");
    EXPECT_TRUE(accounts->propose_grant(who(first), who(person).account, "administrator", now + 24h * 100, "the second"));
    add_totp(person);
    return person;
  }
  std::vector<std::string> events_about(const std::string& account) {
    std::vector<std::string> kinds;
    EXPECT_TRUE(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
      kinds.clear();
      for (const auto& event : HOSHI_TRY(store::events_of(transaction, "account/" + account))) kinds.push_back(event.kind);
      return {};
    }));
    return kinds;
  }
  std::string all_events() {
    std::string all;
    EXPECT_TRUE(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
      all.clear();
      for (const auto& event : HOSHI_TRY(store::events_since(transaction, 0, 10000))) all += store::leaf_of(event) + "\n";
      return {};
    }));
    return all;
  }
  std::int64_t count(const std::string& sql) {
    std::int64_t found = -1;
    EXPECT_TRUE(database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
      found = HOSHI_TRY(transaction.query(sql)).front().integer(0);
      return {};
    }));
    return found;
  }

  Instant now = parse_instant("2026-11-30T01:00:00.000Z").value();
  std::unique_ptr<store::Database> database;
  const Vault vault = Vault::with_key(Bytes(32, 3));
  PasswordHasher hasher{{1, 8u << 20}};
  std::optional<PasswordPolicy> policy;
  std::unique_ptr<Accounts> accounts;
};

}  // namespace hoshi::accounts
