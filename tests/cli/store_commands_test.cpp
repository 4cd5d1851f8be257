// hoshi store backup, restore and check, through the command line.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/encoding.h"
#include "cli/command.h"
#include "store/blobs.h"
#include "store/events.h"

namespace hoshi::cli {
namespace {

namespace fs = std::filesystem;

class StoreCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "hoshi-cli-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    const auto blobs = store::Blobs::open(folder / "data").value();
    const std::string hash = blobs.put(view_of("a report")).value();
    const auto database = store::open_database((folder / "data" / "office.sqlite").string()).value();
    ASSERT_TRUE(database->run(store::Access::write, [&](store::Transaction& transaction) -> Result<void> {
      HOSHI_CHECK(transaction.execute("INSERT INTO blobs (hash, size, media_type, created_at) VALUES ($1, 8, 'text/plain', 0)", {hash}));
      HOSHI_TRY(store::append_events(transaction, "office", 0, {{0, "", 0, "open", Instant(), "clock", {}}}));
      return {};
    }));
  }
  void TearDown() override { fs::remove_all(folder); }

  int run(std::vector<std::string> words) {
    out.str("");
    Terminal terminal{out, out};
    terminal.environment = [](const std::string& name) -> std::optional<std::string> {
      return name == "HOSHI_LANG" ? std::optional<std::string>("en") : std::nullopt;
    };
    return static_cast<int>(run_command_line(words, HOSHI_SOURCE_FOLDER, "0", terminal));
  }
  std::string path(const std::string& name) const { return (folder / name).string(); }

  fs::path folder;
  std::ostringstream out;
};

TEST_F(StoreCommands, BackUpRestoreAndCheck) {
  EXPECT_EQ(run({"store", "backup", path("data"), "--to", path("backup")}), 0) << out.str();
  const std::string said = out.str();
  EXPECT_NE(said.find("1 files"), std::string::npos) << said;
  EXPECT_EQ(run({"store", "backup", path("data"), "--to", path("backup")}), 3) << out.str();
  EXPECT_EQ(run({"store", "restore", path("new"), "--from", path("backup")}), 0) << out.str();
  EXPECT_EQ(out.str().substr(out.str().find('\n')).substr(0, 60), said.substr(said.find('\n')).substr(0, 60));
  EXPECT_EQ(run({"store", "restore", path("new"), "--from", path("backup")}), 3) << out.str();
  EXPECT_EQ(run({"store", "check", path("new")}), 0) << out.str();
  EXPECT_NE(out.str().find("1 events, 1 files"), std::string::npos) << out.str();
}

TEST_F(StoreCommands, CheckTellsDamageByItsExitStatus) {
  const auto database = store::open_database(path("data/office.sqlite")).value();
  const std::string hash = sha256_hex("a report");
  std::ofstream(folder / "data" / "blobs" / hash.substr(0, 2) / hash.substr(2)) << "another";
  EXPECT_EQ(run({"store", "check", path("data")}), 1);
  EXPECT_NE(out.str().find(hash), std::string::npos);
  ASSERT_TRUE(database->run(store::Access::write, [](store::Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute("UPDATE events SET actor = 'nobody'"));
    return {};
  }));
  EXPECT_EQ(run({"store", "check", path("data")}), 1);
  EXPECT_NE(out.str().find("event 1"), std::string::npos) << out.str();
}

TEST_F(StoreCommands, AskForWhatIsMissing) {
  EXPECT_EQ(run({"store", "backup", path("data")}), 3);
  EXPECT_EQ(run({"store", "restore", path("data")}), 3);
  EXPECT_EQ(run({"store", "check", path("nothing")}), 3);
  EXPECT_NE(out.str().find("there is no store here"), std::string::npos) << out.str();
  EXPECT_FALSE(fs::exists(folder / "nothing"));
}

}  // namespace
}  // namespace hoshi::cli
