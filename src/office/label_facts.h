// The facts of labels that guards ask for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/record.h"
#include "office/work.h"

namespace hoshi::office {

[[nodiscard]] Result<bool> label_holds(Work& work, const Record& record, std::string_view guard);
// The number of the label that takes its place, or "".
[[nodiscard]] Result<std::string> successor_of(store::Transaction& transaction, std::string_view number);

}  // namespace hoshi::office
