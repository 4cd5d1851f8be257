// The device fetches no update over a channel that anybody could have put there: advice.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

struct Seen {
  bool is_used = false;
  bool is_open = false;  // of at least one it was not seen why the device did not fetch, or whether it came at all
  std::set<std::string> refused;
};

bool is_meant(const RuleInput& input, const std::string& name) {
  const auto& wanted = input.check.arguments["cases"].as_list();
  return std::any_of(wanted.begin(), wanted.end(), [&](const Value& one) { return one.as_text() == name; });
}

// `update` "": of every mechanism.
Seen look(const RuleInput& input, Findings& findings, const std::string& update) {
  Seen seen;
  for (const auto* one : input.file.observations.with_fact("update.channel")) {
    const std::string name = one->value["case"].as_text();
    if (!is_meant(input, name) || (!update.empty() && one->subject.reference != update)) continue;
    findings.rest_on(*one);
    const std::string& result = one->value["result"].as_text();
    if (result == "used") {
      seen.is_used = true;
      findings.fails(reason("update.channel_used", {{"update", one->subject.reference}, {"case", name}}));
    } else if (result == "refused" && one->value["control"].as_bool()) {
      seen.refused.insert(name);
    } else {
      seen.is_open = true;
    }
  }
  return seen;
}

void judge(const RuleInput& input, Findings& findings, const Answers& answers, const std::string& subject) {
  const Seen seen = look(input, findings, subject);
  if (seen.is_used) return;
  const AnswerState state = answers.to(subject);
  const bool is_contradicted = state == AnswerState::no || state == AnswerState::conflicting;
  const bool is_whole = !seen.is_open && !seen.refused.empty() && seen.refused.size() == input.check.arguments["cases"].as_list().size();
  if (is_whole && !is_contradicted) {
    findings.passes(reason("update.channels_refused", {{"update", subject}, {"cases", join({seen.refused.begin(), seen.refused.end()}, ", ")}}));
    return;
  }
  judge_answer(findings, answers, subject);
}

CheckResult evaluate(const RuleInput& input) {
  return judge_each_subject(input, [&](Findings& findings, const Answers& answers, const std::string& subject) {
    judge(input, findings, answers, subject);
  });
}

}  // namespace

extern const Rule rule_update_channel_refused;
const Rule rule_update_channel_refused{"update_channel_refused", {"cases"}, {"cases"}, {}, true, evaluate};

}  // namespace hoshi::assessment
