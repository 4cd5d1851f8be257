// Logging in, sessions, second factors and throttles, on both stores.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "accounts/people.h"

namespace hoshi::accounts {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class LoggingIn : public People {
 protected:
  // Guesses wrongly, each time from where `from` says, until something else than a refusal comes: how many were refused, and what came.
  template <class Where>
  std::pair<int, LogIn> guesses_until_told_otherwise(const Person& who, Where from) {
    LogIn last;
    int refused = 0;
    do {
      last = accounts->log_in(who.login, "guess", from(refused)).value();
    } while (last.outcome == LogIn::Outcome::refused && ++refused < 50);
    return {refused, last};
  }
};
HOSHI_ON_BOTH_STORES(LoggingIn);

TEST_P(LoggingIn, TakesTheRightPasswordAndSaysNothingAboutWrongOnes) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "Maker@Example.test");
  EXPECT_EQ(accounts->log_in("maker@example.test", good_password, here())->outcome, LogIn::Outcome::done);
  EXPECT_EQ(accounts->log_in("maker@example.test", "wrong", here())->outcome, LogIn::Outcome::refused);
  EXPECT_EQ(accounts->log_in("nobody@example.test", "wrong", here())->outcome, LogIn::Outcome::refused);
  EXPECT_EQ(accounts->log_in("maker@example.test", "", here())->outcome, LogIn::Outcome::refused);
}

TEST_P(LoggingIn, NeedsTheSecondFactorOfWhoHasOne) {
  Person admin = first_administrator();
  const LogIn half = accounts->log_in(admin.login, good_password, here()).value();
  ASSERT_EQ(half.outcome, LogIn::Outcome::second_factor_needed);
  const Seen at_half = accounts->by_session(half.secret).value();
  EXPECT_FALSE(at_half.identity);
  EXPECT_TRUE(at_half.half);
  EXPECT_EQ(accounts->offer_totp(at_half.session).error().code, ErrorCode::forbidden);
  EXPECT_EQ(accounts->show_totp(at_half.session, "000000")->outcome, LogIn::Outcome::refused);
  const std::string code = code_of(admin);
  const LogIn whole = accounts->show_totp(at_half.session, code).value();
  ASSERT_EQ(whole.outcome, LogIn::Outcome::done);
  EXPECT_TRUE(accounts->by_session(whole.secret)->identity->strong);
  EXPECT_FALSE(accounts->by_session(half.secret)->half) << "the session was not rotated";
  const LogIn again = accounts->log_in(admin.login, good_password, here()).value();
  EXPECT_EQ(accounts->show_totp(accounts->by_session(again.secret)->session, code)->outcome, LogIn::Outcome::refused) << "a code was good twice";
}

TEST_P(LoggingIn, SlowsGuessingDownWithoutLockingTheOwnerOut) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "maker@example.test");
  const auto [tried, last] = guesses_until_told_otherwise(maker, [](int) { return here(); });
  EXPECT_EQ(last.outcome, LogIn::Outcome::throttled);
  EXPECT_EQ(tried, 6);  // five are free, the sixth is tried and makes the next one wait
  EXPECT_GT(last.wait, 0s);
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::throttled);
  EXPECT_EQ(accounts->log_in(maker.login, good_password, {"198.51.100.1", ""})->outcome, LogIn::Outcome::done) << "locked out from elsewhere";
  now += last.wait;
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::done);
}

TEST_P(LoggingIn, CountsAllAddressesOfASubscriberTogether) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "maker@example.test");
  const auto tried = guesses_until_told_otherwise(maker, [](int guess) { return From{"2001:db8::" + std::to_string(guess + 1), ""}; }).first;
  EXPECT_EQ(tried, 6) << "each address of one /64 had guesses of its own";
}

TEST_P(LoggingIn, NeverMakesTheOwnerWaitLongWhateverOthersDo) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "maker@example.test");
  for (int i = 0; i < 130; ++i) {
    accounts->log_in(maker.login, "guess", {"2001:db8:" + std::to_string(i) + "::1", ""}).value();
    now += 1s;
  }
  const LogIn first = accounts->log_in(maker.login, good_password, here()).value();
  EXPECT_LE(first.wait, 30s);
  now += first.wait;
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::done);
}

