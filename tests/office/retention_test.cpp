// Retention and erasure: what is due goes, what is needed stays, and the trail still checks.
// SPDX-License-Identifier: Apache-2.0
#include "office/retention.h"

#include "office/fixture.h"
#include "store/events.h"

namespace hoshi::office {
namespace {

class RetentionTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    adopt_edition();
  }
  Erased erase_what_is_due() {
    const auto erased = apply_retention(*office);
    EXPECT_TRUE(erased) << erased.error().message;
    return erased.value_or(Erased{});
  }
};

constexpr auto year = std::chrono::hours(24 * 366);

TEST_F(RetentionTest, NobodyIsErasedWhoseOrganisationHasALabelInForceOrSomethingOpen) {
  submitted();
  clock += 6 * year;
  EXPECT_EQ(erase_what_is_due().persons, 0);
}

TEST_F(RetentionTest, S15_AfterErasureNothingOfThePersonIsDerivableAndTheTrailStillChecks) {
  const std::int64_t people = count("SELECT count(*) FROM persons WHERE name <> ''");
  ASSERT_GT(people, 0);
  clock += 5 * year - std::chrono::hours(24 * 30);
  EXPECT_EQ(erase_what_is_due().persons, 0);
  clock += year;
  EXPECT_EQ(erase_what_is_due().persons, people);
  EXPECT_EQ(count("SELECT count(*) FROM persons WHERE name <> '' OR email <> '' OR phone <> '' OR salt IS NOT NULL OR erased_at IS NULL"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE data LIKE '%星 光子%' OR data LIKE '%hoshi@example.jp%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM organisations WHERE data LIKE '%contact%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM idempotency WHERE result LIKE '%星 光子%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM erasures WHERE rule = 'retention/contact_person' AND done_by = 'clock'"), people);
  EXPECT_TRUE(store::check_audit_trail(*database));
  EXPECT_EQ(erase_what_is_due().persons, 0);
}

TEST_F(RetentionTest, APersonsOwnDateCountsToo) {
  sql("UPDATE persons SET retain_until = '2026-03-01'");
  EXPECT_GT(erase_what_is_due().persons, 0);
  EXPECT_EQ(count("SELECT count(*) FROM persons WHERE name <> ''"), 0);
}

TEST_F(RetentionTest, AccountsThatNobodyUsesLoseTheirLogInUnlessARoleIsInForce) {
  sql("INSERT INTO persons (id, name, email, salt, created_at, updated_at) VALUES ('p-1', '星 太郎', 'taro@example.jp', x'00', 0, 0)");
  sql("INSERT INTO accounts (id, person, login, state, created_at) VALUES ('a-1', 'p-1', 'taro@example.jp', 'active', 0)");
  sql("INSERT INTO accounts (id, login, state, created_at) VALUES ('a-2', 'jiro@example.jp', 'active', 0)");
  sql("INSERT INTO grants (id, account, role, valid_from, proposed_by, created_at) VALUES ('g-1', 'a-2', 'intake', 0, 'a-1', 0)");
  sql("INSERT INTO passkeys (credential, account, name, algorithm, public_key, created_at) VALUES (x'01', 'a-1', 'taro key', -7, x'02', 0)");
  EXPECT_EQ(erase_what_is_due().accounts, 1);
  EXPECT_EQ(count("SELECT count(*) FROM accounts WHERE login IS NOT NULL"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM passkeys"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM persons WHERE id = 'p-1' AND name = '' AND salt IS NULL"), 1);
}

TEST_F(RetentionTest, DeliveredNoticesAndOldSessionsGo) {
  sql("INSERT INTO outbox (id, name, kind, recipient, body, created_at, delivered_at) VALUES ('o-1', 'n-1', 'mail', 'p', '{}', 0, 1)");
  sql("INSERT INTO outbox (id, name, kind, recipient, body, created_at) VALUES ('o-2', 'n-2', 'mail', 'p', '{}', 0)");
  const std::int64_t waiting = count("SELECT count(*) FROM outbox WHERE delivered_at IS NULL");
  EXPECT_GE(erase_what_is_due().rows, 1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE id = 'o-1'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE delivered_at IS NULL"), waiting);
}

}  // namespace
}  // namespace hoshi::office
