// The JSON form of a judgement, as assessment.json holds it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/assessment.h"

namespace hoshi::assessment {

// {"level","verdict","reasons","criteria":[{"id","verdict","provisional","reasons","items","because","advice",
// "overridden","parameters"}],"questions","counts"}. Deterministic: equal judgements give equal values.
Value to_value(const Judgement& judgement, const Scheme& scheme);

}  // namespace hoshi::assessment