TEST_P(LoggingIn, LetsAWholeOfficeLogInFromOneAddress) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "maker@example.test");
  for (int i = 0; i < 60; ++i) ASSERT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::done) << i;
}

TEST_P(LoggingIn, EndsSessionsByTimeByHandAndByANewPassword) {
  const Person admin = first_administrator();
  Person maker = invited(admin, "maker@example.test");
  ASSERT_TRUE(seen(maker).identity);
  now += 61min;
  EXPECT_FALSE(seen(maker).identity) << "idle";
  const auto fresh = [&] { return Person{maker.login, accounts->log_in(maker.login, good_password, here())->secret, {}}; };
  maker = fresh();
  for (int i = 0; i < 13; ++i) {
    now += 59min;
    seen(maker);
  }
  EXPECT_FALSE(seen(maker).identity) << "over twelve hours";
  maker = fresh();
  const Person other = fresh();
  EXPECT_EQ(accounts->sessions_of(who(maker).account)->size(), 2u);
  EXPECT_EQ(accounts->change_password(seen(maker).session, "wrong", "yellow copper ladder 3")->outcome, LogIn::Outcome::refused);
  const LogIn changed = accounts->change_password(seen(maker).session, good_password, "yellow copper ladder 3").value();
  ASSERT_EQ(changed.outcome, LogIn::Outcome::done);
  EXPECT_FALSE(seen(other).identity);
  EXPECT_FALSE(seen(maker).identity);
  EXPECT_TRUE(accounts->by_session(changed.secret)->identity);
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::refused);
  ASSERT_TRUE(accounts->log_out(accounts->by_session(changed.secret)->session));
  EXPECT_FALSE(accounts->by_session(changed.secret)->identity);
}

TEST_P(LoggingIn, KeepsNoSecretInTheDatabaseOrTheEvents) {
  Person admin = first_administrator();
  const std::string token = accounts->make_token(who(admin), "ci", {"register:read"}, now + 24h).value();
  const std::string events = all_events();
  for (const std::string& secret : {admin.secret, token, to_hex(admin.totp), admin.login, std::string("山田"), std::string(good_password)}) {
    EXPECT_THAT(events, Not(HasSubstr(secret)));
  }
  EXPECT_EQ(count("SELECT count(*) FROM accounts WHERE password_hash LIKE '$argon2id$%'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM accounts WHERE length(totp_secret) = 20"), 0);
}

TEST_P(LoggingIn, TakesPasskeysAsSecondFactorAndAlone) {
  Person admin = first_administrator();
  Authenticator authenticator;
  const Value question = accounts->ask_for_new_passkey(seen(admin).session).value();
  authenticator.user_handle = from_base64url(question["user"]["id"].as_text()).value();
  const Registration registration = authenticator.make(question["challenge"].as_text());
  const LogIn added = accounts->add_passkey(seen(admin).session, "key", registration).value();
  ASSERT_EQ(added.outcome, LogIn::Outcome::done);
  admin.secret = added.secret;
  EXPECT_FALSE(accounts->add_passkey(seen(admin).session, "key", registration)) << "a question was answered twice";

  const LogIn half = accounts->log_in(admin.login, good_password, here()).value();
  const std::string session = accounts->by_session(half.secret)->session;
  const std::string asked = accounts->ask_for_passkey(session).value()["challenge"].as_text();
  const LogIn shown = accounts->show_passkey(session, authenticator.answer(asked)).value();
  EXPECT_TRUE(accounts->by_session(shown.secret)->identity->strong);

  const std::string alone = accounts->ask_to_log_in().value()["challenge"].as_text();
  const Assertion assertion = authenticator.answer(alone);
  const LogIn logged_in = accounts->log_in_with_passkey(assertion, here()).value();
  EXPECT_TRUE(accounts->by_session(logged_in.secret)->identity->strong);
  EXPECT_EQ(accounts->log_in_with_passkey(assertion, here())->outcome, LogIn::Outcome::refused);
  const std::string late = accounts->ask_to_log_in().value()["challenge"].as_text();
  now += 6min;
  EXPECT_EQ(accounts->log_in_with_passkey(authenticator.answer(late), here())->outcome, LogIn::Outcome::refused);
}

