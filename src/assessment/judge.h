// Judges a case: observations, answers and description against the criteria of one level. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/assessment.h"

namespace hoshi::assessment {

// The same case gives the same judgement, whatever the order of its answers. `file.scheme` and `file.product`
// must not be null. Never fails: what cannot be judged is inconclusive, with the reason.
Judgement judge(const CaseFile& file);

// One criterion of the scheme, as `judge` does it for each.
CriterionResult judge_criterion(const Criterion& criterion, const CaseFile& file);

}  // namespace hoshi::assessment
