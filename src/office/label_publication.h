// What the public is told of a step on a label: a line of the change feed and an entry of the public log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "office/record.h"
#include "office/work.h"

namespace hoshi::office {

// Whether the log's entry must name why.
bool needs_reason_code(const workflow::Transition& transition);
// Steps that neither change the status nor make a log entry tell nothing.
[[nodiscard]] Result<void> publish_step(Work& work, const Record& record, const workflow::Transition& transition, std::string_view status);

}  // namespace hoshi::office
