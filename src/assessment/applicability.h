// Whether a criterion applies: features, written reasons, and observations against them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

enum class Applies {
  yes,
  no,        // the feature is absent, the reason is written, and nothing observed contradicts it
  doubtful,  // the criterion is at most inconclusive
};

struct Applicability {
  Applies applies = Applies::yes;
  std::vector<Message> reasons;         // empty for `yes`
  std::vector<std::string> because;     // ids of observations that contradict
  const NotApplicable* rule = nullptr;  // the one that was used, for `no`
};

Applicability applicability_of(const Criterion& criterion, const CaseFile& file);

// Observations that show the product has the feature, whatever the description says; ids, sorted.
std::vector<std::string> seen_against_absence(std::string_view feature, const CaseFile& file);

}  // namespace hoshi::assessment
