// The characters of first passwords allow enough bits: an upper bound of what a generator of such values can have.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

constexpr std::string_view bits_min = "initial_bits_min";

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const auto compared = input.file.observations.with_fact("initial.compared");
  if (compared.empty()) findings.stays_open(reason("initial.none_compared"));
  for (const auto* seen : compared) {
    findings.rest_on(*seen);
    const std::string& authentication = seen->subject.reference;
    const auto bits = seen->value["bits_at_most"].as_integer();
    const auto shown = std::to_string(bits);
    if (bits >= findings.parameter(bits_min)) {
      findings.passes(reason("initial.bits_enough", {{"authentication", authentication}, {"bits", shown}}));
    } else {
      findings.fails(reason("initial.bits_few", {{"authentication", authentication}, {"bits", shown}}));
    }
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_initial_passwords_strong;
const Rule rule_initial_passwords_strong{"initial_passwords_strong", {}, {}, {bits_min}, false, evaluate};

}  // namespace hoshi::assessment
