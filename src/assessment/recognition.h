// Whether a recognised statement in force stands for a criterion (mutual recognition).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct RecognitionResult {
  bool is_accepted = false;
  bool is_provisional = false;  // the recognition itself is not verified
  std::vector<Message>
      reasons;  // accepted: what was relied on; else why each statement offered does not stand
};

// Fails closed: the scheme must name the recognition, it must have effect since a day not after today, and
// the description must offer a statement with edition, unexpired date and its document, whose bytes were had.
RecognitionResult recognition_of(const Criterion& criterion, const CaseFile& file);

}  // namespace hoshi::assessment
