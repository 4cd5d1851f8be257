// Tests the static tree: what is in it, that only changes are written, and that nothing leads out of its folder.
// SPDX-License-Identifier: Apache-2.0
#include "register/public_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/file.h"
#include "register/example.h"

namespace hoshi::public_register {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class Tree : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "hoshi-tree-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    base = name;
    folder = base / "public";
  }
  void TearDown() override { fs::remove_all(base); }

  Result<TreeReport> publish(const std::vector<Entry>& entries, const std::string& made_by = "1") {
    const auto art = [this](const Entry& entry) -> Result<LabelFiles> {
      ++drawn;
      return LabelFiles{"<svg>" + entry.number, "png", "pdf"};
    };
    return publish_tree(entries, {folder, where, words(), "{}", made_by, art});
  }
  std::string content(const std::string& path) { return read_file(folder / path).value_or("(nothing)"); }

  fs::path base;
  fs::path folder;
  Site where = site();
  int drawn = 0;
};

TEST_F(Tree, HoldsEveryPageAndFile) {
  const auto report = publish({camera(), revoked(), listed()}).value();
  EXPECT_EQ(report.labels, 3u);
  for (const char* path :
       {"index.html", "index.en.html", "labels/index.html", "labels/index.en.html", "labels/HS-2026-000123/index.html",
        "labels/HS-2026-000123/index.en.html", "labels/HS-2026-000123/label.json", "labels/HS-2026-000123/label.jsonld",
        "labels/HS-2026-000123/label.svg", "labels/HS-2026-000123/label.png", "labels/HS-2026-000123/label.pdf", "psti/index.html",
        "distribution/index.html", "data/index.en.html", "labels.csv", "labels.en.csv", "labels.xlsx", "labels.json", "labels.jsonl", "psti.csv",
        "distribution.csv", "distribution.json", "atom.xml", "atom.en.xml", "changes.json", "changes/1.json", "sitemap.xml", "sitemap-1.xml",
        "static/register.css", "register.schema.json"}) {
    EXPECT_TRUE(fs::is_regular_file(folder / path)) << path;
  }
  EXPECT_FALSE(fs::exists(folder / "labels/L~2F7~20~E2~98~85/label.svg")) << "an unproven label has no artwork";
  EXPECT_TRUE(fs::exists(folder / "labels/L~2F7~20~E2~98~85/index.html"));
}

TEST_F(Tree, WritesOnlyWhatChanged) {
  ASSERT_TRUE(publish({camera(), revoked()}));
  const int before = drawn;
  EXPECT_EQ(publish({camera(), revoked()}).value().written, 0u);
  EXPECT_EQ(drawn, before + 1) << "only the specimen";
  Entry changed = camera();
  changed.support_end = "2032-03-31";
  const auto times = [&] { return fs::last_write_time(folder / "labels/HS-2026-000007/index.html"); };
  const auto untouched = times();
  const auto report = publish({changed, revoked()}).value();
  EXPECT_THAT(content("labels/HS-2026-000123/index.html"), HasSubstr("2032年3月31日"));
  EXPECT_EQ(times(), untouched);
  // Two pages and label.json of the label; two CSV, two XLSX, JSON and JSON Lines, two PSTI lists.
  EXPECT_EQ(report.written, 11u);
}

TEST_F(Tree, FollowsTheClockAndTheProgram) {
  ASSERT_TRUE(publish({camera()}));
  where.today = {2028, 4, 1};
  EXPECT_GT(publish({camera()}).value().written, 4u);
  EXPECT_THAT(content("labels/HS-2026-000123/index.html"), HasSubstr("失効（有効期限切れ）"));
  EXPECT_THAT(content("labels/HS-2026-000123/label.json"), HasSubstr("\"expired\""));
  ASSERT_TRUE(write_file(folder / "labels/HS-2026-000123/index.html", "old program's page"));
  EXPECT_EQ(publish({camera()}).value().written, 0u) << "pages are not read while label.json and the program are the same";
  EXPECT_EQ(publish({camera()}, "2").value().written, 1u);
}

TEST_F(Tree, FinishesWhatWasInterrupted) {
  ASSERT_TRUE(publish({camera()}));
  const std::string whole = content("labels/HS-2026-000123/index.html");
  ASSERT_TRUE(write_file(folder / ".hoshi-register", "unfinished\n"));
  ASSERT_TRUE(write_file(folder / "labels/HS-2026-000123/index.html", ""));
  EXPECT_EQ(publish({camera()}).value().written, 1u);
  EXPECT_EQ(content("labels/HS-2026-000123/index.html"), whole);
}

