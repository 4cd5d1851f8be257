// Search answers exactly what a walk through all texts would, on both databases; and why SQLite's trigrams are not used.
// SPDX-License-Identifier: Apache-2.0
#include "store/search.h"

#include <sqlite3.h>

#include <algorithm>
#include <random>

#include "store/both_stores.h"
#include "store/migrations.h"

namespace hoshi::store {
namespace {

using Keys = std::vector<std::string>;

SearchDocument camera() {
  return {"JC-1", {2026, 4, 1}, {"jc-1", "防犯カメラ", "qx-4711 qx-4712", "東京電機株式会社"}, {"level:1", "status:valid"}};
}
SearchDocument router() {
  return {"JC-2", {2026, 5, 1}, {"jc-2", "無線ルーター", "nc-200", "東京通信"}, {"level:2", "status:valid"}};
}
SearchDocument lock() {
  return {"JC-3", {2025, 5, 1}, {"jc-3", "電子錠 カメラ付き", "k", "京都錠前"}, {"level:1", "status:revoked"}};
}

class Search : public Store {
 protected:
  void SetUp() override {
    Store::SetUp();
    database = open();
  }
  void put(const std::vector<SearchDocument>& documents) {
    const auto done = database->run(Access::write, [&](Transaction& transaction) -> Result<void> {
      for (const SearchDocument& document : documents) HOSHI_CHECK(put_document(transaction, document));
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  Result<SearchHits> ask(const SearchQuery& query) {
    Result<SearchHits> hits;
    const auto done = database->run(Access::read, [&](Transaction& transaction) -> Result<void> {
      hits = search(transaction, query);
      if (!hits) return tl::unexpected<Error>(hits.error());
      return {};
    });
    if (!done) return tl::unexpected<Error>(done.error());
    return hits;
  }
  Keys newest(const Keys& words, const std::vector<Keys>& marks = {}) {
    const auto hits = ask({words, marks, SearchOrder::newest, 0, 200});
    EXPECT_TRUE(hits) << hits.error().message;
    if (!hits) return {};
    EXPECT_EQ(hits->count, static_cast<std::int64_t>(hits->keys.size()));
    return hits->keys;
  }
  std::unique_ptr<Database> database;
};

TEST_P(Search, FindsPartsOfWordsNewestFirst) {
  put({camera(), router(), lock()});
  EXPECT_EQ(newest({"東京"}), (Keys{"JC-2", "JC-1"}));
  EXPECT_EQ(newest({"京"}), (Keys{"JC-2", "JC-1", "JC-3"}));
  EXPECT_EQ(newest({"カメラ"}), (Keys{"JC-1", "JC-3"}));
  EXPECT_EQ(newest({"x-47"}), (Keys{"JC-1"}));
  EXPECT_EQ(newest({"東京", "カメラ"}), (Keys{"JC-1"}));
  EXPECT_EQ(newest({"k"}), (Keys{"JC-3"}));
  EXPECT_EQ(newest({"京東"}), Keys{});
  EXPECT_EQ(newest({"4711 qx"}), (Keys{"JC-1"}));
  EXPECT_EQ(newest({}), (Keys{"JC-2", "JC-1", "JC-3"}));
}

TEST_P(Search, FindsNothingAcrossFields) {
  put({camera()});
  EXPECT_EQ(newest({"カメラq"}), Keys{});
  EXPECT_EQ(newest({"1防"}), Keys{});
  EXPECT_EQ(newest({"カメラ\nqx"}), Keys{});
}

TEST_P(Search, PairsInAnotherOrderAreNoHit) {
  put({{"A", {2026, 1, 1}, {"abcab xbcy"}, {}}});
  EXPECT_EQ(newest({"abca"}), (Keys{"A"}));
  EXPECT_EQ(newest({"cabc"}), Keys{});
  EXPECT_EQ(newest({"abcy"}), Keys{});
}

TEST_P(Search, FiltersByMarks) {
  put({camera(), router(), lock()});
  EXPECT_EQ(newest({}, {{"level:1"}}), (Keys{"JC-1", "JC-3"}));
  EXPECT_EQ(newest({}, {{"level:1", "level:2"}, {"status:valid"}}), (Keys{"JC-2", "JC-1"}));
  EXPECT_EQ(newest({"京"}, {{"status:revoked"}}), (Keys{"JC-3"}));
  EXPECT_EQ(newest({}, {{"level"}}), Keys{});
  EXPECT_EQ(newest({"level:1"}), Keys{});
}

TEST_P(Search, SyntaxOfTheDatabasesIsOnlyText) {
  put({{"A", {2026, 1, 1}, {"100% \"or\" a* {1,2} it's \\ $1 near(x) _"}, {}}, camera()});
  for (const char* word : {"%", "\"or\"", "a*", "{1,2}", "it's", "\\", "$1", "near(", "_", "0% "}) EXPECT_EQ(newest({word}), (Keys{"A"})) << word;
  for (const char* word : {"'", "*\"", "%%", "or\" or", "pairs : x", "NULL", "{}", "') --"}) {
    const bool is_there = std::string(word) == "'";
    EXPECT_EQ(newest({word}), is_there ? Keys{"A"} : Keys{}) << word;
  }
}

TEST_P(Search, ForgetsWhatWasReplacedOrRemoved) {
  put({camera(), router()});
  SearchDocument changed = camera();
  changed.fields[1] = "見守りカメラ";
  changed.marks = {"level:1", "status:grace"};
  put({changed});
  EXPECT_EQ(newest({"防犯"}), Keys{});
  EXPECT_EQ(newest({"見守"}), (Keys{"JC-1"}));
  EXPECT_EQ(newest({}, {{"status:valid"}}), (Keys{"JC-2"}));
  changed.date = {2027, 1, 1};
  put({changed});
  EXPECT_EQ(newest({"東京"}), (Keys{"JC-1", "JC-2"}));
  ASSERT_TRUE(database->run(Access::write, [](Transaction& transaction) -> Result<void> {
    HOSHI_CHECK(remove_document(transaction, "JC-1"));
    return remove_document(transaction, "JC-1");
  }));
  EXPECT_EQ(newest({"東京"}), (Keys{"JC-2"}));
  EXPECT_EQ(newest({}), (Keys{"JC-2"}));
}

TEST_P(Search, RanksByWhereTheWordStands) {
  put({{"maker", {2026, 9, 9}, {"1", "router", "x", "camera inc"}, {}},
       {"inside", {2026, 9, 9}, {"2", "supercamera", "x", "y"}, {}},
       {"word", {2026, 1, 1}, {"3", "door camera", "x", "y"}, {}},
       {"start", {2026, 1, 1}, {"4", "camera one", "x", "y"}, {}},
       {"whole", {2025, 1, 1}, {"5", "camera", "x", "y"}, {}},
       {"older", {2024, 1, 1}, {"6", "camera", "x", "y"}, {}}});
  const auto hits = ask({{"camera"}, {}, SearchOrder::best, 0, 20}).value();
  EXPECT_TRUE(hits.is_ranked);
  EXPECT_EQ(hits.keys, (Keys{"whole", "older", "start", "maker", "word", "inside"}));
  EXPECT_EQ(ask({{"camera"}, {}, SearchOrder::best, 4, 1}).value().keys, (Keys{"word"}));
  EXPECT_EQ(ask({{"camera"}, {}, SearchOrder::best, 6, 1}).value().keys, Keys{});
}

TEST_P(Search, PutsWhatWasTypedInOneFirst) {
  put({{"behind", {2026, 9, 9}, {"1", "星野電機株式会社"}, {}}, {"before", {2025, 1, 1}, {"2", "株式会社星野電機"}, {}}, {"other", {2026, 9, 9}, {"3", "星野通信"}, {}}});
  EXPECT_EQ(ask({{"星野電機"}, {}, SearchOrder::best, 0, 20, "株式会社星野電機"}).value().keys, (Keys{"before", "behind"}));
  EXPECT_EQ(ask({{"星野電機"}, {}, SearchOrder::best, 0, 20, "有限会社星野電機"}).value().keys, (Keys{"behind", "before"}));
}

TEST_P(Search, GivesPages) {
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 50; ++i) documents.push_back({std::to_string(i), {2026, 1, static_cast<unsigned>(1 + i / 10)}, {"製品" + std::to_string(i)}, {}});
  put(documents);
  Keys all;
  for (std::int64_t skip = 0; skip < 60; skip += 7) {
    const auto page = ask({{"製品"}, {}, SearchOrder::newest, skip, 7}).value();
    EXPECT_EQ(page.count, 50);
    all.insert(all.end(), page.keys.begin(), page.keys.end());
  }
  EXPECT_EQ(all, newest({"製品"}));
  EXPECT_EQ(all.size(), 50u);
}

// More documents than PostgreSQL looks through before it asks the index.
TEST_P(Search, FindsTheNewestHoweverFrequentTheWord) {
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 700; ++i) {
    const std::string word = i < 3 ? "古い" : i % 50 == 0 ? "時々" : "多い";
    documents.push_back({std::to_string(i), {2026, 1, static_cast<unsigned>(1 + i / 100)}, {word}, {}});
  }
  put(documents);
  const auto page = [&](const char* word, std::int64_t skip, std::int64_t most) { return ask({{word}, {}, SearchOrder::newest, skip, most}).value().keys; };
  EXPECT_EQ(page("古い", 0, 20), (Keys{"2", "1", "0"}));
  EXPECT_EQ(page("時々", 0, 3), (Keys{"650", "600", "550"}));
  EXPECT_EQ(page("時々", 10, 20), (Keys{"150", "100", "50"}));
  EXPECT_EQ(page("多い", 0, 2), (Keys{"699", "698"}));
  EXPECT_EQ(page("多い", 600, 2), (Keys{"87", "86"}));
  EXPECT_EQ(page("無い", 0, 20), Keys{});
}

TEST_P(Search, RefusesWhatIsTooMuch) {
  EXPECT_EQ(ask({{""}, {}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({{std::string(401, 'a')}, {}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({Keys(17, "a"), {}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({{"a"}, {{}}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({{"a"}, {}, SearchOrder::newest, 10'001, 20}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({{"a"}, {}, SearchOrder::newest, -1, 20}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(ask({{"a"}, {}, SearchOrder::newest, 0, 1'001}).error().code, ErrorCode::invalid_input);
  const auto put_bad = [&](const SearchDocument& document) {
    return database->run(Access::write, [&](Transaction& transaction) { return put_document(transaction, document); });
  };
  EXPECT_EQ(put_bad({"A", {1969, 12, 31}, {"a"}, {}}).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(put_bad({"A", {2026, 1, 1}, {std::string(65u << 10, 'a')}, {}}).error().code, ErrorCode::invalid_input);
}

// Few characters, so that every pair is everywhere and only the whole word tells.
TEST_P(Search, AnswersAsAWalkThroughAllTexts) {
  std::mt19937 dice(7);
  const char* const characters[] = {"東", "京", "a", "-", "1", " ", "カ", "𠮷"};
  const auto text_of = [&](int length) {
    std::string text;
    for (int i = 0; i < length; ++i) text += characters[dice() % std::size(characters)];
    return text;
  };
  std::vector<SearchDocument> documents;
  for (int i = 0; i < 300; ++i) documents.push_back({std::to_string(i), {2026, 1 + i / 28u % 12, 1 + i % 28u}, {text_of(6), text_of(9)}, {}});
  put(documents);
  for (int i = 0; i < 150; ++i) {
    const Keys words = i % 3 == 0 ? Keys{text_of(2), text_of(1)} : Keys{text_of(1 + i % 4)};
    Keys expected;
    for (const SearchDocument& document : documents) {
      const bool has_all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        return std::any_of(document.fields.begin(), document.fields.end(), [&](const std::string& field) { return field.find(word) != std::string::npos; });
      });
      if (has_all) expected.push_back(document.key);
    }
    const auto hits = ask({words, {}, SearchOrder::best, 0, 200}).value();
    Keys found = hits.keys;
    std::sort(found.begin(), found.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(hits.count, static_cast<std::int64_t>(expected.size()));
    ASSERT_EQ(found.size(), std::min<std::size_t>(expected.size(), 200)) << words[0];
    EXPECT_TRUE(std::includes(expected.begin(), expected.end(), found.begin(), found.end())) << words[0];
  }
}

HOSHI_ON_BOTH_STORES(Search);

// dependencies.md 4.3: the day this fails, SQLite was mended, and nothing here has to change.
TEST(SqliteTrigrams, AnswerLikeWithTwoJapaneseCharactersWrongly) {
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &raw), SQLITE_OK);
  const auto run = [&](const std::string& sql) { return sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr); };
  const auto count = [&](const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(raw, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
    const int number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return number;
  };
  ASSERT_EQ(run("CREATE VIRTUAL TABLE t USING fts5(maker, tokenize = 'trigram'); INSERT INTO t VALUES ('東京電機株式会社')"), SQLITE_OK);
  EXPECT_EQ(count("SELECT count(*) FROM t WHERE maker LIKE '%東京電%'"), 1);
  const bool is_defective = std::string(sqlite3_libversion()) == "3.40.1";
  EXPECT_EQ(count("SELECT count(*) FROM t WHERE maker LIKE '%東京%'"), is_defective ? 0 : 1);
  EXPECT_EQ(count("SELECT count(*) FROM t WHERE +maker LIKE '%東京%'"), 1);
  sqlite3_close(raw);
}

// No schema of the house may use it.
TEST(SqliteTrigrams, AreInNoSchema) {
  for (const SchemaFile& file : schema_files()) EXPECT_EQ(file.sql.find("trigram'"), std::string_view::npos) << file.name;
}

}  // namespace
}  // namespace hoshi::store
