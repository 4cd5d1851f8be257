// Images that must not take effect did not, while the good one did by the same route.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

bool holds(const Value& list, const std::string& text) {
  const auto& all = list.as_list();
  return std::any_of(all.begin(), all.end(), [&](const Value& one) { return one.as_text() == text; });
}

struct Seen {
  bool took_effect = false;
  bool is_unclear = false;  // of at least one nobody can say it, or the good image was not seen to work
  std::set<std::string> refused;
  std::set<std::string> updates;
};

std::string listed(const std::set<std::string>& names) { return join({names.begin(), names.end()}, ", "); }

// `update` "": of every mechanism.
Seen look(const RuleInput& input, Findings& findings, const std::string& update) {
  Seen seen;
  for (const auto* one : input.file.observations.with_fact("update.variant")) {
    const std::string variant = one->value["variant"].as_text();
    const bool is_meant = holds(input.check.arguments["variants"], variant);
    if (!is_meant || (!update.empty() && one->subject.reference != update)) continue;
    findings.rest_on(*one);
    seen.updates.insert(one->subject.reference);
    const std::string& effect = one->value["took_effect"].as_text();
    if (effect == "yes") {
      seen.took_effect = true;
      findings.fails(reason("update.variant_applied", {{"update", one->subject.reference}, {"variant", variant}}));
    } else if (effect == "no" && one->value["control"].as_bool()) {
      seen.refused.insert(variant);
    } else {
      seen.is_unclear = true;
    }
  }
  return seen;
}

bool has_all_needed(const RuleInput& input, const Seen& seen) {
  const auto& needed = input.check.arguments["needed"].as_list();
  return !seen.refused.empty() && std::all_of(needed.begin(), needed.end(), [&](const Value& one) {
    return seen.refused.contains(one.as_text());
  });
}

void judge(const RuleInput& input, Findings& findings, const Answers& answers, const std::string& subject) {
  const Seen seen = look(input, findings, subject);
  if (seen.took_effect) return;
  const AnswerState state = answers.to(subject);
  const bool is_contradicted = state == AnswerState::no || state == AnswerState::conflicting;
  if (!seen.is_unclear && has_all_needed(input, seen) && !is_contradicted) {
    findings.passes(
        reason("update.variants_refused", {{"update", listed(seen.updates)}, {"variants", listed(seen.refused)}}));
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

extern const Rule rule_update_refused;
const Rule rule_update_refused{"update_refused", {"variants", "needed"}, {"variants"}, {}, true, evaluate};

}  // namespace hoshi::assessment
