// The contract of the store is tried on both databases: a fixture that gives each test an empty store of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "store/pool.h"
#include "store/postgres_server.h"

namespace hoshi::store {

class Store : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "hoshi-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    where = new_store();
    ASSERT_FALSE(HasFailure());
  }
  void TearDown() override {
    for (const std::string& name : schemas) PostgresServer::shared().drop_schema(name);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  // The address of a store that is not there yet.
  std::string new_store() {
    static int count = 0;
    const std::string name = "store" + std::to_string(++count);
    if (GetParam() == Dialect::sqlite) return folder / (name + ".sqlite");
    PostgresServer& server = PostgresServer::shared();
    EXPECT_TRUE(server.is_running()) << "postgresql-15 is missing (cmake/packages.sh, test_packages)";
    server.make_schema(name);
    schemas.push_back(name);
    return server.address(name);
  }
  std::unique_ptr<Database> open(const PoolLimits& limits = {}) {
    auto opened = open_database(where, limits);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }

  std::filesystem::path folder;
  std::string where;
  std::vector<std::string> schemas;  // of PostgreSQL: a crash would otherwise have to look through all of them
};

inline std::string name_of_dialect(const testing::TestParamInfo<Dialect>& info) {
  return info.param == Dialect::sqlite ? "Sqlite" : "Postgresql";
}

#define HOSHI_ON_BOTH_STORES(suite) \
  INSTANTIATE_TEST_SUITE_P(Both, suite, testing::Values(Dialect::sqlite, Dialect::postgresql), name_of_dialect)

}  // namespace hoshi::store
