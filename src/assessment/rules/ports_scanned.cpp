// Every port of every target was looked at, by a scan that could have seen an open one.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/reason.h"
#include "assessment/scans.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  if (judge_scans(findings, input.file)) findings.passes(reason("scan.complete"));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_ports_scanned;
const Rule rule_ports_scanned{"ports_scanned", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
