// The images supplied hold no private keys, weak hashes or passwords that everybody could read from them.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  for (const auto* seen : input.file.observations.with_fact("image.finding")) {
    findings.rest_on(*seen);
    findings.fails(reason("image.found", {{"artifact", seen->subject.reference},
                                          {"what", seen->value["what"].as_text()},
                                          {"where", seen->value["where"].as_text()},
                                          {"detail", seen->value["detail"].as_text()}}));
  }
  bool searched = false;
  for (const auto* seen : input.file.observations.with_fact("artifact.searched")) {
    const std::string& kind = seen->value["kind"].as_text();
    const bool is_image = kind == "firmware_image" || kind == "flash_dump";
    if (!is_image || !seen->value["complete"].as_bool() || seen->value["members"].as_integer() < 1) continue;
    findings.rest_on(*seen);
    searched = true;
  }
  if (searched) {
    findings.passes(reason("image.clean"));
  } else {
    findings.stays_open(reason("image.not_read"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_no_image_finding;
const Rule rule_no_image_finding{"no_image_finding", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
