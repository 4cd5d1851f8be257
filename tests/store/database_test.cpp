// The contract of transactions: what both databases keep, refuse and undo, in the same words.
// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "store/both_stores.h"

namespace hoshi::store {
namespace {

using DatabaseContract = Store;

constexpr const char* put = "INSERT INTO settings (name, value, changed_at) VALUES ($1, $2, $3)";

Result<void> write(Database& database, const std::function<Result<void>(Transaction&)>& work) { return database.run(Access::write, work); }

Result<void> put_setting(Database& database, const std::string& name, const std::string& value) {
  return write(database, [&](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(put, {name, value, std::int64_t{1}}));
    return {};
  });
}

Rows read(Database& database, const std::string& sql, std::initializer_list<Cell> values = {}) {
  Rows rows;
  const auto done = database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    rows = HOSHI_TRY(transaction.query(sql, values));
    return {};
  });
  EXPECT_TRUE(done) << done.error().message;
  return rows;
}

TEST_P(DatabaseContract, KeepsWhatWasCommitted) {
  ASSERT_TRUE(put_setting(*open(), "office", "IPA 認証室"));
  const Rows rows = read(*open(), "SELECT value, changed_at FROM settings WHERE name = $1", {std::string("office")});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].text(0), "IPA 認証室");
  EXPECT_EQ(rows[0].integer(1), 1);
}

TEST_P(DatabaseContract, UndoesWhatFailed) {
  const auto database = open();
  const auto done = write(*database, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(put, {std::string("a"), std::string("b"), std::int64_t{1}}));
    return fail(ErrorCode::forbidden, "no");
  });
  EXPECT_EQ(done.error().code, ErrorCode::forbidden);
  EXPECT_TRUE(read(*database, "SELECT name FROM settings").empty());
}

TEST_P(DatabaseContract, KeepsEveryKindOfCell) {
  const auto database = open();
  Bytes every(256);
  for (std::size_t i = 0; i < every.size(); ++i) every[i] = static_cast<std::uint8_t>(i);
  const std::int64_t numbers[] = {0, -1, 1, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  for (const std::int64_t number : numbers) {
    ASSERT_TRUE(write(*database, [&](Transaction& transaction) -> Result<void> {
      HOSHI_CHECK(transaction.execute("DELETE FROM sessions"));
      HOSHI_CHECK(transaction.execute("DELETE FROM accounts"));
      HOSHI_CHECK(transaction.execute("INSERT INTO accounts (id, created_at) VALUES ('a', 0)"));
      HOSHI_CHECK(transaction.execute("INSERT INTO sessions (digest, account, csrf, created_at, seen_at, expires_at, strong_at) VALUES ($1, 'a', $2, $3, $3, 0, $4)",
                                      {every, Bytes{}, number, Cell{}}));
      return {};
    }));
    const Rows rows = read(*database, "SELECT digest, csrf, created_at, strong_at, 1 = 1, count(*), sum(created_at) FROM sessions GROUP BY digest, csrf, created_at, strong_at");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].bytes(0), every);
    EXPECT_FALSE(rows[0].is_null(1));
    EXPECT_EQ(rows[0].bytes(1), Bytes{});
    EXPECT_EQ(rows[0].integer(2), number);
    EXPECT_TRUE(rows[0].is_null(3));
    EXPECT_EQ(rows[0].integer(4), 1);
    EXPECT_EQ(rows[0].integer(5), 1);
    EXPECT_EQ(rows[0].integer(6), number);
    EXPECT_TRUE(rows[0].is_null(7));
    EXPECT_EQ(rows[0].text(2), "");
  }
}

TEST_P(DatabaseContract, KeepsLargeValues) {
  const auto database = open();
  std::string large;
  for (int i = 0; i < 3'000'000; ++i) large += "星";
  ASSERT_TRUE(put_setting(*database, "large", large));
  EXPECT_EQ(read(*database, "SELECT value FROM settings")[0].text(0), large);
  EXPECT_EQ(put_setting(*database, "larger", std::string((64u << 20) + 1, 'x')).error().code, ErrorCode::invalid_input);
}

