// The first administrator, roles by two people, recovery by two people, and the audit of it all, on both stores.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "accounts/people.h"

namespace hoshi::accounts {
namespace {

using testing::Contains;

class Roles : public People {};
HOSHI_ON_BOTH_STORES(Roles);

std::string refusal(const Result<void>& result) { return result ? "" : result.error().message; }
template <class T>
std::string refusal(const Result<T>& result) {
  return result ? "" : result.error().message;
}

TEST_P(Roles, TheFirstAdministratorComesByALinkThatIsGoodOnce) {
  const std::string old = accounts->first_administrator_link().value().value();
  const std::string link = accounts->first_administrator_link().value().value();
  EXPECT_EQ(refusal(accounts->look_at_link(old)), "accounts.link_ended");
  EXPECT_EQ(accounts->look_at_link(link)->purpose, "first_administrator");
  EXPECT_EQ(refusal(accounts->use_link(link, {"a@b.test", "A", "password1234", Language::ja}, here())), "accounts.password_known");
  const Person admin = follow(link, "first@office.test");
  EXPECT_TRUE(who(admin).roles.contains("administrator"));
  EXPECT_FALSE(who(admin).strong) << "the doors of the office open only behind a second factor";
  EXPECT_EQ(refusal(accounts->use_link(link, {"b@b.test", "B", good_password, Language::ja}, here())), "accounts.link_ended");
  EXPECT_EQ(accounts->first_administrator_link().value(), std::nullopt);
  EXPECT_THAT(all_events(), testing::HasSubstr("\"bootstrap\":true"));
}

TEST_P(Roles, LinksEndByTime) {
  const std::string link = accounts->first_administrator_link().value().value();
  now += 24h;
  EXPECT_EQ(refusal(accounts->look_at_link(link)), "accounts.link_ended");
}

TEST_P(Roles, OfficeRolesNeedTwoAdministratorsAndEnd) {
  const Person first = first_administrator();
  Person officer = invited(first, "officer@office.test");
  const std::string account = who(officer).account;
  const std::string lonely = accounts->propose_grant(who(first), account, "intake", now + 24h * 30, "joins").value();
  EXPECT_FALSE(who(officer).roles.contains("intake"));
  EXPECT_EQ(refusal(accounts->confirm_grant(who(first), lonely)), "accounts.second_person");
  const Person second = second_administrator(first);
  EXPECT_EQ(refusal(accounts->confirm_grant(who(officer), lonely)), "accounts.administrators_only");
  ASSERT_TRUE(accounts->confirm_grant(who(second), lonely));
  EXPECT_EQ(refusal(accounts->confirm_grant(who(second), lonely)), "accounts.grant_not_waiting");
  EXPECT_TRUE(who(officer).roles.contains("intake"));
  EXPECT_THAT(events_about(account), testing::IsSupersetOf({"create_account", "propose_role", "grant_role"}));
  now += 24h * 30;
  officer.secret = accounts->log_in(officer.login, good_password, here())->secret;
  EXPECT_FALSE(who(officer).roles.contains("intake"));
}

TEST_P(Roles, TheExceptionOfTheBeginningEndsWithTheSecondAdministrator) {
  const Person first = first_administrator();
  const Person second = second_administrator(first);
  EXPECT_TRUE(who(second).roles.contains("administrator"));
  const Person third = invited(first, "third@office.test");
  const std::string waiting = accounts->propose_grant(who(first), who(third).account, "administrator", now + 24h, "the third").value();
  EXPECT_FALSE(who(third).roles.contains("administrator"));
  EXPECT_FALSE(accounts->grants("")->front().is_in_force);
  EXPECT_EQ(accounts->grants("")->front().id, waiting);
}

// S7: separation holds for administrators too.
TEST_P(Roles, TwoAdministratorsRenewEachOther) {
  const Person first = first_administrator();
  const Person second = second_administrator(first);
  const std::string account = who(second).account;
  EXPECT_EQ(refusal(accounts->propose_grant(who(second), account, "administrator", now + 24h * 366, "another year")), "accounts.not_oneself");
  const std::string renewal = accounts->propose_grant(who(first), account, "administrator", now + 24h * 366, "another year").value();
  EXPECT_EQ(refusal(accounts->confirm_grant(who(first), renewal)), "accounts.second_person");
  ASSERT_TRUE(accounts->confirm_grant(who(second), renewal));
}

TEST_P(Roles, S7_AdministratorsDecideNothingAndApplicantsHaveNoOfficeRole) {
  const Person first = first_administrator();
  const Person second = second_administrator(first);
  EXPECT_EQ(refusal(accounts->propose_grant(who(first), who(second).account, "decider", now + 24h, "r")), "accounts.administrator_decides_nothing");
  EXPECT_EQ(refusal(accounts->propose_grant(who(first), who(first).account, "applicant", std::nullopt, "r")), "accounts.not_oneself");
  ASSERT_TRUE(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    HOSHI_TRY(transaction.execute("INSERT INTO organisations (id, kind, name, created_at, updated_at) VALUES ('maker', 'company', '星工業', 0, 0)"));
    return {};
  }));
  const Person maker = invited(first, "maker@example.test", "applicant", "maker");
  EXPECT_EQ(who(maker).organisation, "maker");
  EXPECT_EQ(refusal(accounts->propose_grant(who(first), who(maker).account, "intake", now + 24h, "r")), "accounts.role_of_office_only");
  EXPECT_TRUE(accounts->invite(who(maker), {"colleague@example.test", "maker", "applicant", Language::en}));
  EXPECT_EQ(refusal(accounts->invite(who(maker), {"x@example.test", "other", "applicant", Language::en})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->invite(who(maker), {"x@example.test", "maker", "agent", Language::en})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->invite(who(first), {"x@example.test", "", "decider", Language::en})), "accounts.role_needs_two");
}

