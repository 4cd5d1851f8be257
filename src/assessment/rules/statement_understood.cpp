// The tool found the statement in a document of the kind; it supports, a person confirms.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& kind = input.check.arguments["document"].as_text();
  const std::string& statement = input.check.arguments["statement"].as_text();
  bool is_understood = false;
  for (const auto* seen : input.file.observations.with_fact("document.understood")) {
    if (seen->value["kind"].as_text() != kind || seen->value["statement"].as_text() != statement) continue;
    is_understood = true;
    findings.rest_on(*seen);
    findings.passes(
        reason("statement.understood", {{"statement", statement}, {"document", seen->subject.reference}}));
  }
  if (is_understood) return std::move(findings).result();
  bool is_kept = false;
  for (const auto* seen : input.file.observations.with_fact("document.kept")) {
    if (seen->value["kind"].as_text() != kind) continue;
    is_kept = true;
    findings.rest_on(*seen);
    findings.stays_open(
        reason("statement.not_found", {{"statement", statement}, {"document", seen->subject.reference}}));
  }
  if (!is_kept) findings.stays_open(reason("document.none", {{"kind", kind}}));
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_statement_understood;
const Rule rule_statement_understood{
    "statement_understood", {"document", "statement"}, {"document", "statement"}, {}, false, evaluate};

}  // namespace hoshi::assessment
