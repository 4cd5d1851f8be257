// Properties every judgement has, tried on random cases: fail closed, monotone, indifferent to order.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <sstream>

#include "assessment/judge.h"
#include "assessment/judgement_value.h"
#include "case.h"

namespace hoshi::assessment {
namespace {

using rc::gen::elementOf;
using rc::gen::inRange;

// With a fixed seed every run tries the same cases; a counterexample is shown shrunk.
template <class Property>
testing::AssertionResult holds(const std::string& what, Property property, int cases = 500) {
  rc::detail::TestParams parameters;
  parameters.seed = 20261123;
  parameters.maxSuccess = cases;
  rc::detail::TestMetadata metadata;
  metadata.id = what;
  metadata.description = what;
  const auto result = rc::detail::checkTestable(property, metadata, parameters);
  if (result.template is<rc::detail::SuccessResult>()) return testing::AssertionSuccess();
  std::ostringstream told;
  rc::detail::printResultMessage(result, told);
  return testing::AssertionFailure() << what << ": " << told.str();
}

// Something for each rule to look at.
Case whole_case() {
  Case given;
  given.ask("routes", Question::Kind::decision);
  given.route("web", 443).purpose = "settings";
  Asset& keys_asset = given.asset("keys", {"web"});
  keys_asset.storage = "internal";
  keys_asset.set_by_user = true;
  Login login;
  login.id = "web-admin";
  login.route = "web";
  given.product.logins = {login};
  given.product.requests = {{"read", "web", "keys", "read", "/keys"}};
  given.product.targets = {{"main", ""}};
  return given;
}

Check check_for(const Rule& rule) {
  Check check;
  check.id = std::string(rule.name);
  check.rule = std::string(rule.name);
  check.question = "T-01/ask";
  for (const auto& name : rule.parameters) check.parameters.emplace_back(name);
  for (const auto& name : rule.required_arguments) check.arguments.set(name, "disclosure_policy");
  if (rule.name == "fact_absent") {
    check.arguments = object({{"fact", "route.undeclared"}, {"control_fact", "ports.scanned"}});
  }
  if (rule.name == "kept_over_outage") check.arguments = object({{"kind", "power"}});
  if (rule.name == "update_refused") check.arguments = object({{"variants", ValueList{"payload_flipped"}}});
  if (rule.name == "update_channel_refused") check.arguments = object({{"cases", ValueList{"self_signed"}}});
  if (rule.name == "routes_as_declared") check.arguments.set("differences", ValueList{"route.undeclared"});
  return check;
}

Observation seen(std::string fact, Subject subject, Value value) {
  return {"", "test", std::move(fact), std::move(subject), std::move(value), {}};
}

const Subject keys{"main", "tcp/443", "keys"};
const Subject admin{"main", "tcp/443", "web-admin"};

std::vector<Observation> failing_evidence() {
  return {
      seen("access.unauthenticated", keys, object({{"operation", "read"}, {"protected", "yes"}, {"what", "/keys"}})),
      seen("login.default_accepted", admin, object({{"account", "admin"}})),
      seen("login.throttle", admin, object({{"class", "none"}, {"tries", 99}, {"control", true}})),
      seen("asset.seen_in_clear", keys, object({{"route", "web"}})),
      seen("route.undeclared", {"main", "tcp/23", ""}, object({{"protocol", "telnet"}})),
      seen("identity.shown", web, object({{"model", "other"}})),
      seen("vulnerability.finding", {"", "", "scan"}, object({{"finding", "CVE-2"}})),
      seen("port.open", {"main", "tcp/23", ""}, Value(ValueMap{})),
      seen("login.surface", {"main", "tcp/23", ""}, object({{"kind", "telnet"}})),
      seen("update.variant", {"main", "", "fw"},
           object({{"variant", "payload_flipped"}, {"took_effect", "yes"}, {"control", true}})),
      seen("outage.kept", {"main", "", "keys"}, object({{"kind", "power"}, {"round", 1}, {"same", false}, {"control", true}})),
      seen("erasure.remains", {"main", "", "keys"}, object({{"what", "canary"}, {"where", "read"}, {"how", "raw"}})),
      seen("traffic.secret", {"", "", "boot"}, object({{"kind", "canary"}, {"asset", "keys"}, {"canary", "k"}, {"port", 80}})),
  };
}

std::vector<Observation> passing_evidence() {
  return {
      seen("access.refused", keys,
           object({{"route", "web"}, {"operation", "read"}, {"what", "/keys"}, {"control", true}})),
      seen("login.defaults_refused", admin, object({{"control", true}, {"stopped_by", ""}})),
      seen("login.throttle", admin, object({{"class", "lock_account"}, {"lock_after_tries", 5}, {"control", true}})),
      seen("update.variant", {"main", "", "fw"},
           object({{"variant", "payload_flipped"}, {"took_effect", "no"}, {"control", true}})),
      seen("outage.round", {"main", "", "power"}, object({{"kind", "power"}, {"round", 1}, {"seen_gone", true}, {"seen_back", true}, {"control", true}})),
      seen("outage.kept", {"main", "", "keys"}, object({{"kind", "power"}, {"round", 1}, {"same", true}, {"control", true}})),
      seen("erasure.round", {"main", "", ""}, object({{"recipe", "reset"}, {"seen_gone", true}, {"seen_back", true}})),
      seen("erasure.looked", {"main", "", "keys"}, object({{"found_before", true}, {"found_after", false}})),
      seen("erasure.version", {"main", "", ""}, object({{"before", "2"}, {"after", "2"}, {"older", false}, {"control", true}})),
      seen("asset.seen_protected", keys, object({{"route", "web"}})),
      seen("ports.scanned", {"main", "tcp", ""}, object({{"complete", true}, {"control", true}})),
      seen("identity.shown", web, object({{"model", "HC-100"}})),
      seen("vulnerability.scan", {"", "", "scan"},
           object({{"tool_version", "1"}, {"database_date", "2026-11-01"}, {"target", "main"}})),
      seen("port.open", web, Value(ValueMap{})),
      seen("document.kept", {"", "", "p"}, object({{"kind", "disclosure_policy"}})),
  };
}

const std::vector<std::string> subjects{"", "web", "main tcp/443", "main tcp/23", "scan CVE-2", "web-admin"};

std::vector<Record> yes_to_everything() {
  std::vector<Record> records;
  for (const auto& subject : subjects) records.push_back(said("T-01/ask", subject, Answer::yes));
  return records;
}

std::vector<Record> possible_answers() {
  std::vector<Record> records;
  for (const auto& subject : subjects) {
    for (const auto answer : {Answer::yes, Answer::no, Answer::unknown}) {
      records.push_back(said("T-01/ask", subject, answer));
    }
  }
  records.push_back(said("T-01/ask", "web", Answer::yes));
  records.back().who = "";
  return records;
}

template <class T>
std::vector<T> some_of(const std::vector<T>& all) {
  std::vector<T> some;
  for (const auto& one : all) {
    if (*inRange(0, 2) == 1) some.push_back(one);
  }
  return some;
}

void draw_items(Case& given) {
  for (const auto* rule : catalog()) {
    for (const auto& name : rule->parameters) {
      given.criterion.parameters.push_back({std::string(name), 30, "", Confidence::unverified, "", {}});
    }
  }
  given.criterion.combine = *elementOf(std::vector<Combine>{Combine::all, Combine::any, Combine::chosen});
  const int items = *inRange(1, 3);
  for (int i = 0; i < items; ++i) {
    Item item;
    item.id = std::to_string(i + 1);
    item.confidence = *elementOf(std::vector<Confidence>{Confidence::official, Confidence::unverified});
    const int checks = *inRange(1, 3);
    for (int c = 0; c < checks; ++c) {
      Check check = check_for(**elementOf(catalog()));
      check.basis = *elementOf(std::vector<Basis>{Basis::required, Basis::required, Basis::contradicts_declaration});
      check.satisfied_by_declaration = *inRange(0, 2) == 1;
      item.checks.push_back(std::move(check));
    }
    given.criterion.items.push_back(std::move(item));
  }
  if (*inRange(0, 2) == 1) given.product.choices = {{"T-01", "1"}};
}

void draw_applicability(Case& given) {
  if (*inRange(0, 3) != 0) return;
  given.criterion.not_applicable = {{*elementOf(std::vector<std::string>{"update", "ip_access"}), {}, {}}};
  given.product.source.set("update_mechanism", ValueList{});
  if (*inRange(0, 2) == 1) given.product.not_applicable = {{"T-01", "none"}};
}

void add_failing(Case& given) {
  const auto failing = some_of(failing_evidence());
  given.observations.insert(given.observations.end(), failing.begin(), failing.end());
}

// Half of the cases are all well but for what else is drawn: random parts alone would hardly ever pass.
Case drawn_case() {
  Case given = whole_case();
  draw_items(given);
  draw_applicability(given);
  const bool is_well = *inRange(0, 2) == 1;
  given.product.model = is_well || *inRange(0, 2) == 1 ? "HC-100" : "";
  given.product.support_end = is_well || *inRange(0, 2) == 1 ? "2031-03-31" : "";
  given.observations = is_well ? passing_evidence() : some_of(passing_evidence());
  given.records = is_well ? yes_to_everything() : some_of(possible_answers());
  if (*inRange(0, 3) == 0) add_failing(given);
  return given;
}

// fail < inconclusive < pass, not applicable, accepted.
int rank(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail: return 0;
    case Verdict::inconclusive: return 1;
    case Verdict::pass:
    case Verdict::not_applicable:
    case Verdict::accepted_by_recognition: return 2;
  }
  return 0;
}

std::string json(Case given) {
  const auto judgement = given.judged_level();
  return to_json(to_value(judgement, given.scheme));
}

TEST(Judging, ComesToNothingFromNothing) {
  EXPECT_TRUE(holds("nothing in, inconclusive out", [] {
    Case given;
    given.ask("routes");
    draw_items(given);
    const auto judgement = given.judged_level();
    RC_ASSERT(judgement.verdict == Verdict::inconclusive);
    RC_ASSERT(judgement.criteria.at(0).verdict == Verdict::inconclusive);
  }));
}

TEST(Judging, IsNeverImprovedByFailingEvidence) {
  EXPECT_TRUE(holds("failing evidence never improves", [] {
    Case given = drawn_case();
    const auto before = given.judged_level();
    add_failing(given);
    const auto after = given.judged_level();
    RC_ASSERT(rank(after.verdict) <= rank(before.verdict));
    RC_ASSERT(rank(after.criteria.at(0).verdict) <= rank(before.criteria.at(0).verdict));
  }));
}

TEST(Judging, IsNeverImprovedByANo) {
  EXPECT_TRUE(holds("a no never improves", [] {
    Case given = drawn_case();
    const auto before = given.judged_level();
    given.answer(*elementOf(subjects), Answer::no);
    RC_ASSERT(rank(given.judged_level().verdict) <= rank(before.verdict));
  }));
}

TEST(Judging, IsNeverChangedByAdvice) {
  EXPECT_TRUE(holds("beyond never changes", [] {
    Case given = drawn_case();
    const auto before = given.judged_level();
    const Check advice = check_for(**elementOf(catalog()));
    given.criterion.advice.push_back(advice);
    Check inside = advice;
    inside.basis = Basis::beyond;
    given.criterion.items.front().checks.push_back(inside);
    const auto after = given.judged_level();
    RC_ASSERT(after.verdict == before.verdict);
    RC_ASSERT(after.criteria.at(0).verdict == before.criteria.at(0).verdict);
    RC_ASSERT(after.criteria.at(0).provisional == before.criteria.at(0).provisional);
  }));
}

TEST(Judging, DoesNotDependOnTheOrderOfEvidence) {
  EXPECT_TRUE(holds("order is irrelevant", [] {
    Case given = drawn_case();
    const std::string before = json(given);
    std::reverse(given.observations.begin(), given.observations.end());
    std::reverse(given.records.begin(), given.records.end());
    const int turn = *inRange<int>(0, static_cast<int>(given.records.size()) + 1);
    std::rotate(given.records.begin(), given.records.begin() + turn, given.records.end());
    RC_ASSERT(json(given) == before);
  }));
}

// The properties above say something only if all kinds of verdicts are drawn, and more evidence can
// change them.
TEST(DrawnCases, ComeToEveryVerdictAndCanBeChanged) {
  std::map<Verdict, int> drawn;
  int changed = 0;
  EXPECT_TRUE(holds("all kinds of cases", [&] {
    Case given = drawn_case();
    const Verdict before = given.judged().verdict;
    ++drawn[before];
    add_failing(given);
    if (given.judged().verdict != before) ++changed;
  }, 1'000));
  constexpr int enough = 20;
  EXPECT_GT(drawn[Verdict::pass], enough);
  EXPECT_GT(drawn[Verdict::fail], enough);
  EXPECT_GT(drawn[Verdict::inconclusive], enough);
  EXPECT_GT(drawn[Verdict::not_applicable], 0);
  EXPECT_GT(changed, enough);
}

TEST(Judging, IsDeterministic) {
  EXPECT_TRUE(holds("twice the same", [] {
    const Case given = drawn_case();
    RC_ASSERT(json(given) == json(given));
  }));
}

TEST(Judging, LeavesACriterionOutOnlyWithItsReason) {
  EXPECT_TRUE(holds("not applicable only with reason", [] {
    Case given = drawn_case();
    const auto result = given.judged();
    const bool is_written = !given.product.not_applicable.empty();
    RC_ASSERT(result.verdict != Verdict::not_applicable || (is_written && gives(result.reasons, "not_applicable.reason")));
  }));
}

TEST(Judging, GivesAReasonForEveryCheckAndAQuestionForEveryMissingAnswer) {
  EXPECT_TRUE(holds("every check has a reason", [] {
    const auto result = drawn_case().judged();
    for (const auto& item : result.items) {
      for (const auto& check : item.checks) {
        RC_ASSERT(!check.reasons.empty());
        RC_ASSERT(!gives(check.reasons, "answer.missing") || !check.questions.empty());
      }
    }
  }));
}

TEST(Judging, PassesTheLevelOnlyWhenAllCriteriaDo) {
  EXPECT_TRUE(holds("the level passes only if all do", [] {
    Case given = drawn_case();
    given.judged_level();
    Criterion second = drawn_case().criterion;
    second.id = "T-02";
    given.scheme.criteria.push_back(second);
    given.scheme.levels[0].criteria.push_back(second.id);
    const auto judgement = judge(given.file());
    const bool all_done = std::all_of(judgement.criteria.begin(), judgement.criteria.end(),
                                      [](const CriterionResult& one) { return rank(one.verdict) == 2; });
    RC_ASSERT((judgement.verdict == Verdict::pass) == all_done);
  }));
}

}  // namespace
}  // namespace hoshi::assessment
