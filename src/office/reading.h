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
// How far the actor sees a record: the office and the machinery all of it, others without silent steps, what lies behind them, and the way
// back (docs/workflow-format.md, `silent`), nor what one of several people has said until it takes effect.
struct Sight {
  std::vector<const store::Event*> events;  // those that are seen, oldest first; none: the actor does not know of it
  std::string state;                        // that the last of them led to
  std::string due;
  bool is_whole = true;                     // nothing is hidden
};
Sight sight_of(const workflow::Actor& actor, const Record& record, const workflow::Machine& machine);
// The first of that event, from whatever state: all have one name, and are silent or addressed alike. Null when there is none.
const workflow::Transition* transition_of(const workflow::Machine& machine, const std::string& event);
// What a step brought, text and files: the office reads all of it, a party its own and what is addressed to it.
bool may_read(const workflow::Actor& actor, const store::Event& event, const workflow::Machine& machine);
// Who of the office did a step is told to the office alone.
std::vector<HistoryStep> history_of(const Work& work, const Record& record, const workflow::Machine& machine);
bool is_turn_of(const workflow::Actor& actor, std::string_view turn);

}  // namespace hoshi::office
