// A fact that must not be seen was not seen, by a probe that could have seen it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

// A control that says of itself that it failed is none.
bool is_control(const Observation* seen) {
  return !seen->value.has("control") || seen->value["control"].as_bool();
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& fact = input.check.arguments["fact"].as_text();
  const std::string& control = input.check.arguments["control_fact"].as_text();
  for (const auto* seen : input.file.observations.with_fact(fact)) {
    findings.rest_on(*seen);
    findings.fails(reason("fact.seen", {{"fact", fact}, {"subject", label_of(seen->subject)}}));
  }
  const auto controls = input.file.observations.with_fact(control);
  for (const auto* seen : controls) findings.rest_on(*seen);
  if (!fact.empty() && std::any_of(controls.begin(), controls.end(), is_control)) {
    findings.passes(reason("fact.not_seen", {{"fact", fact}, {"control", control}}));
  } else {
    findings.stays_open(reason("fact.no_control", {{"fact", fact}, {"control", control}}));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_fact_absent;
const Rule rule_fact_absent{"fact_absent", {"fact", "control_fact"}, {"fact", "control_fact"}, {}, false,
                            evaluate};

}  // namespace hoshi::assessment
