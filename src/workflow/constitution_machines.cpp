// The constitution of one machine: its graph, who may do what, what a judgement rests on.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "workflow/breaches.h"
#include "workflow/graph.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

bool judges(const Transition& transition) {
  return transition.act == "decision" || transition.act == "appeal_decision" || transition.act == "revocation";
}

bool rests_on_time(const Transition& transition) {
  return is_among(transition.guards, "due_passed") || is_among(transition.guards, "term_over");
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

bool is_said(const Words& words) { return !words.ja.empty() && !words.en.empty(); }

class Check {
 public:
  Check(const MachineCase& one, Breaches& breaches)
      : machine_(one.machine), profile_(one.profile), level_(one.level), rulebook_(one.rulebook), breaches_(breaches) {}

  void run() {
    for (const auto& state : machine_.states) check_state(state);
    for (const auto& transition : machine_.transitions) {
      check_graph(transition);
      check_roles(transition);
      check_separation(transition);
      check_silence(transition);
      check_names(transition);
    }
    if (machine_.name == "application") check_application();
  }

 private:
  using Slots = std::map<std::string, std::string>;

  void add(std::string_view id, int line, const std::string& what, Slots slots = {}) {
    breaches_.add(id, file_of(machine_), line, machine_.name + "." + what, std::move(slots));
  }

  std::vector<const Transition*> from(const State& state) const {
    std::vector<const Transition*> all;
    for (const auto& transition : machine_.transitions) {
      if (is_among(transition.from, state.id)) all.push_back(&transition);
    }
    return all;
  }

  void check_state(const State& state) {
    const auto steps = from(state);
    const bool leaves = std::any_of(steps.begin(), steps.end(), [&](const Transition* one) { return !one->to.empty() && one->to != state.id; });
    if (!state.ends && !leaves) add("C02", state.line, state.id, {{"state", state.id}});
    std::set<std::string> events;
    for (const Transition* step : steps) {
      if (state.ends) add("C03", step->line, step->event, {{"event", step->event}, {"state", state.id}});
      if (!events.insert(step->event).second) add("C04", step->line, step->event, {{"event", step->event}, {"state", state.id}});
      if (is_among(step->guards, "due_passed") && state.due_days < 1) add("C13", state.line, state.id);
    }
    if (!is_said(state.name) || !is_said(state.meaning)) add("C11", state.line, state.id);
    if (state.ends != state.turn.empty() || (!state.ends && !is_among(turn_names(), state.turn))) add("C12", state.line, state.id);
    if (state.due_days < 0 || (state.ends && state.due_days != 0)) add("C13", state.line, state.id);
    check_status(state);
  }

  void check_status(const State& state) {
    const bool is_public = machine_.name == "label" && published().contains(state.id);
    const bool has_words = rulebook_.public_status(state.public_status) != nullptr;
    if (is_public ? !has_words : !state.public_status.empty()) add("C19", state.line, state.id);
  }

  // States of a label that can only be there once it was issued.
  std::set<std::string> published() const {
    const auto before = reachable_states(machine_, [](const Transition& one) { return one.act != "issue"; });
    std::set<std::string> after;
    for (const auto& state : machine_.states) {
      if (!before.contains(state.id)) after.insert(state.id);
    }
    return after;
  }

  void check_graph(const Transition& transition) {
    if (!is_said(transition.name)) add("C11", transition.line, transition.event);
  }

  void check_roles(const Transition& transition) {
    const bool is_clocks = is_among(transition.roles, "clock");
    if (is_clocks != rests_on_time(transition) || (is_clocks && transition.roles.size() != 1)) add("C14", transition.line, transition.event);
    const bool is_issue = transition.act == "issue" || transition.allocates == "registration_number" || transition.log_entry == "Issue" ||
                          transition.log_entry == "Extend";
    if (is_issue && (transition.act != "issue" || transition.roles != std::vector<std::string>{"issuer"})) {
      add("C06", transition.line, transition.event);
    }
    const bool weighs = judges(transition) || transition.act == "acceptance" || transition.act == "recommendation";
    for (const auto& role : transition.roles) {
      if (weighs && (is_party_role(role) || role == "public")) add("C09", transition.line, transition.event, {{"role", role}});
      if (role == "administrator" || (weighs && is_machinery_role(role))) add("C10", transition.line, transition.event, {{"role", role}});
    }
  }

  void check_silence(const Transition& transition) {
    const State* next = machine_.state(transition.to);
    const bool is_for_party = std::any_of(transition.roles.begin(), transition.roles.end(), is_party_role);
    const bool asks = machine_.aggregate == "case" && next != nullptr && next->turn == "applicant" && !is_for_party;
    if (transition.is_addressed && !asks) add("C37", transition.line, transition.event);
    if (!transition.is_silent) return;
    const bool tells = !transition.notices.empty() || !transition.log_entry.empty() || is_for_party || (next != nullptr && next->turn == "applicant");
    if (tells || machine_.aggregate != "case") add("C36", transition.line, transition.event);
  }

  void check_separation(const Transition& transition) {
    if (!judges(transition)) return;
    for (const auto& other : machine_.transitions) {
      const bool prepares = other.act == "submission" || other.act == "recommendation";
      if (prepares && !is_among(transition.differs_from, other.event)) {
        add("C05", transition.line, transition.event,
            {{"event", transition.event}, {"other", other.event}, {"profile", profile_.id}, {"level", std::to_string(level_.number)}});
      }
    }
    if (!transition.needs_interest_statement) add("C32", transition.line, transition.event);
    const bool explains = transition.act == "revocation" || transition.act == "appeal_decision";
    if (explains && !transition.needs_reason) add("C33", transition.line, transition.event);
    if (transition.act == "revocation" && transition.people < profile_.revocation_people) {
      add("C07", transition.line, transition.event,
          {{"people", std::to_string(profile_.revocation_people)}, {"profile", profile_.id}, {"found", std::to_string(transition.people)}});
    }
    if (transition.act == "appeal_decision") check_panel(transition);
  }

  void check_panel(const Transition& transition) {
    for (const auto& machine : rulebook_.machines) {
      for (const auto& first : machine.transitions) {
        const bool was_first = first.act == "revocation" || (first.act == "decision" && machine.name == "application");
        const bool differs = is_among(transition.differs_from, first.event) && transition.people >= profile_.appeal_people;
        if (was_first && !differs) {
          add("C08", transition.line, transition.event,
              {{"other", first.event}, {"people", std::to_string(profile_.appeal_people)}, {"profile", profile_.id}});
        }
      }
    }
  }

  void check_names(const Transition& transition) {
    for (const auto& notice : transition.notices) {
      if (rulebook_.notice(notice) == nullptr) add("C15", transition.line, transition.event, {{"notice", notice}});
    }
    const std::string& kind = transition.allocates;
    if (!kind.empty() && rulebook_.number(kind) == nullptr) add("C17", transition.line, transition.event, {{"kind", kind}});
  }

  bool leads_to_issue(const std::string& state) const {
    Machine rest = machine_;
    rest.initial = state;
    const auto reached = reachable_states(rest, [](const Transition&) { return true; });
    return std::any_of(machine_.transitions.begin(), machine_.transitions.end(), [&](const Transition& one) {
      return one.act == "issue" && std::any_of(one.from.begin(), one.from.end(), [&](const std::string& id) { return reached.contains(id); });
    });
  }

  std::set<std::string> reached_without(std::string_view act) const {
    return reachable_states(machine_, [&](const Transition& one) { return one.act != act; });
  }

  bool starts_in(const Transition& transition, const std::set<std::string>& states) const {
    return std::any_of(transition.from.begin(), transition.from.end(), [&](const std::string& id) { return states.contains(id); });
  }

  bool rests_on(const Transition& transition, std::string_view act) const {
    return std::any_of(machine_.transitions.begin(), machine_.transitions.end(),
                       [&](const Transition& one) { return one.act == act && is_among(transition.after, one.event); });
  }

  // The way to a label leads through submission, recommendation, acceptance and decision, each about the same bytes.
  void check_application() {
    for (const char* act : {"submission", "recommendation", "acceptance", "decision"}) {
      const auto reached = reached_without(act);
      for (const auto& issue : machine_.transitions) {
        if (issue.act == "issue" && starts_in(issue, reached)) add("C22", issue.line, issue.event, {{"act", act}, {"kind", joined(issue.kinds)}});
      }
    }
    const auto unaccepted = reached_without("acceptance");
    for (const auto& state : machine_.states) {
      const bool announces = !state.announcement.ja.empty() || !state.announcement.en.empty();
      if (announces && unaccepted.contains(state.id)) add("C29", state.line, state.id, {{"state", state.id}});
    }
    for (const auto& transition : machine_.transitions) check_foundations(transition);
  }

  void check_foundations(const Transition& transition) {
    const Slots event{{"event", transition.event}};
    const bool leads_on = leads_to_issue(transition.to);
    const bool is_judged = transition.act == "recommendation" || transition.act == "acceptance" ||
                           (transition.act == "decision" && !starts_in(transition, reached_without("recommendation")));
    const bool is_final_yes = transition.act == "decision" && leads_to_issue_directly(transition);
    if ((is_judged || is_final_yes) && !is_among(transition.guards, "edition_adopted")) {
      add("C20", transition.line, transition.event, event);
    }
    const bool carries_report = leads_on && (transition.act == "submission" || transition.act == "recommendation");
    const bool is_for_laboratory = level_.evaluator == "laboratory" && (carries_report || is_final_yes);
    if (is_for_laboratory && !is_among(transition.guards, "laboratory_report")) {
      add("C21", transition.line, transition.event, {{"event", transition.event}, {"level", std::to_string(level_.number)}});
    }
    if (transition.act == "issue" && !rests_on(transition, "decision")) {
      add("C30", transition.line, transition.event, {{"event", transition.event}, {"act", "decision"}});
    }
    const bool needs_recommendation = transition.act == "acceptance" || is_final_yes;
    if (needs_recommendation && !rests_on(transition, "recommendation")) {
      add("C30", transition.line, transition.event, {{"event", transition.event}, {"act", "recommendation"}});
    }
  }

  // Without another decision in between.
  bool leads_to_issue_directly(const Transition& transition) const {
    Machine rest = machine_;
    rest.initial = transition.to;
    const auto reached = reachable_states(rest, [](const Transition& one) { return one.act != "decision"; });
    return std::any_of(machine_.transitions.begin(), machine_.transitions.end(),
                       [&](const Transition& one) { return one.act == "issue" && starts_in(one, reached); });
  }

  const Machine& machine_;
  const Profile& profile_;
  const Level& level_;
  const Rulebook& rulebook_;
  Breaches& breaches_;
};

}  // namespace

void check_machine(const MachineCase& one, Breaches& breaches) { Check(one, breaches).run(); }

}  // namespace hoshi::workflow