TEST_P(DatabaseContract, RefusesTextThatIsNotUtf8) {
  const auto database = open();
  for (const std::string& bad : {std::string("a\0b", 3), std::string("\xFF"), std::string("\xC3"), std::string("\xED\xA0\x80"), std::string("\xC0\x80"),
                                 std::string("\xF4\x90\x80\x80")}) {
    EXPECT_EQ(put_setting(*database, "bad", bad).error().code, ErrorCode::invalid_input);
    EXPECT_EQ(put_setting(*database, bad, "bad").error().code, ErrorCode::invalid_input);
  }
  EXPECT_TRUE(read(*database, "SELECT name FROM settings").empty());
}

TEST_P(DatabaseContract, SaysConflictForABrokenUniqueRule) {
  const auto database = open();
  ASSERT_TRUE(put_setting(*database, "a", "1"));
  const auto again = put_setting(*database, "a", "秘密");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(again.error().message.find("秘密"), std::string::npos);
}

TEST_P(DatabaseContract, SaysInvalidInputForOtherBrokenRules) {
  const auto database = open();
  const auto run = [&](const std::string& sql) {
    return write(*database, [&](Transaction& transaction) -> Result<void> {
      HOSHI_CHECK(transaction.execute(sql));
      return {};
    });
  };
  EXPECT_EQ(run("INSERT INTO accounts (id, person, created_at) VALUES ('a', 'nobody', 0)").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(run("INSERT INTO accounts (id, created_at) VALUES ('a', NULL)").error().code, ErrorCode::invalid_input);
  EXPECT_EQ(run("INSERT INTO accounts (id, needs_second_factor, created_at) VALUES ('a', 2, 0)").error().code, ErrorCode::invalid_input);
}

TEST_P(DatabaseContract, SaysInternalForWrongSql) {
  const auto database = open();
  ASSERT_TRUE(put_setting(*database, "a", "1"));
  const auto run = [&](const std::string& sql, std::vector<Cell> values) {
    return write(*database, [&](Transaction& transaction) -> Result<void> {
      HOSHI_CHECK(transaction.query(sql, std::span<const Cell>(values)));
      return {};
    });
  };
  for (const char* sql : {"SELEKT 1", "SELECT nothing FROM settings", "SELECT 1; SELECT 2", "SELECT name FROM settings WHERE name = \"name of no column\""}) {
    EXPECT_EQ(run(sql, {}).error().code, ErrorCode::internal) << sql;
  }
  EXPECT_EQ(run("SELECT name FROM settings WHERE name = $1", {}).error().code, ErrorCode::internal);
  EXPECT_EQ(run("SELECT name FROM settings WHERE name = $1", {std::string("a"), std::string("b")}).error().code, ErrorCode::internal);
  EXPECT_EQ(run("UPDATE settings SET changed_at = $1", {std::string("soon")}).error().code, ErrorCode::internal);
}

TEST_P(DatabaseContract, AFailedStatementFailsTheTransaction) {
  const auto database = open();
  ASSERT_TRUE(put_setting(*database, "a", "1"));
  const auto done = write(*database, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(put, {std::string("b"), std::string("1"), std::int64_t{1}}));
    EXPECT_FALSE(transaction.execute(put, {std::string("a"), std::string("2"), std::int64_t{1}}));
    EXPECT_EQ(transaction.query("SELECT 1").error().code, ErrorCode::conflict);
    return {};
  });
  EXPECT_EQ(done.error().code, ErrorCode::conflict);
  EXPECT_EQ(read(*database, "SELECT name FROM settings").size(), 1u);
}

