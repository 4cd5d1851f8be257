// Keys and password hashes of one unit were not found on another.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "assessment/answers.h"
#include "assessment/reason.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

std::string units_of(const Observation& shared) {
  std::vector<std::string> units;
  for (const auto& unit : shared.value["units"].as_list()) units.push_back(unit.as_text());
  return join(units, ", ");
}

// Different keys of services say nothing about keys that never show themselves: those a person knows.
CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  for (const auto* shared : input.file.observations.with_fact("units.same")) {
    findings.rest_on(*shared);
    findings.fails(reason("units.shared", {{"what", shared->value["what"].as_text()}, {"units", units_of(*shared)}}));
  }
  for (const auto* compared : input.file.observations.with_fact("units.compared")) findings.rest_on(*compared);
  const auto answers = answers_for(input);
  if (answers) {
    judge_answer(findings, *answers, "");
  } else {
    findings.stays_open(reason("units.not_known"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_not_shared_between_units;
const Rule rule_not_shared_between_units{"not_shared_between_units", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