TEST_F(Tree, SweepsWhatAKilledProcessHadBegun) {
  ASSERT_TRUE(publish({camera()}));
  const fs::path inner = folder / "labels/HS-2026-000123/index.html.new.4711", beside = folder / ".hoshi-register.new.4711";
  const fs::path of_others = folder / "labels/note.new.txt";
  for (const auto& path : {inner, beside, of_others}) ASSERT_TRUE(write_file(path, "half"));
  ASSERT_TRUE(publish({camera()}));
  EXPECT_FALSE(fs::exists(beside));
  EXPECT_TRUE(fs::exists(inner)) << "the last run came to its end, and the tree is not walked";
  ASSERT_TRUE(write_file(folder / ".hoshi-register", "unfinished\n"));
  ASSERT_TRUE(publish({camera()}));
  EXPECT_FALSE(fs::exists(inner));
  EXPECT_TRUE(fs::exists(of_others));
  fs::remove_all(folder);
  fs::create_directory(folder);
  ASSERT_TRUE(write_file(beside, "half"));
  EXPECT_TRUE(publish({camera()})) << "killed before there was a mark";
}

TEST_F(Tree, GoesOnWhereADeadProcessStopped) {
  std::vector<Entry> many(5, camera());
  for (std::size_t i = 0; i < many.size(); ++i) many[i].number = "N-" + std::to_string(i);
  int left = 4;  // the specimen and three labels
  const auto art = [&](const Entry& entry) -> Result<LabelFiles> {
    if (left-- == 0) return fail(ErrorCode::unavailable, "killed");
    return LabelFiles{"<svg>" + entry.number, "png", "pdf"};
  };
  EXPECT_FALSE(publish_tree(many, {folder, where, words(), "{}", "1", art}));
  EXPECT_FALSE(fs::exists(folder / "labels/N-3/label.json"));
  EXPECT_TRUE(publish(many));
  EXPECT_EQ(drawn, 1 + 2) << "the specimen, and what was not there";
  EXPECT_TRUE(publish(many, "2"));
  EXPECT_EQ(drawn, 3 + 1 + 5) << "another program draws all anew";
}

TEST_F(Tree, RemovesWhatIsNoMoreAndLeavesWhatItDidNotMake) {
  std::vector<Entry> many;
  for (int i = 0; i < 120; ++i) {
    many.push_back(listed());
    many.back().number = "N-" + std::to_string(i);
  }
  ASSERT_TRUE(publish(many));
  EXPECT_TRUE(fs::exists(folder / "labels/page-3.en.html"));
  ASSERT_TRUE(make_folder(folder / "labels/own"));
  ASSERT_TRUE(write_file(folder / "labels/own/readme.txt", "x"));
  many.resize(60);
  EXPECT_EQ(publish(many).value().removed, 62u);
  EXPECT_FALSE(fs::exists(folder / "labels/page-3.html"));
  EXPECT_TRUE(fs::exists(folder / "labels/page-2.html"));
  EXPECT_FALSE(fs::exists(folder / "labels/N-60"));
  EXPECT_TRUE(fs::exists(folder / "labels/own/readme.txt"));
}

TEST_F(Tree, KeepsHostileNumbersInside) {
  std::vector<Entry> entries;
  for (const std::string number : {"../../escape", "..", ".", "/etc/x", "a/b", "page-2.html", "index.html", "~2E", "x\n<y>", "ｱ"}) {
    entries.push_back(listed());
    entries.back().number = number;
  }
  entries.push_back(listed());
  entries.back().number = std::string(65, 'n');
  entries.push_back(listed());
  entries.back().number = "";
  const auto report = publish(entries).value();
  EXPECT_EQ(report.labels, 10u);
  EXPECT_EQ(report.refused.size(), 2u);
  std::size_t outside = 0;
  for (const auto& entry : fs::directory_iterator(base)) outside += entry.path() != folder;
  EXPECT_EQ(outside, 0u);
  EXPECT_TRUE(fs::is_regular_file(folder / "labels/page-2~2Ehtml/index.html"));
}

TEST_F(Tree, IsWrittenIntoNoFolderOfOthers) {
  ASSERT_TRUE(make_folder(folder));
  ASSERT_TRUE(write_file(folder / "thesis.txt", "mine"));
  EXPECT_EQ(publish({camera()}).error().code, ErrorCode::conflict);
}

TEST_F(Tree, FollowsNoLinks) {
  ASSERT_TRUE(publish({camera()}));
  ASSERT_TRUE(make_folder(base / "elsewhere"));
  fs::remove_all(folder / "labels/HS-2026-000123");
  fs::create_directory_symlink(base / "elsewhere", folder / "labels/HS-2026-000123");
  EXPECT_EQ(publish({camera()}).error().code, ErrorCode::conflict);
  EXPECT_TRUE(fs::is_empty(base / "elsewhere"));
}

TEST_F(Tree, RefusesTwoLabelsOfOneNumber) {
  EXPECT_EQ(publish({camera(), camera()}).error().code, ErrorCode::invalid_input);
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(Tree, TakesEntriesFromASource) {
  const EntrySource source = [](const std::function<void(Entry)>& give) -> Result<void> {
    give(camera());
    give(revoked());
    return {};
  };
  EXPECT_EQ(publish_tree(source, {folder, where, words(), "{}", "1", {}}).value().labels, 2u);
  const EntrySource broken = [](const auto&) -> Result<void> { return fail(ErrorCode::unavailable, "the store is gone"); };
  EXPECT_EQ(publish_tree(broken, {folder, where, words(), "{}", "1", {}}).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(fs::exists(folder / "labels/HS-2026-000007"));
}

}  // namespace
}  // namespace hoshi::public_register
