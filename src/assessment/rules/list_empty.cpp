// A list that an observation carries (of weaknesses, say) has no entry.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/surfaces.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

std::string entries_of(const ValueList& list) {
  std::vector<std::string> entries;
  for (const auto& entry : list) entries.push_back(entry.is_text() ? entry.as_text() : to_json(entry));
  return join(entries, ", ");
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& fact = input.check.arguments["fact"].as_text();
  const std::string& list = input.check.arguments["list"].as_text();
  const auto observations = input.file.observations.with_fact(fact);
  if (observations.empty()) findings.stays_open(reason("list.not_seen", {{"fact", fact}}));
  for (const auto* seen : observations) {
    findings.rest_on(*seen);
    const std::string subject = label_of(seen->subject);
    const Value& entries = seen->value[list];
    if (!entries.is_list()) {
      findings.stays_open(reason("list.missing", {{"fact", fact}, {"list", list}, {"subject", subject}}));
    } else if (entries.as_list().empty()) {
      findings.passes(reason("list.empty", {{"fact", fact}, {"list", list}, {"subject", subject}}));
    } else {
      findings.fails(
          reason("list.entries", {{"subject", subject}, {"entries", entries_of(entries.as_list())}}));
    }
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_list_empty;
const Rule rule_list_empty{"list_empty", {"fact", "list"}, {"fact", "list"}, {}, false, evaluate};

}  // namespace hoshi::assessment
