// Subscriptions: confirmed from the address itself, told once of each change, ended by one click; nobody learns who subscribed.
// SPDX-License-Identifier: Apache-2.0
#include "office/subscriptions.h"

#include "base/encoding.h"
#include "office/fixture.h"
#include "register/folding.h"

namespace hoshi::office {
namespace {

std::vector<std::string> as_typed(std::string_view text) { return {std::string(text)}; }

class SubscriptionsTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    adopt_edition();
    number = issued();
    ASSERT_TRUE(tell_subscribers(*office, as_typed));  // from here on
    notices = count("SELECT count(*) FROM outbox");
  }
  SubscriptionWish wish(const std::string& email) const {
    SubscriptionWish made;
    made.label = number;
    made.email = email;
    made.network = "192.0.2.0/24";
    return made;
  }
  std::string code(SubscriptionAct act) {
    std::string made;
    const auto read = database->run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
      const auto rows = HOSHI_TRY(transaction.query("SELECT id, webhook_secret FROM subscriptions ORDER BY id DESC LIMIT 1"));
      id = rows.at(0).text(0);
      made = subscription_code(rows.at(0).bytes(1), act, id);
      return {};
    });
    EXPECT_TRUE(read);
    return made;
  }
  void revoke() {
    // What a step on the label leaves in the feed.
    sql("INSERT INTO public_changes (sequence, number, kind, status, happened_at) SELECT max(sequence) + 1, '" + number + "', 'Revoke', 'revoked', 0 FROM public_changes");
  }
  std::int64_t told() { return count("SELECT count(*) FROM outbox WHERE body LIKE '%subscription_change%'"); }

  std::string number, id;
  std::int64_t notices = 0;
};

TEST_F(SubscriptionsTest, BeginOnlyWhenTheAddressItselfHasConfirmed) {
  ASSERT_TRUE(subscribe(*office, wish("a@example.jp")));
  EXPECT_EQ(count("SELECT count(*) FROM outbox"), notices + 1);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE body LIKE '%example.jp%' OR recipient LIKE '%example.jp%'"), 0);
  revoke();
  ASSERT_TRUE(tell_subscribers(*office, as_typed));
  EXPECT_EQ(told(), 0);
  const std::string confirm = code(SubscriptionAct::confirm);
  EXPECT_FALSE(act_on_subscription(*office, SubscriptionAct::end, id, confirm));
  EXPECT_FALSE(act_on_subscription(*office, SubscriptionAct::confirm, id, std::string(64, '0')));
  ASSERT_TRUE(act_on_subscription(*office, SubscriptionAct::confirm, id, confirm));
  ASSERT_TRUE(act_on_subscription(*office, SubscriptionAct::confirm, id, confirm));
  revoke();
  ASSERT_TRUE(tell_subscribers(*office, as_typed));
  ASSERT_TRUE(tell_subscribers(*office, as_typed));
  EXPECT_EQ(told(), 1);
}

TEST_F(SubscriptionsTest, EndByOneClickAndTheAddressGoes) {
  ASSERT_TRUE(subscribe(*office, wish("a@example.jp")));
  const std::string confirm = code(SubscriptionAct::confirm);
  ASSERT_TRUE(act_on_subscription(*office, SubscriptionAct::confirm, id, confirm));
  const std::string end = code(SubscriptionAct::end);
  ASSERT_TRUE(act_on_subscription(*office, SubscriptionAct::end, id, end));
  EXPECT_EQ(count("SELECT count(*) FROM subscriptions WHERE email <> '' OR webhook_secret IS NOT NULL"), 0);
  EXPECT_EQ(act_on_subscription(*office, SubscriptionAct::end, id, end).error().code, ErrorCode::not_found);
  revoke();
  ASSERT_TRUE(tell_subscribers(*office, as_typed));
  EXPECT_EQ(told(), 0);
}

TEST_F(SubscriptionsTest, TheAnswerDoesNotTellWhoSubscribedAndAWishIsKeptOnce) {
  const auto first = subscribe(*office, wish("a@example.jp"));
  const auto second = subscribe(*office, wish("a@example.jp"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->secret, second->secret);
  EXPECT_EQ(count("SELECT count(*) FROM subscriptions"), 1);
}

TEST_F(SubscriptionsTest, AreLimitedByAddressAndByNetwork) {
  for (int i = 0; i < 30; ++i) {
    auto one = wish("victim@example.jp");
    one.label.clear();
    one.search = object({{"q", "word" + std::to_string(i)}});
    one.network = "network " + std::to_string(i);
    ASSERT_TRUE(subscribe(*office, one));
  }
  EXPECT_EQ(count("SELECT count(*) FROM subscriptions"), subscriptions_of_address);
  int taken = 0;
  for (int i = 0; i < 30; ++i) taken += subscribe(*office, wish("a" + std::to_string(i) + "@example.jp")).has_value();
  EXPECT_EQ(taken, subscriptions_of_network);
  EXPECT_EQ(count("SELECT count(*) FROM throttles WHERE name LIKE '%example%'"), 0);
}

TEST_F(SubscriptionsTest, WhatNobodyConfirmedIsDeleted) {
  ASSERT_TRUE(subscribe(*office, wish("a@example.jp")));
  clock += std::chrono::hours(24 * (confirm_days + 1));
  ASSERT_TRUE(tell_subscribers(*office, as_typed));
  EXPECT_EQ(count("SELECT count(*) FROM subscriptions"), 0);
}

TEST_F(SubscriptionsTest, AddressesThatCouldBecomeSomethingElseAreRefused) {
  for (const char* odd : {"", "a", "a@b", "a@b.c\r\nBcc: x@y.z", "<a@b.c>", "a@b.c,d@e.f", "a@@b.c", "a b@c.d"}) {
    EXPECT_FALSE(subscribe(*office, wish(odd))) << odd;
  }
  auto webhook = wish("");
  for (const char* odd : {"http://example.jp/", "https://user@example.jp/", "file:///etc/passwd", "https://a b/"}) {
    webhook.webhook = odd;
    EXPECT_FALSE(subscribe(*office, webhook)) << odd;
  }
  webhook.webhook = "https://example.jp/hook";
  EXPECT_EQ(subscribe(*office, webhook)->secret.size(), 64u);
}

TEST(SearchOfASubscription, MatchesAsTheRegisterSearches) {
  public_register::Entry entry;
  entry.number = "A-1";
  entry.level = 2;
  entry.product = {"彗星カメラ", "Comet camera"};
  entry.category = {"カメラ", "Camera"};
  entry.maker = {"星野電機株式会社", "Hoshino Electric Co., Ltd."};
  const auto folding = public_register::Folding::load(HOSHI_SOURCE_FOLDER "/office/japanese_folding.toml").value();
  const auto fold = [&](std::string_view text) { return folding.fold(text); };
  const auto words = [&](std::string_view text) { return folding.words(text); };
  EXPECT_TRUE(matches(object({{"q", "彗星 Comet"}, {"level", "2"}, {"category", "カメラ"}}), entry, fold, words));
  EXPECT_TRUE(matches(object({{"q", "㈱星野電機"}}), entry, fold, words));
  EXPECT_FALSE(matches(object({{"q", "彗星 月"}}), entry, fold, words));
  EXPECT_FALSE(matches(object({{"level", "1"}}), entry, fold, words));
  EXPECT_FALSE(matches(object({{"category", "錠"}}), entry, fold, words));
}

}  // namespace
}  // namespace hoshi::office
