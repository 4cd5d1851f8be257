// Where values are set at first use: that this is forced at every login, as observed on a unit in factory state or as seen by hand.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

bool is(const Observation* seen, std::string_view key, std::string_view wanted) { return seen->value[key].as_text() == wanted; }

// The factory value opened it, once or still; or anything did.
bool is_usable(const Observation* seen) {
  const bool was_usable = is(seen, "state", "usable") || is(seen, "state", "open");
  return was_usable || is(seen, "after", "usable");
}

bool is_forced(const Observation* seen) {
  return is(seen, "state", "forced") && seen->value["control"].as_bool() && !is(seen, "after", "usable");
}

void judge(Findings& findings, const std::optional<Answers>& answers, const std::string& authentication,
           const std::vector<const Observation*>& all) {
  std::vector<const Observation*> own;
  std::copy_if(all.begin(), all.end(), std::back_inserter(own), [&](const auto* seen) { return is(seen, "authentication", authentication); });
  bool is_any_usable = false;
  for (const auto* seen : own) {
    findings.rest_on(*seen);
    if (!is_usable(seen)) continue;
    is_any_usable = true;
    findings.fails(reason("first_use.usable", {{"authentication", authentication}, {"login", label_of(seen->subject)}}));
  }
  if (is_any_usable) return;
  if (!own.empty() && std::all_of(own.begin(), own.end(), is_forced)) {
    const auto logins = std::to_string(own.size());
    return findings.passes(reason("first_use.forced", {{"authentication", authentication}, {"logins", logins}}));
  }
  if (answers) {
    const AnswerState state = judge_answer(findings, *answers, authentication);
    if (state == AnswerState::yes || state == AnswerState::no) return;
  }
  findings.stays_open(reason("first_use.not_seen", {{"authentication", authentication}}));
}

CheckResult evaluate(const RuleInput& input) {
  constexpr std::string_view over = "passwords:set_at_first_use";
  Findings findings(input);
  const auto answers = answers_for(input);
  const auto subjects = subjects_of(over, input.file);
  if (subjects && subjects->is_none) {
    findings.does_not_apply(reason("confirmed.none", {{"over", std::string(over)}}));
  } else if (!subjects || subjects->names.empty()) {
    findings.stays_open(reason("confirmed.no_subject", {{"over", std::string(over)}}));
  } else {
    const auto all = input.file.observations.with_fact("first_use.state");
    for (const auto& authentication : subjects->names) judge(findings, answers, authentication, all);
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_first_use_forced;
const Rule rule_first_use_forced{"first_use_forced", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
