// A good update was seen to take effect; whether another image did is update_refused's.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/answers.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

// What took no effect may be the fault of the recipe or of the image: a person has to say.
CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Answers answers(input.file, *find_question(input.criterion, input.check.question));
  const auto applied = input.file.observations.with_fact("update.applied");
  bool is_seen = false;
  for (const auto* seen : applied) {
    findings.rest_on(*seen);
    if (seen->value["took_effect"].as_text() != "yes") continue;
    is_seen = true;
    findings.passes(reason("update.applied", {{"update", seen->subject.reference},
                                              {"from", seen->value["from"].as_text()},
                                              {"to", seen->value["to"].as_text()}}));
  }
  if (is_seen && answers.to("") != AnswerState::no && answers.to("") != AnswerState::conflicting) {
    return std::move(findings).result();
  }
  const auto state = judge_answer(findings, answers, "");
  const bool is_answered = state == AnswerState::yes || state == AnswerState::no;
  if (!is_answered && !is_seen && !applied.empty()) {
    findings.stays_open(reason("update.not_seen", {{"update", applied.front()->subject.reference}}));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_update_took_effect;
const Rule rule_update_took_effect{"update_took_effect", {}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
