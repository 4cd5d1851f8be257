// The level, its scope, contradictions, choices, what is provisional, and the summary.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/judge.h"

#include "assessment/judgement_value.h"
#include "assessment/summary.h"
#include "case.h"

namespace hoshi::assessment {
namespace {

Case passing() {
  Case given("support_end_stated");
  given.product.support_end = "2031-03-31";
  return given.as_item();
}

Check check_of(std::string rule, Basis basis = Basis::required) {
  Check check;
  check.id = rule;
  check.rule = std::move(rule);
  check.basis = basis;
  return check;
}

TEST(Judge, PassesTheLevelWhenItsCriteriaPass) {
  const auto judgement = passing().judged_level();
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(judgement.level, 1);
  EXPECT_TRUE(judgement.reasons.empty());
}

TEST(Judge, KnowsNoLevelThatIsNotThere) {
  Case given = passing();
  const auto judgement = judge(given.file());
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(judgement.reasons, "level.unknown"));
}

TEST(Judge, DecidesNothingWithoutCriteria) {
  Case given;
  Level level;
  level.number = 1;
  level.assessable = true;
  given.scheme.levels = {level};
  const auto judgement = judge(given.file());
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(judgement.reasons, "level.no_criteria"));
}

TEST(Judge, PassesNoLevelThatCannotBeAssessed) {
  Case given = passing();
  given.judged_level();
  given.scheme.levels[0].assessable = false;
  EXPECT_EQ(judge(given.file()).verdict, Verdict::inconclusive);
}

TEST(Judge, IsInconclusiveForACriterionThatIsMissing) {
  Case given = passing();
  given.judged_level();
  given.scheme.levels[0].criteria.push_back("T-99");
  const auto judgement = judge(given.file());
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(judgement.criteria.at(1).criterion, "T-99");
  EXPECT_TRUE(gives(judgement.criteria[1].reasons, "criterion.missing"));
}

TEST(Judge, NeverPassesAProductOutOfScopeButShowsItsCriteria) {
  Case given = passing();
  given.scheme.scope_out = {"smartphone"};
  given.product.kind = "smartphone";
  const auto judgement = given.judged_level();
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(judgement.reasons, "scope.out"));
  EXPECT_EQ(judgement.criteria.at(0).verdict, Verdict::pass);
}

TEST(Judge, NeverPassesAProductWhoseKindIsNotSaid) {
  Case given = passing();
  given.product.kind = "";
  EXPECT_EQ(given.judged_level().verdict, Verdict::pass);
  given.scheme.scope_out = {"smartphone"};
  const auto judgement = given.judged_level();
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(judgement.reasons, "scope.not_said"));
}

Case contradicted(bool is_fatal) {
  Case given = passing();
  Check check = check_of("no_undeclared_interface", Basis::contradicts_declaration);
  check.satisfied_by_declaration = is_fatal;
  given.criterion.items[0].checks.push_back(check);
  return given;
}

TEST(Contradiction, ChangesNothingUntilItIsFound) {
  const auto result = contradicted(true).judged();
  EXPECT_EQ(result.verdict, Verdict::pass);
  EXPECT_EQ(result.items[0].checks[1].verdict, Verdict::inconclusive);
}

TEST(Contradiction, CastsDoubtOnTheCriterion) {
  const auto result = contradicted(false).see("route.undeclared", web).judged();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(result.reasons, "criterion.contradiction"));
}

TEST(Contradiction, FailsTheCriterionThatTheDeclarationSatisfied) {
  EXPECT_EQ(contradicted(true).see("route.undeclared", web).judged().verdict, Verdict::fail);
}

TEST(Contradiction, DoesNotSoftenAFail) {
  Case given = contradicted(false).see("route.undeclared", web);
  Check failing = check_of("fact_absent");
  failing.arguments = object({{"fact", "route.undeclared"}, {"control_fact", "ports.scanned"}});
  given.criterion.items[0].checks.push_back(failing);
  EXPECT_EQ(given.judged().verdict, Verdict::fail);
}

TEST(Choice, TakesTheItemTheDescriptionChooses) {
  Case given = passing();
  given.criterion.combine = Combine::chosen;
  given.criterion.items.push_back({"2", {}, Confidence::official, {check_of("ports_scanned")}});
  EXPECT_TRUE(gives(given.judged().reasons, "choice.none"));
  given.product.choices = {{"T-01", "1"}};
  EXPECT_EQ(given.judged().verdict, Verdict::pass);
  given.product.choices = {{"T-01", "2"}};
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  given.product.choices = {{"T-01", "3"}};
  EXPECT_TRUE(gives(given.judged().reasons, "choice.unknown"));
  given.product.choices = {{"T-01", "1"}, {"T-01", "2"}};
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(given.judged().reasons, "choice.conflicting"));
}

TEST(Advice, NeverCounts) {
  Case given = passing();
  given.criterion.advice = {check_of("ports_scanned")};
  const auto result = given.judged();
  EXPECT_EQ(result.verdict, Verdict::pass);
  EXPECT_EQ(result.advice.at(0).basis, Basis::beyond);
  EXPECT_EQ(result.advice.at(0).verdict, Verdict::inconclusive);
}

