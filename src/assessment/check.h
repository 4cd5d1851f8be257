// Runs one check: finds its rule, tests that the rule has what it needs, and fails closed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "assessment/rule.h"

namespace hoshi::assessment {

// An unknown rule, a missing parameter, argument or question, a rule that throws, gives no reason, or a
// verdict that a rule may not give: inconclusive, with that as the reason.
CheckResult run_check(const Check& check, const Criterion& criterion, const CaseFile& file);

// The same with the rule given; null is an unknown rule.
CheckResult run_check(const Rule* rule, const RuleInput& input);

}  // namespace hoshi::assessment
