// Captured traffic holds no protected content in clear, and a person decides about readable traffic of unknown content.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

// The content of a canary or a known password; what is neither, or of nothing declared, is for a person to judge.
void judge_secret(Findings& findings, const CaseFile& file, const Observation& secret) {
  const std::string& peer = secret.value["peer"].as_text();
  const std::string& protocol = secret.value["protocol"].as_text();
  const Asset* asset = file.product->asset(secret.value["asset"].as_text());
  const Authentication* authentication = file.product->authentication(secret.value["authentication"].as_text());
  if (asset != nullptr && asset->is_protected) {
    findings.rest_on(secret);
    findings.fails(reason("traffic.asset", {{"asset", asset->id}, {"peer", peer}, {"protocol", protocol}}));
  } else if (authentication != nullptr) {
    findings.rest_on(secret);
    findings.fails(reason("traffic.credential", {{"authentication", authentication->id}, {"peer", peer}, {"protocol", protocol}}));
  }
}

void judge_readable(Findings& findings, const std::optional<Answers>& answers, const CaseFile& file) {
  for (const auto& subject : readable_traffic(file)) {
    if (answers) {
      const AnswerState state = judge_answer(findings, *answers, subject);
      if (state == AnswerState::yes || state == AnswerState::no) continue;
    }
    findings.stays_open(reason("traffic.readable", {{"traffic", subject}}));
  }
}

bool was_seen_protected(const CaseFile& file) {
  const auto flows = file.observations.with_fact("traffic.flow");
  return std::any_of(flows.begin(), flows.end(), [](const Observation* flow) { return flow->value["protected"].as_text() == "yes"; });
}

// Readable flows that were decided about are rested on with their answers.
void rest_on_flows(Findings& findings, const CaseFile& file) {
  for (const auto* flow : file.observations.with_fact("traffic.flow")) {
    if (flow->value["protected"].as_text() != "unknown") findings.rest_on(*flow);
  }
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto captures = input.file.observations.with_fact("traffic.seen");
  if (captures.empty()) {
    findings.does_not_apply(reason("traffic.none"));
    return std::move(findings).result();
  }
  for (const auto* capture : captures) findings.rest_on(*capture);
  for (const auto* secret : input.file.observations.with_fact("traffic.secret")) judge_secret(findings, input.file, *secret);
  rest_on_flows(findings, input.file);
  judge_readable(findings, answers_for(input), input.file);
  const bool knows_device = std::any_of(captures.begin(), captures.end(), [](const Observation* capture) { return capture->value["device"].as_bool(); });
  if (!knows_device) {
    findings.does_not_apply(reason("traffic.device_unknown"));
  } else if (was_seen_protected(input.file)) {
    findings.passes(reason("traffic.clean"));
  } else {
    findings.does_not_apply(reason("traffic.tells_nothing"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_secret_in_traffic;
const Rule rule_no_secret_in_traffic{"no_secret_in_traffic", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
