// Judges the examples of every scheme by the real code: each must lead to the verdict it names.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "assessment/judge.h"
#include "assessment/rule.h"
#include "base/text.h"
#include "descriptions/load_product.h"
#include "schemes/list_schemes.h"
#include "schemes/load_example.h"
#include "schemes/load_scheme.h"

namespace hoshi::assessment {
namespace {

constexpr Date day_of_examples{2026, 11, 23};  // where an example does not say its own

schemes::Known known_rules() {
  schemes::Known known;
  for (const auto* rule : catalog()) {
    schemes::KnownRule one;
    one.name = rule->name;
    one.arguments.assign(rule->arguments.begin(), rule->arguments.end());
    one.required_arguments.assign(rule->required_arguments.begin(), rule->required_arguments.end());
    one.parameters.assign(rule->parameters.begin(), rule->parameters.end());
    one.asks = rule->asks;
    known.rules.push_back(std::move(one));
  }
  return known;
}

// As the assessment does: the hash of a document is that of the bytes that were kept.
void give_hashes(Product& product, const Observations& observations) {
  for (auto& document : product.documents) {
    for (const auto* kept : observations.with_fact("document.kept")) {
      if (kept->subject.reference == document.id) document.sha256 = kept->value["sha256"].as_text();
    }
  }
}

std::string told(const CriterionResult& result) {
  std::string text;
  const auto tell = [&](const std::vector<Message>& reasons) {
    for (const auto& reason : reasons) {
      text += "\n    " + reason.key;
      for (const auto& [name, slot] : reason.slots) text += " " + name + "=" + slot;
    }
  };
  tell(result.reasons);
  for (const auto& item : result.items) {
    for (const auto& check : item.checks) {
      text += "\n  item " + item.item + " " + check.check + ": " + std::string(name_of(check.verdict));
      tell(check.reasons);
    }
  }
  return text;
}

void judge_example(const schemes::Example& example, const Scheme& scheme) {
  SCOPED_TRACE(example.name + ": " + example.why);
  auto loaded = descriptions::load_product(example.product, example.name, descriptions::Extent::partial);
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems.to_lines();
  CaseFile file;
  file.scheme = &scheme;
  file.observations = Observations(example.observations);
  file.records = example.records;
  file.today = example.today.value_or(day_of_examples);
  give_hashes(loaded.product, file.observations);
  file.product = &loaded.product;
  const Criterion* criterion = scheme.criterion(example.criterion);
  ASSERT_NE(criterion, nullptr) << example.criterion;
  const CriterionResult result = judge_criterion(*criterion, file);
  EXPECT_EQ(name_of(result.verdict), name_of(example.expect)) << told(result);
  if (example.provisional) {
    EXPECT_EQ(result.provisional, *example.provisional) << told(result);
  }
}

TEST(SchemeExamples, LeadToTheVerdictsTheyName) {
  const auto folders = schemes::list_schemes(HOSHI_SOURCE_FOLDER);
  ASSERT_TRUE(folders.has_value()) << folders.error().message;
  ASSERT_FALSE(folders->empty());
  for (const auto& [id, folder] : *folders) {
    const auto loaded = schemes::load_scheme(folder, known_rules());
    EXPECT_TRUE(loaded.problems.empty()) << loaded.problems.to_lines();
    const auto examples = schemes::load_examples(folder, loaded.scheme);
    EXPECT_TRUE(examples.problems.empty()) << examples.problems.to_lines();
    EXPECT_FALSE(examples.examples.empty()) << "scheme " << id << " has no examples";
    for (const auto& example : examples.examples) judge_example(example, loaded.scheme);
  }
}

}  // namespace
}  // namespace hoshi::assessment
