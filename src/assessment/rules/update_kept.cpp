// The new version is still there after the power was off.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

// A restart keeps the power: what is lost by it is lost, what is kept says nothing of a power cut.
CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Answers answers(input.file, *find_question(input.criterion, input.check.question));
  bool is_kept = false;
  bool is_lost = false;
  for (const auto* seen : input.file.observations.with_fact("update.kept")) {
    const Value& value = seen->value;
    findings.rest_on(*seen);
    // A device that shows no version has not shown that it lost it.
    if (!value["kept"].as_bool() && !value["version"].as_text().empty()) {
      is_lost = true;
      findings.fails(reason("update.lost", {{"update", seen->subject.reference}, {"version", value["version"].as_text()}}));
    } else if (value["kept"].as_bool() && value["after"].as_text() == "power" && value["seen_gone"].as_bool()) {
      is_kept = true;
      findings.passes(reason("update.kept", {{"update", seen->subject.reference}, {"version", value["version"].as_text()}}));
    }
  }
  const AnswerState state = answers.to("");
  const bool is_contradicted = state == AnswerState::no || state == AnswerState::conflicting;
  if (is_lost || (is_kept && !is_contradicted)) return std::move(findings).result();
  judge_answer(findings, answers, "");
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_update_kept;
const Rule rule_update_kept{"update_kept", {}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
