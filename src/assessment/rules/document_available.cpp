// A document of the kind could be had, and was kept with its hash.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& kind = input.check.arguments["document"].as_text();
  bool is_kept = false;
  for (const auto* seen : input.file.observations.with_fact("document.kept")) {
    if (seen->value["kind"].as_text() != kind) continue;
    is_kept = true;
    findings.rest_on(*seen);
    findings.passes(reason("document.kept", {{"document", seen->subject.reference}}));
  }
  if (is_kept) return std::move(findings).result();
  bool is_unavailable = false;
  for (const auto* seen : input.file.observations.with_fact("document.unavailable")) {
    if (seen->value["kind"].as_text() != kind) continue;
    is_unavailable = true;
    findings.rest_on(*seen);
    findings.stays_open(reason("document.unavailable", {{"document", seen->subject.reference}}));
  }
  if (!is_unavailable) findings.stays_open(reason("document.none", {{"kind", kind}}));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_document_available;
const Rule rule_document_available{"document_available", {"document"}, {"document"}, {}, false, evaluate};

}  // namespace hoshi::assessment