TEST_P(DatabaseContract, ReadersCannotWrite) {
  const auto database = open();
  const auto done = database->run(Access::read, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(put, {std::string("a"), std::string("1"), std::int64_t{1}}));
    return {};
  });
  EXPECT_EQ(done.error().code, ErrorCode::internal);
  EXPECT_TRUE(read(*database, "SELECT name FROM settings").empty());
}

TEST_P(DatabaseContract, ValuesMayStandInAnyOrderAndTwice) {
  const auto database = open();
  const Rows rows = read(*database, "SELECT $2 || $1, $2", {std::string("b"), std::string("a")});
  EXPECT_EQ(rows[0].text(0), "ab");
  EXPECT_EQ(rows[0].text(1), "a");
}

TEST_P(DatabaseContract, CountsWhatItChanged) {
  const auto database = open();
  ASSERT_TRUE(put_setting(*database, "a", "1"));
  ASSERT_TRUE(put_setting(*database, "b", "1"));
  ASSERT_TRUE(write(*database, [](Transaction& transaction) -> Result<void> {
    EXPECT_EQ(HOSHI_TRY(transaction.execute("UPDATE settings SET value = '2'")), 2);
    EXPECT_EQ(HOSHI_TRY(transaction.execute("SELECT name FROM settings")), 0);
    EXPECT_EQ(HOSHI_TRY(transaction.execute("UPDATE settings SET value = '3' WHERE name = 'c'")), 0);
    EXPECT_EQ(HOSHI_TRY(transaction.execute("INSERT INTO settings (name, value, changed_at) VALUES ('a', '4', 0) ON CONFLICT (name) DO NOTHING")), 0);
    EXPECT_EQ(HOSHI_TRY(transaction.query("UPDATE settings SET value = '5' WHERE name = 'a' RETURNING value"))[0].text(0), "5");
    return {};
  }));
}

TEST_P(DatabaseContract, ComparesTextByItsBytes) {
  const auto database = open();
  for (const char* name : {"b", "B", "あ", "a", "ア", "Ａ", "_"}) ASSERT_TRUE(put_setting(*database, name, "1"));
  std::string order;
  for (const Row& row : read(*database, "SELECT name FROM settings ORDER BY name")) order += row.text(0);
  EXPECT_EQ(order, "B_abあアＡ");
  EXPECT_EQ(read(*database, "SELECT name FROM settings WHERE name LIKE 'A%'").size(), 0u);
}

TEST_P(DatabaseContract, WaitsForAConnectionAndThenSaysItIsBusy) {
  const auto database = open({.readers = 1, .writers = 1, .wait = std::chrono::milliseconds(50), .again = std::chrono::milliseconds(50)});
  const auto done = database->run(Access::read, [&](Transaction&) -> Result<void> {
    return database->run(Access::read, [](Transaction&) -> Result<void> { return {}; });
  });
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(database->run(Access::read, [](Transaction&) -> Result<void> { return {}; }));
}

TEST_P(DatabaseContract, AnExceptionOfTheWorkLeavesNothingBehind) {
  const auto database = open();
  EXPECT_THROW((void)write(*database, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(put, {std::string("a"), std::string("1"), std::int64_t{1}}));
    throw std::runtime_error("a bug");
  }), std::runtime_error);
  EXPECT_TRUE(put_setting(*database, "b", "1"));
  EXPECT_EQ(read(*database, "SELECT name FROM settings").size(), 1u);
}

TEST_P(DatabaseContract, ManyStatementsDoNotExhaustTheConnection) {
  const auto database = open();
  ASSERT_TRUE(write(*database, [](Transaction& transaction) -> Result<void> {
    for (int i = 0; i < 600; ++i) EXPECT_EQ(HOSHI_TRY(transaction.query("SELECT " + std::to_string(i)))[0].integer(0), i);
    return {};
  }));
}

HOSHI_ON_BOTH_STORES(DatabaseContract);

}  // namespace
}  // namespace hoshi::store
