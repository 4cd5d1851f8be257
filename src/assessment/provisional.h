// Whether a criterion's verdict rests on something not verified against the scheme's original.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/assessment.h"

namespace hoshi::assessment {

// For a criterion judged by its items: an item that counts is unverified, or a check that counts used an
// unverified parameter. Where one of several passing alternatives rests on nothing unverified, the verdict
// does not either.
bool is_provisional(const CriterionResult& result, const Criterion& criterion);

// Whether what the check says reaches the criterion: required checks, and contradictions that were found.
bool is_counted(const CheckResult& check);

}  // namespace hoshi::assessment
