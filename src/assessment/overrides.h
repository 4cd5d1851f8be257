// When two people may set another verdict than the one the evidence gives.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct OverrideResult {
  std::optional<Override> applied;
  std::vector<Message> reasons;  // the override in words, or why each one that was asked for is ignored
};

// Looks at the answers to `<criterion>/override`. One counts with a verdict other than
// accepted_by_recognition, a written comment, two different people and evidence that has not lapsed.
// Overrides that disagree are all ignored.
OverrideResult override_of(const Criterion& criterion, Verdict verdict, const CaseFile& file);

}  // namespace hoshi::assessment
