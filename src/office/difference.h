// What changed between two submissions: a structural comparison of their values. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/value.h"
#include "office/views.h"

namespace hoshi::office {

constexpr std::size_t differences_max = 1000;

// By path, sorted. Lists of texts are compared as sets (order of models means nothing), other lists by place; lists of maps
// with an "id" by that id. Long texts are cut for show. At most differences_max; the last one then has the path "…".
std::vector<Difference> differences(const Value& before, const Value& after);

}  // namespace hoshi::office
