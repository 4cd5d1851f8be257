// The audit trail (S16): appended once and in order, and any row altered, dropped, added or moved is found and named.
// SPDX-License-Identifier: Apache-2.0
#include "store/events.h"

#include <thread>

#include "base/encoding.h"
#include "store/audit_tree.h"
#include "store/both_stores.h"

namespace hoshi::store {
namespace {

using Events = Store;

Event event_of(const std::string& kind, Value data = object({})) {
  return {0, "", 0, kind, Instant(std::chrono::milliseconds(1'790'000'000'123)), "0198f3a0-0000-7000-8000-000000000001", std::move(data)};
}

Result<void> append(Database& database, const std::string& aggregate, std::int64_t version, std::vector<Event> events) {
  return database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_TRY(append_events(transaction, aggregate, version, events));
    return {};
  });
}

// Five events of two aggregates.
void fill(Database& database) {
  ASSERT_TRUE(append(database, "application/1", 0, {event_of("create"), event_of("submit", object({{"hash", "abc"}}))}));
  ASSERT_TRUE(append(database, "label/7", 0, {event_of("issue")}));
  ASSERT_TRUE(append(database, "application/1", 2, {event_of("accept"), event_of("decide", object({{"理由", "適合"}}))}));
}

Result<void> tamper(Database& database, const std::vector<std::string>& statements) {
  return database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    for (const std::string& sql : statements) HOSHI_CHECK(transaction.execute(sql));
    return {};
  });
}

TEST_P(Events, AreReadAsTheyWereAppended) {
  const auto database = open();
  fill(*database);
  ASSERT_TRUE(database->run(Access::read, [](Transaction& transaction) -> Result<void> {
    const auto events = HOSHI_TRY(events_of(transaction, "application/1"));
    EXPECT_EQ(events.size(), 4u);
    EXPECT_EQ(events[3].version, 4);
    EXPECT_EQ(events[3].sequence, 5);
    EXPECT_EQ(events[3].kind, "decide");
    EXPECT_EQ(events[3].data["理由"].as_text(), "適合");
    EXPECT_EQ(events[3].at, event_of("x").at);
    EXPECT_EQ(HOSHI_TRY(events_since(transaction, 2, 2)).size(), 2u);
    EXPECT_EQ(HOSHI_TRY(events_since(transaction, 2, 2))[0].aggregate, "label/7");
    EXPECT_TRUE(HOSHI_TRY(events_of(transaction, "application/2")).empty());
    return {};
  }));
}

TEST_P(Events, HeadIsTheRootOfTheirLeaves) {
  const auto database = open();
  EXPECT_EQ(to_hex(check_audit_trail(*database).value().root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  fill(*database);
  Bytes root;
  ASSERT_TRUE(database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
    std::vector<Bytes> leaves;
    for (const Event& event : HOSHI_TRY(events_since(transaction, 0, 10))) leaves.push_back(hash_leaf(view_of(leaf_of(event))));
    // RFC 6962, 2.1: of five leaves the first four make the left side.
    root = hash_node(hash_node(hash_node(leaves.at(0), leaves.at(1)), hash_node(leaves.at(2), leaves.at(3))), leaves.at(4));
    EXPECT_EQ(HOSHI_TRY(audit_head(transaction)).root, root);
    return {};
  }));
  const auto checked = check_audit_trail(*database);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->size, 5);
  EXPECT_EQ(checked->root, root);
}

TEST_P(Events, AreRefusedOnAnOldVersion) {
  const auto database = open();
  fill(*database);
  for (const std::int64_t version : {0, 3, 5}) {
    EXPECT_EQ(append(*database, "application/1", version, {event_of("late")}).error().code, ErrorCode::conflict);
  }
  EXPECT_EQ(check_audit_trail(*database).value().size, 5);
}

