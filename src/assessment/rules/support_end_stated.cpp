// The description states until when the product is supported, as a date.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/findings.h"
#include "assessment/reason.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) {
  Findings findings(input);
  const std::string& date = input.file.product->support_end;
  if (parse_date(date)) {
    findings.passes(reason("support.stated", {{"date", date}}));
  } else {
    findings.stays_open(reason("support.not_stated"));
  }
  return std::move(findings).result();
}

}  // namespace

extern const Rule rule_support_end_stated;
const Rule rule_support_end_stated{"support_end_stated", {}, {}, {}, false, evaluate};

}  // namespace hoshi::assessment