TEST_P(Roles, AdministratorsWithoutASecondFactorDoNothing) {
  const Person weak = follow(accounts->first_administrator_link().value().value(), "first@office.test");
  EXPECT_EQ(refusal(accounts->invite(who(weak), {"x@example.test", "", "", Language::ja})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->make_token(who(weak), "t", {"a"}, now + 1h)), "accounts.second_factor_first");
}

TEST_P(Roles, RecoveryNeedsTwoOtherAdministratorsAndTakesEverythingAway) {
  const Person first = first_administrator();
  const Person second = second_administrator(first);
  Person maker = invited(first, "maker@example.test");
  add_totp(maker);
  const std::string account = who(maker).account;
  const std::string token = accounts->make_token(who(maker), "t", {"a"}, now + 1h).value();
  EXPECT_EQ(refusal(accounts->propose_recovery(who(maker), account, "r")), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->propose_recovery(who(first), who(first).account, "r")), "accounts.not_oneself");
  const std::string proposal = accounts->propose_recovery(who(first), account, "lost the phone").value();
  EXPECT_EQ(refusal(accounts->look_at_link(proposal)), "accounts.link_ended") << "a proposal is no link";
  EXPECT_EQ(refusal(accounts->confirm_recovery(who(first), proposal)), "accounts.second_person");
  const std::string link = accounts->confirm_recovery(who(second), proposal).value();
  EXPECT_TRUE(seen(maker).identity) << "nothing is taken away before the link is used";
  const Person back = follow(link, "");
  EXPECT_EQ(who(back).account, account);
  EXPECT_FALSE(seen(maker).identity);
  EXPECT_FALSE(accounts->by_token(token)->identity);
  EXPECT_EQ(accounts->log_in(maker.login, good_password, here())->outcome, LogIn::Outcome::done) << "the old second factor is gone";
  EXPECT_THAT(events_about(account), testing::IsSupersetOf({"propose_recovery", "confirm_recovery", "recover"}));
}

TEST_P(Roles, TheLastAdministratorStays) {
  const Person first = first_administrator();
  EXPECT_EQ(refusal(accounts->revoke_grant(who(first), accounts->grants("")->front().id, "r")), "accounts.last_administrator");
  EXPECT_TRUE(who(first).roles.contains("administrator"));
  EXPECT_EQ(refusal(accounts->disable(who(first), who(first).account)), "accounts.not_oneself");
}

TEST_P(Roles, AColleagueIsInvitedIntoOnesOwnOrganisationAndRoleAlone) {
  const Person first = first_administrator();
  EXPECT_EQ(refusal(accounts->invite(who(first), {"one@maker.test", "org-1", "applicant", Language::ja})), "accounts.no_such_organisation");
  ASSERT_TRUE(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    HOSHI_TRY(transaction.execute("INSERT INTO organisations (id, kind, name, created_at, updated_at) VALUES ('org-1', 'company', '星工業', 0, 0)"));
    return {};
  }));
  const Person maker = follow(accounts->invite(who(first), {"one@maker.test", "org-1", "applicant", Language::ja}).value(), "");
  const Person other = follow(accounts->invite(who(maker), {"Two@Maker.test", "org-1", "applicant", Language::ja}).value(), "other@else.test");
  EXPECT_EQ(who(other).organisation, "org-1");
  EXPECT_EQ(who(other).roles, std::set<std::string>{"applicant"});
  EXPECT_EQ(accounts->log_in("two@maker.test", good_password, here())->outcome, LogIn::Outcome::done);  // the link's own address counts
  EXPECT_EQ(refusal(accounts->invite(who(maker), {"x@maker.test", "org-2", "applicant", Language::ja})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->invite(who(maker), {"x@maker.test", "org-1", "laboratory", Language::ja})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->invite(who(maker), {"x@maker.test", "org-1", "", Language::ja})), "accounts.administrators_only");
  EXPECT_EQ(refusal(accounts->invite(who(first), {"a@b\r\nBcc: c@d", "", "", Language::ja})), "accounts.bad_login");
}

// S16: every privileged action has who, what and when; one row less is detected.
TEST_P(Roles, S16_PrivilegedActionsStandInTheAuditTree) {
  const Person first = first_administrator();
  second_administrator(first);
  ASSERT_TRUE(store::check_audit_trail(*database));
  ASSERT_TRUE(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
    const auto changed = HOSHI_TRY(transaction.execute("UPDATE events SET actor = 'nobody' WHERE kind = 'grant_role'"));
    EXPECT_GE(changed, 1);
    return {};
  }));
  EXPECT_EQ(store::check_audit_trail(*database).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hoshi::accounts