TEST_P(LoggingIn, AnswersAQuestionOnlyInTheSessionThatAsked) {
  Person admin = first_administrator();
  Authenticator authenticator;
  const std::string asked = accounts->ask_for_new_passkey(seen(admin).session).value()["challenge"].as_text();
  Person maker = invited(admin, "maker@example.test");
  EXPECT_EQ(accounts->add_passkey(seen(maker).session, "key", authenticator.make(asked)).error().code, ErrorCode::forbidden);
}

TEST_P(LoggingIn, TakesARecoveryCodeOnce) {
  Person admin = first_administrator();
  const auto codes = accounts->new_recovery_codes(seen(admin).session).value();
  ASSERT_EQ(codes.size(), 10u);
  for (const bool is_first : {true, false}) {
    const LogIn half = accounts->log_in(admin.login, good_password, here()).value();
    const LogIn shown = accounts->show_recovery_code(accounts->by_session(half.secret)->session, codes[0]).value();
    EXPECT_EQ(shown.outcome, is_first ? LogIn::Outcome::done : LogIn::Outcome::refused);
  }
}

TEST_P(LoggingIn, AnOfficerKeepsASecondFactor) {
  Person admin = first_administrator();
  EXPECT_EQ(accounts->remove_totp(seen(admin).session).error().message, "accounts.last_factor");
  Person maker = invited(admin, "maker@example.test");
  add_totp(maker);
  EXPECT_TRUE(accounts->has_totp(seen(maker).identity->account).value());
  EXPECT_TRUE(accounts->remove_totp(seen(maker).session));
  EXPECT_FALSE(accounts->has_totp(seen(maker).identity->account).value());
}

TEST_P(LoggingIn, TokensReachAsFarAsTheirScopesAndTheirAccount) {
  Person admin = first_administrator();
  const std::string token = accounts->make_token(who(admin), "ci", {"register:read"}, now + 24h).value();
  const Identity identity = accounts->by_token(token)->identity.value();
  EXPECT_TRUE(identity.by_token);
  EXPECT_EQ(identity.scopes, std::set<std::string>{"register:read"});
  EXPECT_EQ(accounts->make_token(identity, "more", {"register:read"}, now + 1h).error().code, ErrorCode::forbidden);
  EXPECT_EQ(accounts->propose_grant(identity, "somebody", "intake", now + 24h, "r").error().code, ErrorCode::forbidden);
  EXPECT_FALSE(accounts->by_token(token.substr(0, token.size() - 1) + "x")->identity);
  EXPECT_FALSE(accounts->make_token(who(admin), "ci", {}, now + 24h));
  EXPECT_FALSE(accounts->make_token(who(admin), "ci", {"a"}, now + 24h * 400));
  now += 25h;
  EXPECT_FALSE(accounts->by_token(token)->identity);
}

TEST_P(LoggingIn, RevokedTokensAndDisabledAccountsAreNobody) {
  const Person admin = first_administrator();
  const Person maker = invited(admin, "maker@example.test");
  const Identity identity = who(maker);
  const std::string token = accounts->make_token(identity, "ci", {"a"}, now + 24h).value();
  now += 1s;  // so that the older one comes first
  const std::string other = accounts->make_token(identity, "ci", {"a"}, now + 24h).value();
  ASSERT_TRUE(accounts->revoke_token(identity, accounts->tokens_of(identity.account)->front().id));
  EXPECT_FALSE(accounts->by_token(token)->identity);
  EXPECT_TRUE(accounts->by_token(other)->identity);
  ASSERT_TRUE(accounts->disable(who(admin), identity.account));
  EXPECT_FALSE(accounts->by_token(other)->identity);
  EXPECT_FALSE(seen(maker).identity);
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::refused);
}

TEST_P(LoggingIn, TidyingTakesOnlyWhatHasEnded) {
  const Person admin = first_administrator();
  accounts->log_in("nobody@example.test", "x", here()).value();
  accounts->ask_to_log_in().value();
  ASSERT_TRUE(accounts->tidy());
  EXPECT_TRUE(seen(admin).identity);
  now += 26h;
  ASSERT_TRUE(accounts->tidy());
  for (const char* table : {"sessions", "throttles"}) EXPECT_EQ(count("SELECT count(*) FROM " + std::string(table)), 0) << table;
  EXPECT_EQ(count("SELECT count(*) FROM one_time_links WHERE purpose = 'passkey_log_in'"), 0);
}

}  // namespace
}  // namespace hoshi::accounts
