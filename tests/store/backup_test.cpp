// The drill: back up a store in use, restore it elsewhere and on the other database, and refuse every backup that was touched.
// SPDX-License-Identifier: Apache-2.0
#include "store/backup.h"

#include <fstream>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"
#include "store/blobs.h"
#include "store/both_stores.h"
#include "store/search.h"

namespace hoshi::store {
namespace {

namespace fs = std::filesystem;
const Instant now(std::chrono::milliseconds(1'790'000'000'000));

class Backup : public Store {
 protected:
  void SetUp() override {
    Store::SetUp();
    place = {where, folder / "data"};
    database = open();
    ASSERT_TRUE(database);
    blob = Blobs::open(place.data_folder).value().put(view_of("evaluation report")).value();
    const auto filled = database->run(Access::write, [&](Transaction& transaction) { return fill(transaction); });
    ASSERT_TRUE(filled) << filled.error().message;
  }

  Result<void> fill(Transaction& transaction) {
    for (int i = 0; i < 1300; ++i) {
      HOSHI_TRY(append_events(transaction, "application/" + std::to_string(i), 0, {{0, "", 0, "submit", now, "clock", object({{"text", "提出\n\"1\""}})}}));
    }
    HOSHI_CHECK(transaction.execute("INSERT INTO blobs (hash, size, media_type, created_at) VALUES ($1, 17, 'text/plain', 0)", {blob}));
    HOSHI_CHECK(transaction.execute("INSERT INTO organisations (id, kind, name, created_at, updated_at) VALUES ('o', 'maker', '東京電機', 1, 2)"));
    HOSHI_CHECK(transaction.execute("INSERT INTO accounts (id, organisation, totp_secret, created_at) VALUES ('a', 'o', $1, 3)", {Bytes{0, 255, 10}}));
    HOSHI_CHECK(transaction.execute("INSERT INTO applications (id, kind, scheme, level, applicant, created_by, created_at, updated_at) "
                                    "VALUES ('p', 'new', 'jc-star', 1, 'o', 'a', 4, 5)"));
    for (const char* one : {"1", "2"}) {
      HOSHI_CHECK(transaction.execute("INSERT INTO submissions (id, application, ordinal, parent, content, content_hash, submitted_by, submitted_at) "
                                      "VALUES ($1, 'p', CAST($1 AS BIGINT), $2, '{}', 'h', 'a', 6)", {std::string(one), one[0] == '2' ? Cell(std::string("1")) : Cell()}));
    }
    return put_document(transaction, {"JC-1", {2026, 4, 1}, {"jc-1", "防犯カメラ"}, {"level:1"}});
  }

  std::string line_of_account(const std::string& store) {
    std::string line;
    const auto opened = open_database(store);
    EXPECT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE((*opened)->run(Access::read, [&](Transaction& transaction) -> Result<void> {
      const Rows rows = HOSHI_TRY(transaction.query("SELECT o.name, a.totp_secret, a.login, s.parent FROM accounts AS a JOIN organisations AS o ON o.id = a.organisation "
                                                    "JOIN submissions AS s ON s.parent = '1'"));
      const auto hits = HOSHI_TRY(search(transaction, {{"カメラ"}, {{"level:1"}}}));
      line = rows.at(0).text(0) + " " + to_hex(rows.at(0).bytes(1)) + (rows.at(0).is_null(2) ? " null " : " ? ") + rows.at(0).text(3) + " " + hits.keys.at(0);
      return {};
    }));
    return line;
  }

  Place place;
  std::string blob;
  std::unique_ptr<Database> database;
};

TEST_P(Backup, RestoresEverythingIntoAnEmptyStore) {
  const auto made = back_up(place, folder / "backup", now);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->audit.size, 1300);
  EXPECT_EQ(made->blobs, 1);
  const Place other{new_store(), folder / "other"};
  const auto restored = restore(folder / "backup", other);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->rows, made->rows);
  EXPECT_EQ(restored->audit.root, made->audit.root);
  EXPECT_EQ(restored->manifest_sha256, made->manifest_sha256);
  EXPECT_EQ(line_of_account(other.database), "東京電機 00ff0a null 1 JC-1");
  EXPECT_EQ(Blobs::open(other.data_folder).value().read(blob).value(), "evaluation report");
  const auto checked = check_store(other);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->audit.root, made->audit.root);
  EXPECT_EQ(checked->blobs, 1);
}

TEST_P(Backup, MovesToTheOtherDatabaseAndBackByteForByte) {
  ASSERT_TRUE(back_up(place, folder / "there", now));
  Place other{folder / "moved.sqlite", folder / "other"};
  if (GetParam() == Dialect::sqlite) {
    PostgresServer::shared().make_schema("moved");
    other.database = PostgresServer::shared().address("moved");
  }
  const auto moved = restore(folder / "there", other);
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(line_of_account(other.database), "東京電機 00ff0a null 1 JC-1");
  ASSERT_TRUE(back_up(other, folder / "back", now));
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(folder / "there")) {
    if (entry.path().extension() != ".jsonl") continue;
    EXPECT_EQ(read_file(entry.path()).value(), read_file(folder / "back" / entry.path().filename()).value()) << entry.path();
    ++compared;
  }
  EXPECT_GE(compared, 8u);
}

TEST_P(Backup, OverwritesNothing) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  EXPECT_EQ(back_up(place, folder / "backup", now).error().code, ErrorCode::conflict);
  EXPECT_EQ(restore(folder / "backup", place).error().code, ErrorCode::conflict);
  EXPECT_EQ(check_audit_trail(*database).value().size, 1300);
}

