// A quality that observations speak of, or, where there are none, a person.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

// An observation without its control (the key `control` of the arguments) says nothing.
bool counts(const RuleInput& input, const Observation& seen) {
  const std::string& control = input.check.arguments["control"].as_text();
  return control.empty() || seen.value[control].as_bool();
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& fact = input.check.arguments["fact"].as_text();
  const std::string& key = input.check.arguments["key"].as_text();
  const bool wanted = input.check.arguments["wanted"].as_bool();
  bool is_seen = false;
  for (const auto* seen : input.file.observations.with_fact(fact)) {
    if (!seen->value[key].is_bool() || !counts(input, *seen)) continue;
    is_seen = true;
    findings.rest_on(*seen);
    const std::string subject = label_of(seen->subject);
    const std::string what = seen->value["what"].as_text();
    if (seen->value[key].as_bool() == wanted) {
      findings.passes(reason("observed.good", {{"fact", fact}, {"subject", subject}, {"what", what}}));
    } else {
      findings.fails(reason("observed.bad", {{"fact", fact}, {"subject", subject}, {"what", what}}));
    }
  }
  const auto answers = answers_for(input);
  if (!is_seen && answers) judge_answer(findings, *answers, "");
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_observed_or_confirmed;
const Rule rule_observed_or_confirmed{
    "observed_or_confirmed", {"fact", "key", "wanted", "control"}, {"fact", "key", "wanted"}, {}, true, evaluate};

}  // namespace hoshi::assessment