TEST(CriterionWithoutItems, IsInconclusive) {
  const auto result = Case().judged();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(result.reasons, "criterion.no_items"));
}

Case with_length(Confidence parameter) {
  Case given("default_value_rule");
  given.parameter("per_unit_characters_min", 6, parameter).parameter("user_set_characters_min", 8, parameter);
  Authentication admin;
  admin.id = "admin";
  admin.factor = "password";
  admin.default_value = "unique_per_unit";
  admin.minimum_length = 12;
  given.product.authentications = {admin};
  return given;
}

TEST(Provisional, IsAVerdictThatUsedAnUnverifiedParameter) {
  EXPECT_TRUE(with_length(Confidence::unverified).as_item().judged().provisional);
  EXPECT_FALSE(with_length(Confidence::secondary).as_item().judged().provisional);
}

TEST(Provisional, IsNotAVerdictThatUsedNone) {
  Case given = with_length(Confidence::unverified);
  given.product.authentications[0].default_value = "common";
  EXPECT_EQ(given.as_item().judged().verdict, Verdict::fail);
  EXPECT_FALSE(given.judged().provisional);
}

TEST(Provisional, IsAVerdictOfAnUnverifiedItemThatCounts) {
  Case given = passing();
  given.criterion.items[0].confidence = Confidence::unverified;
  EXPECT_TRUE(given.judged().provisional);
}

TEST(Provisional, IsNotAnAlternativeThatAVerifiedOneMakesNeedless) {
  Case given = passing();
  given.criterion.combine = Combine::any;
  given.as_item(Confidence::unverified);
  EXPECT_FALSE(given.judged().provisional);
  given.criterion.items[0].checks = {check_of("ports_scanned")};
  EXPECT_TRUE(given.judged().provisional);
}

TEST(Summary, CountsVerdictsAndAsksEachQuestionOnce) {
  Case given("confirmed");
  given.ask("routes").as_item().route("web", 443);
  given.criterion.items.push_back(given.criterion.items[0]);
  given.criterion.advice = {given.check};
  const auto summary = summarise(given.judged_level());
  EXPECT_EQ(summary.counts.at(Verdict::inconclusive), 1u);
  EXPECT_EQ(summary.counts.at(Verdict::pass), 0u);
  EXPECT_EQ(summary.questions, (std::vector<OpenQuestion>{{"T-01/ask", "web"}}));
}

TEST(Summary, AsksNothingOfAdviceOrOfItemsNotChosen) {
  Case given("confirmed");
  given.ask().as_item();
  given.criterion.combine = Combine::chosen;
  given.criterion.advice = {given.check};
  EXPECT_TRUE(summarise(given.judged_level()).questions.empty());
  given.product.choices = {{"T-01", "1"}};
  EXPECT_EQ(summarise(given.judged_level()).questions.size(), 1u);
}

TEST(JudgementValue, HoldsWhatTheVerdictRestsOn) {
  Case given = with_length(Confidence::unverified);
  given.as_item();
  given.criterion.items[0].checks.push_back(check_of("ports_scanned"));
  given.see("ports.scanned", {"main", "tcp", ""}, object({{"complete", true}, {"control", true}}));
  const auto judgement = given.judged_level();
  const Value value = to_value(judgement, given.scheme);
  EXPECT_EQ(value["verdict"].as_text(), "pass");
  const Value& criterion = value["criteria"].as_list().at(0);
  EXPECT_EQ(criterion["id"].as_text(), "T-01");
  EXPECT_TRUE(criterion["provisional"].as_bool());
  EXPECT_EQ(criterion["because"].as_list().at(0).as_text(), given.file().observations.all().front().id);
  EXPECT_EQ(to_json(criterion["parameters"]),
            R"([{"confidence":"unverified","name":"per_unit_characters_min","unit":"","value":6}])");
  EXPECT_EQ(criterion["items"].as_list().at(0)["checks"].as_list().size(), 2u);
  EXPECT_EQ(value["counts"]["pass"].as_integer(), 1);
  EXPECT_TRUE(value["questions"].is_list());
}

TEST(JudgementValue, ShowsAnOverrideWithBothVerdicts) {
  Case given("support_end_stated");
  Record record = said("T-01/override", "", Answer::unknown);
  record.verdict = "fail";
  record.comment = "seen otherwise";
  record.second_person = "Suzuki Jiro";
  record.file = "x";
  record.sha256 = record.sha256_now = "aa";
  given.records = {record};
  const auto judgement = given.as_item().judged_level();
  const Value value = to_value(judgement, given.scheme);
  const Value& shown = value["criteria"].as_list().at(0)["overridden"].as_list().at(0);
  EXPECT_EQ(shown["from"].as_text(), "inconclusive");
  EXPECT_EQ(shown["to"].as_text(), "fail");
  EXPECT_EQ(shown["record"]["comment"].as_text(), "seen otherwise");
}

}  // namespace
}  // namespace hoshi::assessment
