// Every problem a reader can find has its text in both languages, and no text is left over.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "descriptions/problem_kinds.h"
#include "schemes/problem_kinds.h"
#include "tables/problem_kinds.h"
#include "tables/table.h"

namespace hoshi {
namespace {

std::vector<tables::ProblemKind> all_kinds() {
  std::vector<tables::ProblemKind> all;
  for (const auto list : {tables::problem_kinds(), descriptions::problem_kinds(), schemes::problem_kinds()}) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

Value problem_texts(const std::string& language) {
  const auto text = read_file(std::string(HOSHI_SOURCE_FOLDER) + "/translations/" + language + ".toml");
  const auto document = tables::Document::parse(text.value_or(""), language);
  return document ? tables::to_value(*document)["problem"] : Value{};
}

std::set<std::string> slots_of(std::string_view text) {
  std::set<std::string> slots;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    slots.emplace(text.substr(open, text.find('}', open) - open + 1));
  }
  return slots;
}

TEST(ProblemTexts, StandInEnglishAsInTheCode) {
  const Value texts = problem_texts("en");
  for (const auto& kind : all_kinds()) {
    ASSERT_TRUE(kind.key.starts_with("problem.")) << kind.key;
    EXPECT_EQ(texts[kind.key.substr(8)].as_text(), kind.english) << kind.key;
  }
}

TEST(ProblemTexts, StandInJapaneseWithTheSameSlots) {
  const Value texts = problem_texts("ja");
  for (const auto& kind : all_kinds()) {
    const std::string& text = texts[kind.key.substr(8)].as_text();
    EXPECT_FALSE(text.empty()) << kind.key;
    EXPECT_EQ(slots_of(text), slots_of(kind.english)) << kind.key;
  }
}

TEST(ProblemTexts, AreAllUsed) {
  std::set<std::string> keys;
  for (const auto& kind : all_kinds()) EXPECT_TRUE(keys.emplace(kind.key.substr(8)).second) << kind.key;
  for (const char* language : {"ja", "en"}) {
    const Value texts = problem_texts(language);
    for (const auto& [key, text] : texts.as_map()) EXPECT_TRUE(keys.contains(key)) << key;
  }
}

}  // namespace
}  // namespace hoshi
