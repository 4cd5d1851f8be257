// The device comes back to what it was after failures around it: advice.
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

// Differences seen after rounds of that kind; "what" of each once.
std::set<std::string> differences(Findings& findings, const CaseFile& file, const std::string& kind) {
  std::set<std::string> found;
  for (const auto* seen : file.observations.with_fact("outage.differs")) {
    if (seen->value["kind"].as_text() != kind) continue;
    findings.rest_on(*seen);
    found.insert(seen->value["what"].as_text());
  }
  return found;
}

// Whom it talked to before and since: for the reader.
void rest_on_peers(Findings& findings, const CaseFile& file, const std::string& kind) {
  for (const auto* seen : file.observations.with_fact("outage.peers")) {
    if (seen->value["kind"].as_text() == kind) findings.rest_on(*seen);
  }
}

// False when no round of that kind says anything.
bool judge_kind(Findings& findings, const CaseFile& file, const std::string& kind) {
  bool is_seen = false;
  bool is_back = true;
  for (const auto* seen : file.observations.with_fact("outage.round")) {
    if (seen->value["kind"].as_text() != kind || !seen->value["control"].as_bool()) continue;
    findings.rest_on(*seen);
    is_seen = true;
    is_back = is_back && seen->value["seen_back"].as_bool();
  }
  if (!is_seen) return false;
  const auto changed = differences(findings, file, kind);
  rest_on_peers(findings, file, kind);
  if (!is_back) findings.fails(reason("recovery.not_back", {{"kind", kind}}));
  for (const auto& what : changed) findings.fails(reason("recovery.differs", {{"kind", kind}, {"what", what}}));
  if (is_back && changed.empty()) findings.passes(reason("recovery.same", {{"kind", kind}}));
  return true;
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto answers = answers_for(input);
  bool is_missing = false;
  for (const auto& kind : split(input.check.arguments["kinds"].as_text(), ' ')) {
    if (judge_kind(findings, input.file, kind)) continue;
    is_missing = true;
    const bool is_said = answers && answers->to("") == AnswerState::yes;
    if (!is_said) findings.stays_open(reason("outage.not_tried", {{"kind", kind}}));
  }
  if (answers && (is_missing || answers->to("") == AnswerState::no)) judge_answer(findings, *answers, "");
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_recovers_from;
const Rule rule_recovers_from{"recovers_from", {"kinds"}, {"kinds"}, {}, false, evaluate};

}  // namespace hoshi::assessment
