// A check that cannot be run properly decides nothing.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/check.h"

#include <stdexcept>

#include "case.h"

namespace hoshi::assessment {
namespace {

CheckResult passing(const RuleInput&) {
  CheckResult result;
  result.verdict = Verdict::pass;
  result.reasons.push_back({"support.stated", {}});
  result.because = {"o-2", "o-1", "o-2"};
  return result;
}

CheckResult throwing(const RuleInput&) { throw std::runtime_error("broken"); }

CheckResult silent(const RuleInput&) {
  CheckResult result;
  result.verdict = Verdict::pass;
  return result;
}

CheckResult recognising(const RuleInput& input) {
  CheckResult result = passing(input);
  result.verdict = Verdict::accepted_by_recognition;
  return result;
}

CheckResult run(const Rule& rule, const Case& given) {
  const CaseFile file = given.file();
  return run_check(&rule, {given.check, given.criterion, file});
}

void expect_undecided(const CheckResult& result, const std::string& reason) {
  EXPECT_EQ(name_of(result.verdict), "inconclusive") << reason;
  EXPECT_TRUE(gives(result.reasons, reason)) << keys_of(result.reasons);
}

TEST(Check, IsFilledWithWhatItIs) {
  const Rule rule{"any", {}, {}, {}, false, passing};
  Case given("any");
  given.check.basis = Basis::beyond;
  const auto result = run(rule, given);
  EXPECT_EQ(result.verdict, Verdict::pass);
  EXPECT_EQ(result.check, "check");
  EXPECT_EQ(result.rule, "any");
  EXPECT_EQ(result.basis, Basis::beyond);
  EXPECT_EQ(result.because, (std::vector<std::string>{"o-1", "o-2"}));
}

TEST(Check, IsInconclusiveForARuleThatIsNotThere) {
  expect_undecided(Case("no_such_rule").run(), "check.rule_unknown");
  EXPECT_EQ(find_rule("no_such_rule"), nullptr);
}

TEST(Check, IsInconclusiveWhenTheRuleThrows) {
  expect_undecided(run({"any", {}, {}, {}, false, throwing}, Case()), "check.rule_failed");
}

TEST(Check, IsInconclusiveWhenTheRuleGivesNoReason) {
  expect_undecided(run({"any", {}, {}, {}, false, silent}, Case()), "check.no_reason");
}

TEST(Check, IsInconclusiveWhenTheRuleGivesAVerdictOnlyACriterionMayHave) {
  expect_undecided(run({"any", {}, {}, {}, false, recognising}, Case()), "check.forbidden_verdict");
}

TEST(Check, IsInconclusiveWithoutAnArgumentTheRuleNeeds) {
  expect_undecided(run({"any", {"document"}, {"document"}, {}, false, passing}, Case()), "check.argument_missing");
}

TEST(Check, IsInconclusiveWithAnArgumentTheRuleDoesNotKnow) {
  Case given;
  given.check.arguments.set("dokument", "x");
  expect_undecided(run({"any", {"document"}, {}, {}, false, passing}, given), "check.argument_unknown");
}

TEST(Check, IsInconclusiveWithoutAParameterTheRuleNeeds) {
  const Rule rule{"any", {}, {}, {"tries_min"}, false, passing};
  Case given;
  expect_undecided(run(rule, given), "check.parameter_missing");
  given.check.parameters = {"tries_min"};
  expect_undecided(run(rule, given), "check.parameter_missing");
  given.parameter("tries_min", 3);
  EXPECT_EQ(run(rule, given).verdict, Verdict::pass);
}

TEST(Check, IsInconclusiveWithoutTheQuestionTheRuleAsks) {
  const Rule rule{"any", {}, {}, {}, true, passing};
  Case given;
  expect_undecided(run(rule, given), "check.question_missing");
  given.check.question = "T-01/ask";
  expect_undecided(run(rule, given), "check.question_missing");
  given.ask();
  EXPECT_EQ(run(rule, given).verdict, Verdict::pass);
}

TEST(Catalog, KnowsEveryRuleByItsName) {
  EXPECT_GE(catalog().size(), 21u);
  for (const auto* rule : catalog()) EXPECT_EQ(find_rule(rule->name), rule);
}

TEST(Catalog, HasNoRuleThatDecidesOnNothing) {
  for (const auto* rule : catalog()) {
    Case given{std::string(rule->name)};
    for (const auto& name : rule->required_arguments) given.check.arguments.set(name, "x");
    for (const auto& name : rule->parameters) given.parameter(std::string(name), 1);
    given.ask();
    const auto result = given.run();
    EXPECT_NE(result.verdict, Verdict::pass) << rule->name;
    EXPECT_NE(result.verdict, Verdict::fail) << rule->name;
    EXPECT_FALSE(result.reasons.empty()) << rule->name;
  }
}

}  // namespace
}  // namespace hoshi::assessment
