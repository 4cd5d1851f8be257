// What differs between applications, labels, cases, organisations and the office itself; perform does the rest for all of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "office/work.h"

namespace hoshi::office {

// One step as a kind sees it. The record is as it was before the step.
struct Taken {
  const Record& record;
  const Command& command;
  const workflow::Transition& transition;
  bool takes_effect = true;
  std::string subject;  // what it is bound to
};

// A step that follows in the same transaction, by the machinery or by the same actor.
struct FollowUp {
  workflow::Actor actor;
  Command command;
};

// What a step brought, for the event and the receipt.
struct Brought {
  std::string due;                          // where the step itself sets a deadline; "": by the state
  Value data;                               // of the event: hashes, ids and words, nothing personal
  std::map<std::string, std::string> made;  // numbers and ids for receipt, event and later steps
  std::vector<FollowUp> follow_ups;
};

// The facts that belong to the step's aggregate. Stateless: one object of each kind serves all threads.
class Kind {
 public:
  virtual ~Kind() = default;

  // A record with version 0 for what the command opens: id, machine, scheme, kind, level, profile, applicant, initial state.
  // forbidden when things of this kind are not opened by commands.
  [[nodiscard]] virtual Result<Record> open(Work& work, const Command& command) const = 0;
  // The same for an aggregate that is named and has no event yet. Only kinds whose ids are given from outside know such a thing
  // ("office/jc-star", "label/<number>"); for all others: not_found.
  [[nodiscard]] virtual Result<Record> begin(Work& work, const Command& command) const;
  // The machine it runs on, with its kind, level and profile laid upon.
  [[nodiscard]] virtual Result<workflow::Machine> machine(Work& work, const Record& record) const = 0;
  // Whether the actor may know that it exists. What it may do is take_step's word.
  [[nodiscard]] virtual Result<bool> is_visible(Work& work, const Record& record) const = 0;
  // Whether a guard holds now. False for a guard this kind knows nothing of.
  [[nodiscard]] virtual Result<bool> holds(Work& work, const Record& record, std::string_view guard) const = 0;
  // Steps on other aggregates that separation has to look at as well (an appeal: those of the first decision).
  [[nodiscard]] virtual Result<std::vector<workflow::PastStep>> past_besides(Work& work, const Record& record) const = 0;
  // The hash of the exact bytes a step would be bound to now; "" when there is nothing to bind to.
  [[nodiscard]] virtual Result<std::string> subject(Work& work, const Record& record, const Command& command) const = 0;
  // What the step brings: reads the command's data, allocates, and writes tables. Called after take_step has said yes.
  [[nodiscard]] virtual Result<Brought> bring(Work& work, const Taken& taken) const = 0;
  // Writes the projections after the event of the transition stands; `record` includes it.
  [[nodiscard]] virtual Result<void> project(Work& work, const Record& record, const workflow::Transition& transition) const = 0;
  // Slots and recipients of its notices; see notices.h.
  [[nodiscard]] virtual Result<std::map<std::string, std::string>> notice_slots(Work& work, const Record& record) const = 0;
};

// Null for a prefix the office does not know.
const Kind* kind_of(std::string_view prefix);

const Kind& organisation_kind();
const Kind& office_kind();
const Kind& application_kind();
const Kind& label_kind();
const Kind& case_kind();
const Kind& reading_kind();

// The situation of a record for take_step and possible_steps: every guard the machine names from its state is looked at.
struct Prepared {
  workflow::Machine machine;
  workflow::Situation situation;
};
[[nodiscard]] Result<Prepared> prepare(Work& work, const Kind& kind, const Record& record, const Command& command);

// Writes the row of `states`: whose move it is and until when.
[[nodiscard]] Result<void> keep_state(Work& work, const Record& record, const workflow::Machine& machine);

// The body of perform, without its transaction; also for follow-ups.
[[nodiscard]] Result<Receipt> take(Work& work, const Command& command);

}  // namespace hoshi::office
