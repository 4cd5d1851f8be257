// A person confirms it, once or for each subject.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/answers.h"

namespace hoshi::assessment {
namespace {

CheckResult evaluate(const RuleInput& input) { return judge_each_subject(input, judge_answer); }

}  // namespace

extern const Rule rule_confirmed;
const Rule rule_confirmed{"confirmed", {}, {}, {}, true, evaluate};

}  // namespace hoshi::assessment
