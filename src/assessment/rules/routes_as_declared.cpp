// What answers on the network is what the description declares there.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/scans.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

// A difference that a person explained for that route is none; unexplained, it is also asked about.
void judge_difference(Findings& findings, const std::optional<Answers>& answers, const Observation& seen) {
  const std::string route = label_of(seen.subject);
  findings.rest_on(seen);
  const AnswerState state = answers ? answers->to(route) : AnswerState::missing;
  if (state == AnswerState::yes) {
    judge_answer(findings, *answers, route);
    return;
  }
  findings.fails(reason("route.differs", {{"route", route}, {"fact", seen.fact}}));
  if (answers) judge_answer(findings, *answers, route);
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const ValueList& differences = input.check.arguments["differences"].as_list();
  if (differences.empty()) findings.stays_open(reason("check.argument_missing", {{"name", "differences"}}));
  for (const auto& fact : differences) {
    for (const auto* seen : input.file.observations.with_fact(fact.as_text())) {
      judge_difference(findings, answers, *seen);
    }
  }
  if (judge_scans(findings, input.file)) findings.passes(reason("route.as_declared"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_routes_as_declared;
const Rule rule_routes_as_declared{
    "routes_as_declared", {"differences"}, {"differences"}, {}, false, evaluate};

}  // namespace hoshi::assessment
