// What all queries share: a read transaction for one actor, and the parts of a view that every kind has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "office/kind.h"
#include "office/office.h"
#include "office/views.h"

namespace hoshi::office {

[[nodiscard]] Result<void> in_reading(const Office& office, const workflow::Actor& actor, const std::function<Result<void>(Work&)>& read);

// The record when the actor may know of it; not_found otherwise, in the same words.
[[nodiscard]] Result<Record> visible_record(Work& work, const Kind& kind, const std::string& aggregate);
[[nodiscard]] Result<std::vector<PossibleStep>> steps_of(Work& work, const Kind& kind, const Record& record);
// Who of the office did a step is told to the office alone.
std::vector<HistoryStep> history_of(const Work& work, const Record& record, const workflow::Machine& machine);
bool is_turn_of(const workflow::Actor& actor, std::string_view turn);

}  // namespace hoshi::office
