// The facts of cases that guards ask for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "office/record.h"
#include "office/work.h"

namespace hoshi::office {

[[nodiscard]] Result<bool> case_holds(Work& work, const Record& record, std::string_view guard);
// The aggregates a case is about: its label, its application.
std::vector<std::string> case_is_about(const Record& record);

}  // namespace hoshi::office
