// The rules by id, and the walk over machines, kinds, levels and profiles.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/constitution.h"

#include <algorithm>
#include <array>
#include <set>

#include "workflow/breaches.h"
#include "workflow/graph.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {

std::span<const ConstitutionRule> constitution() {
  using R = ConstitutionRule;
  static constexpr std::array all{
      R{"C01", "constitution.unreachable_state", "C01: the state \"{state}\" cannot be reached"},
      R{"C02", "constitution.dead_end", "C02: no step leads out of \"{state}\", which does not end"},
      R{"C03", "constitution.way_out_of_end", "C03: \"{event}\" leads out of \"{state}\", which ends"},
      R{"C04", "constitution.doubled_step", "C04: \"{event}\" stands twice for the state \"{state}\""},
      R{"C05", "constitution.own_judge", "C05: \"{event}\" decides and must differ from \"{other}\" (profile {profile}, level {level})"},
      R{"C06", "constitution.issue_role", "C06: issuing belongs to the role issuer alone"},
      R{"C07", "constitution.revocation_people",
        "C07: a revocation needs at least {people} people (profile {profile}), here {found}"},
      R{"C08", "constitution.appeal_panel",
        "C08: a decision on an appeal must differ from \"{other}\" and needs at least {people} people (profile {profile})"},
      R{"C09", "constitution.party_judges", "C09: the role {role} may not accept, recommend or decide"},
      R{"C10", "constitution.no_person_judges", "C10: the role {role} may not take this step; people with an office role do"},
      R{"C11", "constitution.words_missing", "C11: words are missing in Japanese or English"},
      R{"C12", "constitution.turn", "C12: a state says whose move it is, unless it ends"},
      R{"C13", "constitution.due_days", "C13: a state that the clock ends after a deadline needs due_days above 0"},
      R{"C14", "constitution.clock_only", "C14: a step of the clock rests on time alone, and a step that rests on time is the clock's"},
      R{"C15", "constitution.notice_missing", "C15: there is no notice \"{notice}\""},
      R{"C16", "constitution.number_pattern", "C16: the pattern is not valid: {why}"},
      R{"C17", "constitution.number_missing", "C17: there is no number format for \"{kind}\""},
      R{"C18", "constitution.number_confused", "C18: a number could also be one of the kind \"{kind}\""},
      R{"C19", "constitution.public_status",
        "C19: a label's state needs a public status with words in office.toml, and only labels have one"},
      R{"C20", "constitution.edition_guard", "C20: \"{event}\" judges by the criteria and needs the guard edition_adopted"},
      R{"C21", "constitution.laboratory_report", "C21: at level {level}, \"{event}\" needs the guard laboratory_report"},
      R{"C22", "constitution.skipped_act", "C22: a label could be issued without a {act} (kind {kind})"},
      R{"C23", "constitution.machine_missing", "C23: the state machine \"{machine}\" is missing"},
      R{"C24", "constitution.default_not_strictest",
        "C24: the default profile must be the strictest, but \"{profile}\" is stricter about \"{event}\""},
      R{"C25", "constitution.term_missing", "C25: level {level} needs exactly one term"},
      R{"C26", "constitution.fee_missing", "C26: level {level}, kind {kind}: no fee is named, not even one that is not known"},
      R{"C27", "constitution.fee_ambiguous", "C27: this fee and \"{other}\" can apply to the same application"},
      R{"C28", "constitution.notice_slot", "C28: there is no slot \"{slot}\" to fill here"},
      R{"C29", "constitution.early_announcement", "C29: nothing may be announced before acceptance, but \"{state}\" allows it"},
      R{"C30", "constitution.unbound_bytes",
        "C30: \"{event}\" must name in `after` the {act} it rests on, so that a change of the bytes voids it"},
      R{"C31", "constitution.retention_missing", "C31: personal data of the kind \"{data}\" have no rule of retention"},
      R{"C32", "constitution.no_interest_statement", "C32: who decides states conflicts of interest"},
      R{"C33", "constitution.no_reason", "C33: a revocation or a decision on an appeal gives a reason"},
      R{"C34", "constitution.announcement_state", "C34: the machine application has no state \"{state}\""},
      R{"C35", "constitution.levels_unknown", "C35: no edition of the criteria is named for level {level}, which is assessable"},
      R{"C36", "constitution.silent_step", "C36: a step that the party is not shown tells it nothing: no notice, no log entry, no move or role of the party"},
      R{"C37", "constitution.addressed_step", "C37: only a step of the office in a case that leaves the move to the party is addressed to it"},
  };
  return all;
}

