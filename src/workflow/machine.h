// State machines of applications, labels and cases as data of a scheme, and the one place that says who may take a step.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
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
  std::string feature;        // the switch of the scheme that brings it ("suspension", "restriction", "supersession"), or "": always there
  int line = 0;               // in workflow.toml
};

struct Transition {
  std::string event;               // "submit"
  std::vector<std::string> from;   // states
  std::string to;                  // "": stays where it is
  std::vector<std::string> roles;  // who may: any one of them
  std::vector<std::string> guards; // names of src/workflow/guards: facts that must hold ("fee_settled", "no_open_finding")
  std::vector<std::string> differs_from;  // actor must not be one who did these events of the same subject ("recommend", "submit")
  int people = 1;                  // how many different people must do it before it takes effect (four eyes: 2)
  bool needs_reason = false;       // a reason code and text must be given
  bool needs_interest_statement = false;  // a conflict-of-interest statement of the actor
  bool is_silent = false;          // the party is not shown it, nor the state it leads to, until a step that is shown
  bool is_addressed = false;       // its text is written to the party, which is shown it: a demand
  std::vector<std::string> notices;       // templates of notices to queue
  std::string log_entry;           // kind of public log entry it makes ("Issue", "Revoke" …), or ""
  Words name;                      // "受理する" / "Accept"
  // What it is in the eyes of the constitution: "submission", "recommendation", "decision", "appeal_decision", "issue",
  // "acceptance", "revocation" or "". Who did a submission or recommendation never does a decision, whatever the data say.
  std::string act;
  std::vector<std::string> kinds;  // of applications or filings it is for ("new", "extension"); empty: all of the machine
  std::vector<std::string> after;  // events that must have taken effect about the same subject: a later change of the bytes voids them
  std::string allocates;           // kind of number it allocates ("acceptance_number"), or ""
  std::string feature;             // as State::feature
  int line = 0;                    // in workflow.toml
};

struct Machine {
  std::string name;  // "application", "filing", "label", "surveillance", "complaint", "appeal", "misuse"
  std::string aggregate;        // "application", "label" or "case": what events of the store it folds
  std::string confidentiality;  // "office", "parties" or "public": who may read what happened (the outcome of a label is always public)
  std::vector<std::string> kinds;  // kinds it knows ("new", "extension" …); empty: it has no kinds
  std::string initial;
  int line = 0;                 // in workflow.toml
  std::vector<State> states;
  std::vector<Transition> transitions;

  const State* state(std::string_view id) const;
  const Transition* transition(std::string_view from, std::string_view event) const;
};

// Who acts, by the grants in force now. Machinery counts only under its own account: nobody is granted "clock" or "issuer".
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
  bool pending = false;  // recorded as one of several people and did not take effect by itself (Outcome::takes_effect)
};

// Everything a step may depend on. Facts that are absent do not hold.
struct Situation {
  std::string state;
  std::set<std::string> facts;      // guards that hold
  std::vector<PastStep> past;       // of what separation looks at besides, then of this aggregate, oldest first
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

// Why a step is refused, in words for people: a key of translations/*/workflow.toml with its slots, and the same in English.
struct Refusal {
  ErrorCode code = ErrorCode::forbidden;
  Message what;         // "refusal.separation" {event}, "lacks.fee_settled" …
  std::string english;  // one sentence
};

// forbidden (role, separation, organisation of the applicant decides nothing), conflict (not in this state, guard not met,
// nothing to bind to) or invalid_input (no such step; reason or statement missing, blank or too long): each with what is
// missing. The only function in the house that says yes. The error's message is the English sentence and, in brackets at its
// end, the key and slots, which refusal_in() reads again.
[[nodiscard]] Result<Outcome> take_step(const Machine& machine, const Situation& situation, const Actor& actor, const Step& step);

// What take_step wrote into an error (with_context may have put something in front); nothing in other errors.
std::optional<Message> refusal_in(const Error& error);

// The steps this actor could take now, and those that only lack something, for pages. Steps that belong to other roles are
// left out; reasons and statements do not count as lacking, for the page asks for them.
struct Possible {
  const Transition* transition = nullptr;
  std::string lacks;  // key of a text; empty: nothing
  Message why;        // the same with its slots
};
std::vector<Possible> possible_steps(const Machine& machine, const Situation& situation, const Actor& actor);

constexpr std::size_t step_text_bytes_max = 10'000;  // of a reason or a statement

}  // namespace hoshi::workflow