TEST_P(Backup, IsForItsOwnerAlone) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  for (const auto& entry : fs::recursive_directory_iterator(folder / "backup")) {
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077, 0u) << entry.path();
  }
}

TEST_P(Backup, IsRestoredIntoAFolderOfItsOwnerAlone) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  const Place made{new_store(), folder / "deep" / "other"};
  ASSERT_TRUE(restore(folder / "backup", made));
  EXPECT_EQ(fs::status(made.data_folder).permissions(), fs::perms::owner_all);
  const Place open_to_others{new_store(), folder / "open"};
  fs::create_directory(open_to_others.data_folder);
  fs::permissions(open_to_others.data_folder, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec);
  EXPECT_EQ(restore(folder / "backup", open_to_others).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(fs::is_empty(open_to_others.data_folder));
}

TEST_P(Backup, ThatWasTouchedIsRefusedAndLeavesTheStoreEmpty) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "backup")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  const Place other{new_store(), folder / "other"};
  for (const fs::path& file : files) {
    const std::string before = read_file(file).value();
    const bool is_manifest = file.filename() == "manifest.json";
    for (const std::string& after : {before.substr(0, before.size() / 2), std::string("\xFF") + before.substr(1)}) {
      std::ofstream(file, std::ios::binary) << after;
      const auto restored = restore(folder / "backup", other);
      ASSERT_FALSE(restored) << file;
      EXPECT_EQ(restored.error().code, ErrorCode::corrupt) << file << ": " << restored.error().message;
    }
    fs::remove(file);
    EXPECT_EQ(restore(folder / "backup", other).error().code, ErrorCode::not_found) << file;
    std::ofstream(file, std::ios::binary) << before;
    EXPECT_TRUE(is_manifest || fs::exists(file));
  }
  EXPECT_TRUE(restore(folder / "backup", other)) << "after the files were put back";
}

TEST_P(Backup, ManifestThatSaysOtherwiseIsRefused) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  const fs::path path = folder / "backup" / "manifest.json";
  const std::string before = read_file(path).value();
  const Place other{new_store(), folder / "other"};
  const std::pair<std::string, std::string> changes[] = {
      {"\"size\":1300", "\"size\":1299"}, {"\"root\":\"", "\"root\":\"0"}, {"hoshi-store-backup/1", "hoshi-store-backup/2"}, {"\"number\":2", "\"number\":9"},
      {"\"table\":\"events\"", "\"table\":\"../../events\""}, {"\"version\",", "\"version\\\", x\","}, {"\"rows\":1300", "\"rows\":1301"}, {blob, "../" + blob.substr(3)}};
  for (const auto& [from, to] : changes) {
    std::string after = before;
    ASSERT_NE(after.find(from), std::string::npos) << from;
    after.replace(after.find(from), from.size(), to);
    std::ofstream(path, std::ios::binary) << after;
    EXPECT_FALSE(restore(folder / "backup", other)) << to;
  }
  std::ofstream(path, std::ios::binary) << before;
  EXPECT_TRUE(restore(folder / "backup", other));
}

TEST_P(Backup, ManifestCutAnywhereIsRefused) {
  ASSERT_TRUE(back_up(place, folder / "backup", now));
  const fs::path path = folder / "backup" / "manifest.json";
  const std::string before = read_file(path).value();
  const Place other{folder / "never.sqlite", folder / "other"};
  constexpr std::size_t close_look = 64, stride = 37;  // each cut is a whole restore, which takes 20 ms and more
  for (std::size_t length = 0; length + 1 < before.size(); length += length < close_look ? 1 : stride) {  // the last byte ends the line
    std::ofstream(path, std::ios::binary) << before.substr(0, length);
    const auto restored = restore(folder / "backup", other);
    ASSERT_FALSE(restored) << length;
    ASSERT_EQ(restored.error().code, ErrorCode::corrupt) << restored.error().message;
  }
  EXPECT_FALSE(fs::exists(other.database));
}

TEST_P(Backup, IsNotMadeOfABrokenTrail) {
  ASSERT_TRUE(database->run(Access::write, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(transaction.execute("UPDATE events SET actor = 'somebody' WHERE sequence = 700"));
    return {};
  }));
  EXPECT_EQ(back_up(place, folder / "backup", now).error().code, ErrorCode::corrupt);
  EXPECT_FALSE(fs::exists(folder / "backup"));
  EXPECT_EQ(check_store(place).error().code, ErrorCode::corrupt);
}

TEST_P(Backup, CheckFindsBlobsThatAreMissingSpoiltOrUnnamed) {
  const Blobs blobs = Blobs::open(place.data_folder).value();
  ASSERT_TRUE(blobs.put(view_of("nobody names me")));
  EXPECT_EQ(check_store(place).value().unnamed_blobs, 1);
  EXPECT_TRUE(check_store(place).value().bad_blobs.empty());
  std::ofstream(place.data_folder / "blobs" / blob.substr(0, 2) / blob.substr(2)) << "other";
  EXPECT_EQ(check_store(place).value().bad_blobs, std::vector<std::string>{blob});
  EXPECT_EQ(back_up(place, folder / "backup", now).error().code, ErrorCode::corrupt);
  ASSERT_TRUE(blobs.remove(blob));
  EXPECT_EQ(check_store(place).value().bad_blobs, std::vector<std::string>{blob});
}

HOSHI_ON_BOTH_STORES(Backup);

TEST(BackupOfNothing, SaysThatThereIsNoStore) {
  const Place nowhere = place_in("/nonexistent");
  EXPECT_EQ(back_up(nowhere, "/tmp/never", now).error().code, ErrorCode::not_found);
  EXPECT_EQ(check_store(nowhere).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hoshi::store