void Breaches::add(std::string_view id, std::string file, int line, std::string where, std::map<std::string, std::string> slots) {
  const auto rules = constitution();
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const ConstitutionRule& one) { return one.id == id; });
  HOSHI_ASSERT(rule != rules.end());
  Breach breach{&*rule, std::move(file), line, std::move(where), std::move(slots)};
  if (std::find(all_.begin(), all_.end(), breach) == all_.end()) all_.push_back(std::move(breach));
}

std::string file_of(const Machine& machine) { return "workflow/" + machine.name + ".toml"; }

bool is_among(const std::vector<std::string>& all, std::string_view one) { return std::find(all.begin(), all.end(), one) != all.end(); }

namespace {

// Before kinds are told apart: what no kind reaches.
void check_reachable(const Machine& machine, Breaches& breaches) {
  const auto reached = reachable_states(machine, [](const Transition&) { return true; });
  for (const auto& state : machine.states) {
    if (!reached.contains(state.id)) {
      breaches.add("C01", file_of(machine), state.line, machine.name + "." + state.id, {{"state", state.id}});
    }
  }
}

std::vector<std::string> kinds_of(const Machine& machine) {
  return machine.kinds.empty() ? std::vector<std::string>{""} : machine.kinds;
}

bool is_stricter(const Transition& a, const Transition& b) {
  const auto all_in = [](const auto& few, const auto& many) {
    return std::all_of(few.begin(), few.end(), [&](const auto& one) { return is_among(many, one); });
  };
  return a.people > b.people || !all_in(a.differs_from, b.differs_from) || !all_in(a.guards, b.guards) ||
         (a.needs_interest_statement && !b.needs_interest_statement);
}

void check_default(const Rulebook& rulebook, const Machine& written, const std::string& kind, const Level& level, Breaches& breaches) {
  const auto standard = machine_for(rulebook, written.name, kind, level.number, rulebook.default_profile);
  if (!standard) return;
  for (const auto& profile : rulebook.profiles) {
    const auto other = machine_for(rulebook, written.name, kind, level.number, profile.id);
    if (!other) continue;
    for (std::size_t i = 0; i < other->transitions.size(); ++i) {  // rules are laid on in place: the same steps in the same order
      if (!is_stricter(other->transitions[i], standard->transitions[i])) continue;
      const std::string& event = other->transitions[i].event;
      breaches.add("C24", "workflow.toml", profile.line, "profile." + profile.id, {{"profile", profile.id}, {"event", event}});
    }
  }
}

void check_machines(const Rulebook& rulebook, const std::vector<Level>& levels, Breaches& breaches) {
  for (const auto& written : rulebook.machines) {
    check_reachable(written, breaches);
    for (const auto& kind : kinds_of(written)) {
      for (const auto& level : levels) {
        check_default(rulebook, written, kind, level, breaches);
        for (const auto& profile : rulebook.profiles) {
          const auto machine = machine_for(rulebook, written.name, kind, level.number, profile.id);
          if (machine) check_machine({*machine, profile, level, rulebook}, breaches);
        }
      }
    }
  }
}

}  // namespace

std::vector<Breach> check_constitution(const Rulebook& rulebook, const std::vector<Level>& levels) {
  Breaches breaches;
  for (const char* name : {"application", "filing", "label", "surveillance", "complaint", "appeal", "misuse"}) {
    if (rulebook.machine(name) == nullptr) breaches.add("C23", "workflow.toml", 0, name, {{"machine", name}});
  }
  check_machines(rulebook, levels, breaches);
  check_office_data(rulebook, levels, breaches);
  return std::move(breaches).all();
}

}  // namespace hoshi::workflow
