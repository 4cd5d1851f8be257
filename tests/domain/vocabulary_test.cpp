// The shared words are those of the documents that define them.
// SPDX-License-Identifier: Apache-2.0
#include "domain/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"

namespace hoshi {
namespace {

std::string page(const std::string& name) {
  return read_file(std::string(HOSHI_SOURCE_FOLDER) + "/docs/" + name).value_or("");
}

// The names in the first column of the page's tables: "| `port.open` | …".
std::vector<std::string> first_column(const std::string& text) {
  std::vector<std::string> names;
  for (const auto& line : split(text, '\n')) {
    if (line.starts_with("| `")) names.push_back(split(line, '`')[1]);
  }
  return names;
}

TEST(Vocabulary, KnowsTheFactsOfThePageOfFacts) {
  EXPECT_THAT(fact_names(), ::testing::UnorderedElementsAreArray(first_column(page("facts.md"))));
}

TEST(Vocabulary, KnowsTheKindsOfThePageOfDescriptions) {
  const std::string text = page("product-description.md");
  for (const auto& kind : document_kinds()) EXPECT_NE(text.find(kind), std::string::npos) << kind;
  for (const auto& kind : product_kinds()) EXPECT_NE(text.find(kind), std::string::npos) << kind;
}

TEST(Vocabulary, KnowsWhatThePageOfRulesAsksOver) {
  const std::string text = page("rules.md");
  for (const auto& name : asked_over_names()) {
    EXPECT_NE(text.find("`" + split(name, ':')[0]), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace hoshi
