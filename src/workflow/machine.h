// State machines of applications, labels and cases as data of a scheme, and the one place that says who may take a step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/value.h"
#include "domain/words.h"

namespace hoshi::workflow {

struct State {
  std::string id;      // "under_review"
  Words name;          // "確認作業中" / "under confirmation"
  Words meaning;       // what it means for who reads it
  Words announcement;  // what the applicant may announce in this state; empty: nothing
  std::string turn;    // whose move it is: "applicant", "office", "laboratory", "clock" or "" (ended)
  int due_days = 0;    // working days of the office calendar for the move; 0: none
  bool ends = false;   // terminal
  std::string public_status;  // labels only: key of the public word ("valid", "grace", "expired", "withdrawn", "revoked" …)
};

struct Transition {
  std::string event;               // "submit"
  std::vector<std::string> from;   // states
  std::string to;
  std::vector<std::string> roles;  // who may: any one of them
  std::vector<std::string> guards; // names of src/workflow/guards: facts that must hold ("fee_settled", "no_open_finding")
  std::vector<std::string> differs_from;  // actor must not be one who did these events of the same subject ("recommend", "submit")
  int people = 1;                  // how many different people must do it before it takes effect (four eyes: 2)
  bool needs_reason = false;       // a reason code and text must be given
  bool needs_interest_statement = false;  // a conflict-of-interest statement of the actor
  std::vector<std::string> notices;       // templates of notices to queue
  std::string log_entry;           // kind of public log entry it makes ("Issue", "Revoke" …), or ""
  Words name;                      // "受理する" / "Accept"
};

struct Machine {
  std::string name;  // "application", "label", "case"
  std::string initial;
  std::vector<State> states;
  std::vector<Transition> transitions;

  const State* state(std::string_view id) const;
  const Transition* transition(std::string_view from, std::string_view event) const;
};

// Who acts, by the grants in force now.
struct Actor {
  std::string account;           // id; "clock", "issuer" or "import" for the machinery
  std::string organisation;      // id, or ""
  std::set<std::string> roles;   // "applicant", "agent", "intake", "reviewer", "decider", "surveillance", "registrar", "administrator", "laboratory", "clock", "issuer"
};

struct PastStep {
  std::string event;
  std::string account;
  std::string organisation;
  std::string subject;  // hash of the exact bytes it was about (submission and decision hashes), or ""
};

// Everything a step may depend on. Facts that are absent do not hold.
struct Situation {
  std::string state;
  std::set<std::string> facts;      // guards that hold
  std::vector<PastStep> past;       // of this aggregate, and of what separation looks at
  std::string applicant;            // organisation of the applicant
  std::string subject;              // hash the step is bound to now
};

struct Step {
  std::string event;
  std::string reason;
  std::string interest_statement;
};

struct Outcome {
  const Transition* transition = nullptr;  // borrowed of the machine
  bool takes_effect = true;  // false: recorded, and another person must do it as well
  std::string to;            // the state after; the same as before when it does not take effect yet
};

// forbidden (role, separation, organisation of the applicant decides nothing), conflict (not in this state, guard not met) or
// invalid_input (reason or statement missing): each with what is missing. The only function in the house that says yes.
[[nodiscard]] Result<Outcome> take_step(const Machine& machine, const Situation& situation, const Actor& actor, const Step& step);

// The steps this actor could take now, and those that only lack something, for pages.
struct Possible {
  const Transition* transition = nullptr;
  std::string lacks;  // key of a text; empty: nothing
};
std::vector<Possible> possible_steps(const Machine& machine, const Situation& situation, const Actor& actor);

}  // namespace hoshi::workflow
