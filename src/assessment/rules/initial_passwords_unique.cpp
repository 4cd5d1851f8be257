// Nothing observed refutes that first passwords are unique per unit and cannot be guessed. Only ever refutes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "assessment/findings.h"
#include "assessment/reason.h"
#include "assessment/subjects.h"
#include "base/text.h"

namespace hoshi::assessment {
namespace {

constexpr std::string_view over = "passwords:unique_per_unit";

std::string units_of(const Observation& seen) {
  std::vector<std::string> units;
  for (const auto& unit : seen.value["units"].as_list()) units.push_back(unit.as_text());
  return join(units, ", ");
}

std::vector<const Observation*> of(const RuleInput& input, std::string_view fact, const std::string& authentication) {
  auto all = input.file.observations.with_fact(fact);
  std::erase_if(all, [&](const auto* seen) { return seen->subject.reference != authentication; });
  return all;
}

void judge(Findings& findings, const RuleInput& input, const std::string& authentication) {
  const auto derivable = of(input, "initial.derivable", authentication);
  const auto shared = of(input, "initial.shared", authentication);
  for (const auto* seen : derivable) {
    findings.rest_on(*seen);
    findings.fails(reason("initial.derivable", {{"authentication", authentication},
                                                {"rule", seen->value["rule"].as_text()},
                                                {"units", units_of(*seen)}}));
  }
  for (const auto* seen : shared) {
    findings.rest_on(*seen);
    findings.fails(reason("initial.shared", {{"authentication", authentication}, {"units", units_of(*seen)}}));
  }
  if (!derivable.empty() || !shared.empty()) return;
  for (const auto* seen : of(input, "initial.compared", authentication)) {
    findings.rest_on(*seen);
    if (!seen->value["control"].as_bool() || seen->value["units"].as_list().size() < 2) continue;
    return findings.passes(reason("initial.not_refuted", {{"authentication", authentication},
                                                          {"rules", std::to_string(seen->value["rules"].as_integer())},
                                                          {"units", units_of(*seen)}}));
  }
  findings.stays_open(reason("initial.not_compared", {{"authentication", authentication}}));
}

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto subjects = subjects_of(over, input.file);
  if (subjects && subjects->is_none) {
    findings.does_not_apply(reason("confirmed.none", {{"over", std::string(over)}}));
  } else if (!subjects || subjects->names.empty()) {
    findings.stays_open(reason("confirmed.no_subject", {{"over", std::string(over)}}));
  } else {
    for (const auto& authentication : subjects->names) judge(findings, input, authentication);
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_initial_passwords_unique;
const Rule rule_initial_passwords_unique{"initial_passwords_unique", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
