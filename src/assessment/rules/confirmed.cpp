// A person confirms it, once or for each subject.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Question& question = *find_question(input.criterion, input.check.question);
  const auto subjects = subjects_of(question.over, input.file);
  if (!subjects) {
    findings.stays_open(reason("confirmed.unknown_over", {{"over", question.over}}));
    return std::move(findings).result();
  }
  if (subjects->is_none) {
    findings.does_not_apply(reason("confirmed.none", {{"over", question.over}}));
  } else if (subjects->names.empty()) {
    findings.stays_open(reason("confirmed.no_subject", {{"over", question.over}}));
  }
  const Answers answers(input.file, question);
  for (const auto& subject : subjects->names) judge_answer(findings, answers, subject);
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_confirmed;
const Rule rule_confirmed{"confirmed", {}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
