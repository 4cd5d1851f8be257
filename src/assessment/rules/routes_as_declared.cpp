// What answers on the network is what the description declares there.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/reason.h"
#include "assessment/scans.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const ValueList& differences = input.check.arguments["differences"].as_list();
  if (differences.empty()) findings.stays_open(reason("check.argument_missing", {{"name", "differences"}}));
  for (const auto& fact : differences) {
    for (const auto* seen : input.file.observations.with_fact(fact.as_text())) {
      findings.rest_on(*seen);
      findings.fails(reason("route.differs", {{"route", label_of(seen->subject)}, {"fact", fact.as_text()}}));
    }
  }
  if (judge_scans(findings, input.file)) findings.passes(reason("route.as_declared"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_routes_as_declared;
const Rule rule_routes_as_declared{"routes_as_declared", {"differences"}, {"differences"}, {}, false, evaluate};

}  // namespace hoshi::assessment
