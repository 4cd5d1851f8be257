// After a deletion keys are new and earlier sessions are dead: advice.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

bool judge_keys(Findings& findings, const CaseFile& file) {
  const auto keys = file.observations.with_fact("erasure.key");
  for (const auto* seen : keys) {
    findings.rest_on(*seen);
    const std::string place = label_of(seen->subject);
    const std::string& what = seen->value["what"].as_text();
    if (seen->value["renewed"].as_bool()) findings.passes(reason("erasure.key_renewed", {{"what", what}, {"place", place}}));
    if (!seen->value["renewed"].as_bool()) findings.fails(reason("erasure.key_kept", {{"what", what}, {"place", place}}));
  }
  return !keys.empty();
}

void judge_sessions(Findings& findings, const CaseFile& file) {
  for (const auto* seen : file.observations.with_fact("erasure.remains")) {
    if (seen->value["what"].as_text() != "session") continue;
    findings.rest_on(*seen);
    findings.fails(reason("erasure.session_alive", {{"authentication", seen->subject.reference}}));
  }
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  judge_sessions(findings, input.file);
  for (const auto* peers : input.file.observations.with_fact("erasure.peers")) findings.rest_on(*peers);  // for the reader
  const bool has_keys = judge_keys(findings, input.file);
  const auto answers = answers_for(input);
  if (answers && (!has_keys || answers->to("") == AnswerState::no)) judge_answer(findings, *answers, "");
  if (!answers && !has_keys) findings.stays_open(reason("erasure.keys_not_seen"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_renewed_after_erasure;
const Rule rule_renewed_after_erasure{"renewed_after_erasure", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
