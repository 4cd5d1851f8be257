// The fold: what an aggregate is after its events; the only source of state, whatever the projections say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/events.h"
#include "workflow/machine.h"

namespace hoshi::office {

// What every event of the office holds in `data`, written by perform alone:
//   "to" state after · "due" of that state · "subject" hash it was bound to · "organisation" of the actor · "pending" true when another person is needed ·
//   "reason_code" · "reason" · "interest": {"id","hash"} of a row of interest_statements · "side" of the actor · "made": numbers and ids it gave ·
//   "data": what the step brought · and, in the first one, "opened": {"machine","scheme","level","kind","profile","applicant"}.
struct Record {
  std::string aggregate;    // "application/0198…"
  std::int64_t version = 0;
  std::string machine;      // name of the machine it runs on
  std::string scheme;
  std::string kind;
  std::string profile;
  int level = 0;
  std::string applicant;    // organisation
  std::string state;
  std::string due;          // YYYY-MM-DD in JST, the last day for the move of that state; "" without one
  Instant since;            // when it came into the state
  std::vector<workflow::PastStep> past;      // oldest first
  std::map<std::string, std::string> made;   // the latest of each: numbers, ids
  std::vector<store::Event> events;

  std::string prefix() const;  // "application"
  std::string id() const;      // "0198…"
  // The last event of that kind that took effect; null when there is none.
  const store::Event* last(std::string_view kind) const;
};

// corrupt when an event lacks what perform writes: the trail was altered or is of another program.
[[nodiscard]] Result<Record> fold(std::string_view aggregate, std::vector<store::Event> events);
// not_found when it has no events.
[[nodiscard]] Result<Record> load(store::Transaction& transaction, std::string_view aggregate);

}  // namespace hoshi::office