TEST_P(Events, AreRefusedWhenTheyCouldNotBeReadAgain) {
  const auto database = open();
  Value deep = "bottom";
  for (int i = 0; i < 80; ++i) deep = object({{"a", deep}});
  EXPECT_EQ(append(*database, "a/1", 0, {event_of("x", deep)}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(append(*database, "a/1", 0, {event_of("x", object({{"a", "\xFF"}}))}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(append(*database, "a/1", 0, {event_of("x", object({{"a", std::string(2u << 20, 'x')}}))}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(append(*database, "a/\xFF", 0, {event_of("x")}).error().code, ErrorCode::invalid_input);
  EXPECT_TRUE(append(*database, "a/1", 0, {event_of("x", object({{"nul", std::string("a\0b", 3)}}))}));
  EXPECT_EQ(check_audit_trail(*database).value().size, 1);
}

struct Tampering {
  const char* what;
  std::vector<std::string> statements;
  const char* said;
};

TEST_P(Events, TellTamperingAndWhere) {
  const std::string zero = GetParam() == Dialect::sqlite ? "X'00'" : "'\\x00'::bytea";
  const std::vector<Tampering> all{
      {"data altered", {"UPDATE events SET data = '{\"hash\":\"abd\"}' WHERE sequence = 2"}, "event 2:"},
      {"data rewritten with the same meaning", {"UPDATE events SET data = '{ \"hash\":\"abc\"}' WHERE sequence = 2"}, "event 2:"},
      {"data broken", {"UPDATE events SET data = '{' WHERE sequence = 2"}, "event 2 "},
      {"actor altered", {"UPDATE events SET actor = 'clock' WHERE sequence = 3"}, "event 3:"},
      {"time altered", {"UPDATE events SET happened_at = happened_at + 1 WHERE sequence = 1"}, "event 1:"},
      {"kind altered", {"UPDATE events SET kind = 'refuse' WHERE sequence = 5"}, "event 5:"},
      {"hash altered", {"UPDATE events SET leaf_hash = " + zero + " WHERE sequence = 4"}, "event 4:"},
      {"first dropped", {"DELETE FROM events WHERE sequence = 1"}, "event 1:"},
      {"middle dropped", {"DELETE FROM events WHERE sequence = 3"}, "event 3:"},
      {"last dropped", {"DELETE FROM events WHERE sequence = 5"}, "event 5:"},
      {"all dropped", {"DELETE FROM events"}, "event 1:"},
      {"dropped and closed up", {"DELETE FROM events WHERE sequence = 3", "UPDATE events SET sequence = 3 WHERE sequence = 5"}, "event 3:"},
      {"reordered", {"UPDATE events SET sequence = 100 WHERE sequence = 1", "UPDATE events SET sequence = 1 WHERE sequence = 3",
                     "UPDATE events SET sequence = 3 WHERE sequence = 100"}, "event 1:"},
      {"added behind", {"INSERT INTO events SELECT 6, 'label/8', 1, kind, happened_at, actor, data, leaf_hash FROM events WHERE sequence = 3"}, "event 6:"},
      {"added in front", {"INSERT INTO events SELECT 0, 'label/8', 1, kind, happened_at, actor, data, leaf_hash FROM events WHERE sequence = 3"}, "event 0:"},
      {"head set back", {"UPDATE audit_head SET size = 4"}, "head"},
      {"head dropped", {"DELETE FROM audit_head"}, "no head"},
      {"head altered", {"UPDATE audit_head SET frontier = (SELECT leaf_hash FROM events WHERE sequence = 1)", "UPDATE audit_head SET size = 1"}, "event 2:"},
  };
  for (const Tampering& one : all) {
    where = new_store();
    const auto database = open();
    fill(*database);
    ASSERT_TRUE(check_audit_trail(*database));
    const auto done = tamper(*database, one.statements);
    ASSERT_TRUE(done) << one.what << ": " << done.error().message;
    const auto checked = check_audit_trail(*database);
    ASSERT_FALSE(checked) << one.what;
    EXPECT_EQ(checked.error().code, ErrorCode::corrupt) << one.what;
    EXPECT_NE(checked.error().message.find(one.said), std::string::npos) << one.what << ": " << checked.error().message;
  }
}

// Whoever can write rows can write their hashes as well; the head, of which copies are kept elsewhere, still tells.
TEST_P(Events, TellARowThatWasRewrittenTogetherWithItsHash) {
  const auto database = open();
  fill(*database);
  ASSERT_TRUE(database->run(Access::write, [](Transaction& transaction) -> Result<void> {
    Event event = HOSHI_TRY(events_of(transaction, "label/7"))[0];
    event.actor = "clock";
    HOSHI_CHECK(transaction.execute("UPDATE events SET actor = $1, leaf_hash = $2 WHERE sequence = 3", {event.actor, hash_leaf(view_of(leaf_of(event)))}));
    return {};
  }));
  EXPECT_EQ(check_audit_trail(*database).error().code, ErrorCode::corrupt);
}

TEST_P(Events, TrailIsCheckedInPieces) {
  const auto database = open();
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(append(*database, "a/" + std::to_string(i), 0, std::vector<Event>(100, event_of("step"))));
  EXPECT_EQ(check_audit_trail(*database).value().size, 2500);
  ASSERT_TRUE(tamper(*database, {"UPDATE events SET actor = 'x' WHERE sequence = 2001"}));
  EXPECT_NE(check_audit_trail(*database).error().message.find("event 2001:"), std::string::npos);
}

TEST_P(Events, ThreadsAndProcessesOvertakeEachOtherAndLoseNothing) {
  constexpr int writers = 4, rounds = 25;
  open();
  std::vector<std::thread> threads;
  for (int writer = 0; writer < writers; ++writer) {
    threads.emplace_back([&] {
      const auto own = open();  // as another process has it
      for (int round = 0; round < rounds; ++round) {
        const auto done = own->run(Access::write, [](Transaction& transaction) -> Result<void> {
          const auto version = static_cast<std::int64_t>(HOSHI_TRY(events_of(transaction, "office")).size());
          HOSHI_TRY(append_events(transaction, "office", version, {event_of("step")}));
          return {};
        });
        EXPECT_TRUE(done) << done.error().message;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(check_audit_trail(*open()).value().size, writers * rounds);
}

HOSHI_ON_BOTH_STORES(Events);

TEST(AuditTree, RefusesAHeadThatDoesNotFit) {
  EXPECT_EQ(AuditTree::read(-1, {}).error().code, ErrorCode::corrupt);
  EXPECT_EQ(AuditTree::read(3, Bytes(32)).error().code, ErrorCode::corrupt);
  EXPECT_EQ(AuditTree::read(0, Bytes(1)).error().code, ErrorCode::corrupt);
  EXPECT_TRUE(AuditTree::read(3, Bytes(64)));
}

}  // namespace
}  // namespace hoshi::store
