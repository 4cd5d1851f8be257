// What a judgement comes to: how many of each verdict, and what is still to be answered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "domain/assessment.h"

namespace hoshi::assessment {

struct Summary {
  std::map<Verdict, std::size_t> counts;  // of criteria; every verdict is there, also with 0
  std::vector<OpenQuestion> questions;    // over the whole judgement, each once, in the order of the criteria
};

// Questions of advice, of alternatives that do not count and of criteria that are done with are not asked.
Summary summarise(const Judgement& judgement);

}  // namespace hoshi::assessment
