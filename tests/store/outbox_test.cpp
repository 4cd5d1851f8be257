// Notices are queued once, leased, tried again with growing pauses, and never lost.
// SPDX-License-Identifier: Apache-2.0
#include "store/outbox.h"

#include <set>
#include <thread>

#include "store/both_stores.h"

namespace hoshi::store {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant start(std::chrono::milliseconds(1'790'000'000'000));

Notice notice_of(int number) {
  const std::string text = std::to_string(number);
  return {"id-" + text, "application/1/" + text + "/accepted", "mail", "person-1", object({{"template", "accepted"}, {"number", number}})};
}

class Outbox : public Store {
 protected:
  void SetUp() override {
    Store::SetUp();
    database = open();
  }
  Result<void> change(const std::function<Result<void>(Transaction&)>& work) { return database->run(Access::write, work); }
  Result<bool> queue(const Notice& notice) {
    Result<bool> queued = false;
    const auto done = change([&](Transaction& transaction) -> Result<void> {
      queued = HOSHI_TRY(queue_notice(transaction, notice, start));
      return {};
    });
    if (!done) return tl::unexpected<Error>(done.error());
    return queued;
  }
  std::vector<ClaimedNotice> claim(const std::string& lease, Instant now, std::int64_t most = 10) {
    std::vector<ClaimedNotice> claimed;
    EXPECT_TRUE(change([&](Transaction& transaction) -> Result<void> {
      claimed = HOSHI_TRY(claim_notices(transaction, "mail", lease, now, seconds(60), most));
      return {};
    }));
    return claimed;
  }
  Result<void> delivered(const std::string& id, const std::string& lease, Instant now) {
    return change([&](Transaction& transaction) { return mark_delivered(transaction, id, lease, now); });
  }
  Result<void> failed(const std::string& id, const std::string& lease, Instant now) {
    return change([&](Transaction& transaction) { return mark_failed(transaction, id, lease, now, "the server said 450\n"); });
  }
  OutboxState state() {
    OutboxState state;
    EXPECT_TRUE(change([&](Transaction& transaction) -> Result<void> {
      state = HOSHI_TRY(outbox_state(transaction));
      return {};
    }));
    return state;
  }
  std::unique_ptr<Database> database;
};

TEST_P(Outbox, QueuesOncePerName) {
  EXPECT_TRUE(queue(notice_of(1)).value());
  Notice again = notice_of(1);
  again.id = "another id";
  EXPECT_FALSE(queue(again).value());
  again.body = object({{"template", "refused"}});
  EXPECT_EQ(queue(again).error().code, ErrorCode::conflict);
  EXPECT_EQ(state().waiting, 1);
}

TEST_P(Outbox, GivesWhatWasQueued) {
  ASSERT_TRUE(queue(notice_of(1)));
  const auto claimed = claim("lease", start);
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].notice, notice_of(1));
  EXPECT_EQ(claimed[0].created_at, start);
}

TEST_P(Outbox, QueuesNothingWhenItsCauseIsUndone) {
  EXPECT_FALSE(change([](Transaction& transaction) -> Result<void> {
    HOSHI_TRY(queue_notice(transaction, notice_of(1), start));
    return fail(ErrorCode::conflict, "undone");
  }));
  EXPECT_TRUE(claim("lease", start).empty());
}

TEST_P(Outbox, LeasesToOneAtATime) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(queue(notice_of(i)));
  EXPECT_EQ(claim("a", start, 3).size(), 3u);
  EXPECT_EQ(claim("b", start + seconds(59)).size(), 2u);
  EXPECT_TRUE(claim("c", start + seconds(59)).empty());
  EXPECT_EQ(claim("d", start + seconds(60)).size(), 3u);  // the first courier died
  EXPECT_EQ(delivered("id-0", "a", start + seconds(61)).error().code, ErrorCode::conflict);
  EXPECT_TRUE(delivered("id-0", "d", start + seconds(61)));
  EXPECT_EQ(delivered("id-0", "d", start + seconds(61)).error().code, ErrorCode::conflict);
  EXPECT_EQ(claim("e", start + minutes(10)).size(), 4u);
}

TEST_P(Outbox, TakesOnlyItsKind) {
  Notice webhook = notice_of(1);
  webhook.kind = "webhook";
  ASSERT_TRUE(queue(webhook));
  EXPECT_TRUE(claim("a", start).empty());
}

TEST_P(Outbox, TriesAgainLaterAndLaterAndThenPutsAside) {
  ASSERT_TRUE(queue(notice_of(1)));
  Instant now = start;
  for (std::int64_t attempt = 1; attempt <= attempts_most; ++attempt) {
    const std::string lease = "lease" + std::to_string(attempt);
    ASSERT_EQ(claim(lease, now).size(), 1u) << attempt;
    ASSERT_TRUE(failed("id-1", lease, now));
    EXPECT_TRUE(claim("early", now + delay_after(attempt) - seconds(1)).empty()) << attempt;
    now += delay_after(attempt);
  }
  EXPECT_TRUE(claim("never", now + minutes(100000)).empty());
  EXPECT_EQ(state().put_aside, 1);
  EXPECT_EQ(state().waiting, 0);
  ASSERT_TRUE(change([&](Transaction& transaction) { return queue_again(transaction, "id-1", now); }));
  EXPECT_EQ(claim("again", now).size(), 1u);
  EXPECT_EQ(change([&](Transaction& transaction) { return queue_again(transaction, "id-1", now); }).error().code, ErrorCode::not_found);
}

TEST_P(Outbox, SeveralCouriersDeliverEachNoticeOnce) {
  constexpr int notices = 60;
  for (int i = 0; i < notices; ++i) ASSERT_TRUE(queue(notice_of(i)));
  std::vector<std::vector<std::string>> taken(3);
  std::vector<std::thread> couriers;
  for (std::size_t courier = 0; courier < taken.size(); ++courier) {
    couriers.emplace_back([&, courier] {
      const auto own = open();
      for (int round = 0; round < notices; ++round) {
        const std::string lease = std::to_string(courier) + "/" + std::to_string(round);
        std::vector<ClaimedNotice> claimed;
        EXPECT_TRUE(own->run(Access::write, [&](Transaction& transaction) -> Result<void> {
          claimed = HOSHI_TRY(claim_notices(transaction, "mail", lease, start, seconds(600), 2));
          return {};
        }));
        if (claimed.empty()) return;
        for (const auto& one : claimed) taken[courier].push_back(one.notice.id);
      }
    });
  }
  for (std::thread& courier : couriers) courier.join();
  std::multiset<std::string> all;
  for (const auto& some : taken) all.insert(some.begin(), some.end());
  EXPECT_EQ(all.size(), static_cast<std::size_t>(notices));
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), static_cast<std::size_t>(notices));
}

HOSHI_ON_BOTH_STORES(Outbox);

TEST(OutboxWords, MessageIdIsTheSameForEveryAttempt) {
  Notice again = notice_of(1);
  again.id = "another";
  EXPECT_EQ(message_id(again, "office.example"), message_id(notice_of(1), "office.example"));
  EXPECT_NE(message_id(notice_of(2), "office.example"), message_id(notice_of(1), "office.example"));
  EXPECT_EQ(message_id(notice_of(1), "office.example").size(), 2 + 32 + 1 + std::string("office.example").size());
}

}  // namespace
}  // namespace hoshi::store
