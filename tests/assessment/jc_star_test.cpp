// What must hold of the data of JC-STAR: complete, honest about its confidence, and decided by nothing but evidence.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "assessment/judge.h"
#include "assessment/rule.h"
#include "descriptions/shape.h"
#include "schemes/load_example.h"
#include "schemes/load_scheme.h"

namespace hoshi {
namespace {

const std::filesystem::path folder = std::filesystem::path(HOSHI_SOURCE_FOLDER) / "schemes/jc-star";
constexpr Date some_day{2026, 11, 23};

template <class Names>
std::vector<std::string> texts(const Names& names) {
  return {names.begin(), names.end()};
}

schemes::Known known_rules() {
  schemes::Known known;
  for (const auto* rule : assessment::catalog()) {
    known.rules.push_back({std::string(rule->name), texts(rule->arguments), texts(rule->required_arguments),
                           texts(rule->parameters), rule->asks});
  }
  known.is_description_path = descriptions::is_description_path;
  return known;
}

const schemes::LoadedScheme& jc_star() {
  static const auto loaded = schemes::load_scheme(folder, known_rules());
  return loaded;
}

const schemes::LoadedExamples& examples() {
  static const auto loaded = schemes::load_examples(folder, jc_star().scheme);
  return loaded;
}

TEST(JcStar, LoadsWithoutAnyProblem) {
  EXPECT_EQ(jc_star().problems.to_lines(), "");
  EXPECT_EQ(examples().problems.to_lines(), "");
  EXPECT_EQ(jc_star().scheme.criteria.size(), 16u);
}

TEST(JcStar, HasExamplesThatPassFailAndDecideNothingForEachCriterion) {
  std::map<std::string, std::set<Verdict>> shown;
  for (const auto& example : examples().examples) shown[example.criterion].insert(example.expect);
  for (const auto& criterion : jc_star().scheme.criteria) {
    const auto& verdicts = shown[criterion.id];
    for (const auto wanted : {Verdict::pass, Verdict::fail, Verdict::inconclusive}) {
      EXPECT_TRUE(verdicts.contains(wanted)) << criterion.id << " " << name_of(wanted);
    }
    EXPECT_EQ(verdicts.contains(Verdict::not_applicable), !criterion.not_applicable.empty()) << criterion.id;
    EXPECT_EQ(verdicts.contains(Verdict::accepted_by_recognition), !criterion.recognised_by.empty()) << criterion.id;
  }
}

TEST(JcStar, DecidesNothingWithoutEvidence) {
  const Product nothing;
  CaseFile file;
  file.scheme = &jc_star().scheme;
  file.product = &nothing;
  file.today = some_day;
  for (const auto& criterion : jc_star().scheme.criteria) {
    const auto result = assessment::judge_criterion(criterion, file);
    EXPECT_EQ(name_of(result.verdict), "inconclusive") << criterion.id;
  }
}

TEST(JcStar, GivesRecognitionOnlyWhereItIsOfficialAndInForce) {
  std::set<std::string> accepted;
  for (const auto& criterion : jc_star().scheme.criteria) {
    for (const auto& id : criterion.recognised_by) {
      EXPECT_EQ(id, "psti") << criterion.id;
      accepted.insert(criterion.id);
    }
  }
  EXPECT_EQ(accepted, (std::set<std::string>{"S1.1-02", "S1.1-05", "S1.1-16"}));
  for (const auto& one : jc_star().scheme.recognitions) EXPECT_EQ(one.effective, one.id == "psti") << one.id;
}

TEST(JcStar, ClaimsNoOfficialThresholdOrItem) {
  for (const auto& criterion : jc_star().scheme.criteria) {
    for (const auto& parameter : criterion.parameters) {
      EXPECT_EQ(parameter.confidence, Confidence::unverified) << criterion.id << " " << parameter.name;
    }
    for (const auto& item : criterion.items) EXPECT_NE(item.confidence, Confidence::official) << criterion.id;
  }
}

TEST(JcStar, AssessesLevelOneAloneToday) {
  for (const auto& level : jc_star().scheme.levels) {
    EXPECT_EQ(level.assessable, level.number == 1) << level.number;
    EXPECT_EQ(level.criteria.size(), level.number == 1 ? 16u : 0u) << level.number;
  }
}

}  // namespace
}  // namespace hoshi
