// A person confirms it, once or for each subject.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

// Arguments of the check go before what the question itself says.
const std::string& said(const RuleInput& input, std::string_view argument, const std::string& by_question) {
  return input.check.arguments.has(argument) ? input.check.arguments[argument].as_text() : by_question;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const Question& question = *find_question(input.criterion, input.check.question);
  const std::string& over = said(input, "over", question.over);
  const auto subjects = subjects_of(over, input.file);
  if (!subjects) {
    findings.stays_open(reason("confirmed.unknown_over", {{"over", over}}));
    return std::move(findings).result();
  }
  if (subjects->empty()) findings.stays_open(reason("confirmed.no_subject", {{"over", over}}));
  const Answers answers(input.file, question, said(input, "document", question.document));
  for (const auto& subject : *subjects) judge_answer(findings, answers, subject);
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_confirmed;
const Rule rule_confirmed{"confirmed", {"over", "document"}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
