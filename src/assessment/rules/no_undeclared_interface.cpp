// No open port that the description does not know.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/reason.h"
#include "assessment/scans.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  for (const auto* seen : input.file.observations.with_fact("route.undeclared")) {
    findings.rest_on(*seen);
    findings.fails(
        reason("interface.undeclared", {{"port", seen->subject.target + " " + seen->subject.endpoint},
                                        {"protocol", seen->value["protocol"].as_text()}}));
  }
  // Whether or not the probe that compares came to it.
  for (const auto* port : input.file.observations.with_fact("port.open")) {
    if (input.file.product->route_at(port->subject.target, port->subject.endpoint) != nullptr) continue;
    findings.rest_on(*port);
    findings.fails(reason("port.not_declared", {{"port", port->subject.target + " " + port->subject.endpoint}}));
  }
  if (judge_scans(findings, input.file)) findings.passes(reason("interface.all_declared"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_undeclared_interface;
const Rule rule_no_undeclared_interface{"no_undeclared_interface", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
