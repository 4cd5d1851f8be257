// The software is not older after a deletion than it was before.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  const AnswerState state = answers ? answers->to("") : AnswerState::missing;
  bool is_settled = false;
  for (const auto* seen : input.file.observations.with_fact("erasure.version")) {
    findings.rest_on(*seen);
    const Value& older = seen->value["older"];
    if (!seen->value["control"].as_bool() || !older.is_bool()) continue;
    is_settled = true;
    const std::string& before = seen->value["before"].as_text();
    const std::string& after = seen->value["after"].as_text();
    if (older.as_bool()) findings.fails(reason("erasure.older", {{"before", before}, {"after", after}}));
    if (!older.as_bool()) findings.passes(reason("erasure.not_older", {{"before", before}, {"after", after}}));
  }
  if (answers && (!is_settled || state == AnswerState::no)) judge_answer(findings, *answers, "");
  if (!is_settled && state != AnswerState::yes) findings.stays_open(reason("erasure.version_not_seen"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_version_after_erasure;
const Rule rule_version_after_erasure{"version_after_erasure", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
