// The schema is brought up to date once, whoever starts at the same time, and an unknown one is refused.
// SPDX-License-Identifier: Apache-2.0
#include "store/migrations.h"

#include <atomic>
#include <fstream>
#include <thread>

#include "store/both_stores.h"
#include "store/table_shapes.h"

namespace hoshi::store {
namespace {

using Migrations = Store;

Result<void> alter(Database& database, const std::string& sql) {
  return database.run(Access::write, [&](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute(sql));
    return {};
  });
}

std::int64_t count_changes(Database& database) {
  std::int64_t count = 0;
  EXPECT_TRUE(database.run(Access::read, [&](Transaction& transaction) -> Result<void> {
    count = HOSHI_TRY(transaction.query("SELECT count(*) FROM schema_changes"))[0].integer(0);
    return {};
  }));
  return count;
}

TEST_P(Migrations, AreAppliedOnce) {
  const auto files = static_cast<std::int64_t>(schema_of(GetParam()).size());
  EXPECT_EQ(count_changes(*open()), files);
  EXPECT_EQ(count_changes(*open()), files);
}

TEST_P(Migrations, AreAppliedOnceByMany) {
  std::atomic<int> opened = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      if (open() != nullptr) ++opened;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(opened, 6);
  EXPECT_EQ(count_changes(*open()), static_cast<std::int64_t>(schema_of(GetParam()).size()));
}

TEST_P(Migrations, GoOnFromAnOlderSchema) {
  PoolLimits limits;
  limits.schema_up_to = 2;
  EXPECT_EQ(count_changes(*open(limits)), 2);
  EXPECT_EQ(count_changes(*open()), static_cast<std::int64_t>(schema_of(GetParam()).size()));
}

TEST_P(Migrations, RefuseAnAlteredSchema) {
  ASSERT_TRUE(alter(*open(), "UPDATE schema_changes SET checksum = 'x' WHERE number = 2"));
  const auto opened = open_database(where);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_NE(opened.error().message.find("schema change 2 \"applications\""), std::string::npos) << opened.error().message;
}

TEST_P(Migrations, RefuseANewerSchema) {
  ASSERT_TRUE(alter(*open(), "INSERT INTO schema_changes (number, name, checksum) VALUES (999, 'future', 'x')"));
  const auto opened = open_database(where);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_NE(opened.error().message.find("newer"), std::string::npos) << opened.error().message;
}

TEST_P(Migrations, MakeTheSameTablesOnBoth) {
  const auto database = open();
  std::vector<TableShape> shapes;
  ASSERT_TRUE(database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
    shapes = HOSHI_TRY(table_shapes(transaction, 1000));
    return {};
  }));
  std::string all;
  for (const TableShape& shape : shapes) all += shape.name + " (" + quoted_list(shape.columns) + ") " + quoted_list(shape.key) + "\n";
  static std::string first;
  if (first.empty()) first = all;
  EXPECT_EQ(all, first);
  EXPECT_GE(shapes.size(), 45u);
}

HOSHI_ON_BOTH_STORES(Migrations);

TEST(SqliteFile, ThatIsSomethingElseIsCorruptAndLeftAlone) {
  std::string name = std::filesystem::temp_directory_path() / "hoshi-other-XXXXXX";
  const int made = ::mkstemp(name.data());
  ASSERT_GE(made, 0);
  ::close(made);
  const std::string letter(4096, 'x');
  std::ofstream(name) << letter;
  EXPECT_EQ(open_database(name).error().code, ErrorCode::corrupt);
  std::ifstream in(name);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), letter);
  std::filesystem::remove(name);
}

}  // namespace
}  // namespace hoshi::store
