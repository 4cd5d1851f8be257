// State machines from workflow/*.toml and profiles from workflow.toml.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "schemes/office_readers.h"
#include "schemes/problem_kinds.h"
#include "schemes/readers.h"
#include "tables/problem_kinds.h"
#include "workflow/vocabulary.h"

namespace hoshi::schemes {
namespace {

using tables::Presence;
using tables::Table;
using workflow::Machine;
using workflow::State;
using workflow::Transition;

constexpr int due_days_most = 250;  // a working year
constexpr int people_most = 9;

std::vector<std::string> guard_names() {
  std::vector<std::string> names;
  for (const auto& guard : workflow::guards()) names.emplace_back(guard.name);
  return names;
}

State read_state(Table& table) {
  State state;
  state.line = table.line();
  state.id = table.text("id", Presence::required);
  state.name = read_words(table, "name");
  state.meaning = read_words(table, "meaning");
  state.announcement = read_optional_words(table, "announcement");
  state.turn = table.one_of("turn", workflow::turn_names());
  state.due_days = static_cast<int>(table.integer("due_days", 0, {1, due_days_most}));
  state.ends = table.boolean("ends", false);
  state.public_status = table.one_of("public_status", workflow::public_status_names());
  state.feature = table.one_of("feature", workflow::feature_names());
  table.finish();
  return state;
}

Transition read_transition(Table& table, const Machine& machine) {
  Transition transition;
  transition.line = table.line();
  transition.event = table.text("event", Presence::required);
  transition.from = table.texts("from", Presence::required);
  transition.to = table.text("to");
  transition.roles = read_names(table, "roles", workflow::role_names(), Presence::required);
  transition.guards = read_names(table, "guards", guard_names());
  transition.differs_from = table.texts("differs_from");
  transition.people = static_cast<int>(table.integer("people", 1, {1, people_most}));
  transition.needs_reason = table.boolean("needs_reason", false);
  transition.needs_interest_statement = table.boolean("needs_interest_statement", false);
  transition.is_silent = table.boolean("silent", false);
  transition.is_addressed = table.boolean("addressed", false);
  transition.notices = table.texts("notices");
  transition.log_entry = table.one_of("log_entry", workflow::log_entry_names());
  transition.name = read_words(table, "name");
  transition.act = table.one_of("act", workflow::act_names());
  transition.kinds = read_names(table, "kinds", machine.kinds);
  transition.after = table.texts("after");
  transition.allocates = table.one_of("allocates", workflow::number_kinds());
  transition.feature = table.one_of("feature", workflow::feature_names());
  table.finish();
  return transition;
}

// States that transitions name must be there; events that `differs_from` and `after` name, somewhere in the file.
void check_names(Table& table, const Machine& machine) {
  std::vector<std::string> states;
  for (const auto& state : machine.states) states.push_back(state.id);
  check_defined(table, "initial", table.line_of("initial"), machine.initial, states, "state");
  for (auto& one : table.tables("transition")) {
    for (const auto& from : one.texts("from")) check_defined(one, "from", one.line_of("from"), from, states, "state");
    const std::string to = one.text("to");
    if (!to.empty()) check_defined(one, "to", one.line_of("to"), to, states, "state");
  }
}

Machine read_machine(Table& table, std::string_view stem) {
  static const std::vector<std::string> names{"application", "filing", "label", "surveillance", "complaint", "appeal", "misuse"};
  Machine machine;
  check_format(table, "hoshi-machine/1");
  machine.line = table.line();
  machine.name = table.one_of("name", names, Presence::required);
  if (!machine.name.empty() && machine.name != stem) {
    table.problem("name", bad_file_name, {{"id", machine.name}, {"file", tables::excerpt_of(stem)}});
  }
  machine.aggregate = table.one_of("aggregate", {"application", "label", "case"}, Presence::required);
  machine.confidentiality = table.one_of("confidentiality", {"office", "parties", "public"}, Presence::required);
  auto kinds = workflow::application_kinds();
  kinds.insert(kinds.end(), workflow::filing_kinds().begin(), workflow::filing_kinds().end());
  machine.kinds = read_names(table, "kinds", kinds);
  machine.initial = table.text("initial", Presence::required);
  UniqueIds ids;
  for (auto& one : table.tables("state")) {
    machine.states.push_back(read_state(one));
    ids.check(one, "id", machine.states.back().id);
  }
  for (auto& one : table.tables("transition")) machine.transitions.push_back(read_transition(one, machine));
  check_names(table, machine);
  table.finish();
  return machine;
}

std::vector<std::string> events_of(const workflow::Rulebook& rulebook, std::string_view machine) {
  std::vector<std::string> events;
  for (const auto& one : rulebook.machines) {
    if (!machine.empty() && one.name != machine) continue;
    for (const auto& transition : one.transitions) events.push_back(transition.event);
  }
  return events;
}

std::vector<std::string> machine_names(const workflow::Rulebook& rulebook) {
  std::vector<std::string> names;
  for (const auto& machine : rulebook.machines) names.push_back(machine.name);
  return names;
}

void check_events(Table& table, std::string_view key, const std::vector<std::string>& events,
                  const std::vector<std::string>& known) {
  for (const auto& event : events) check_defined(table, key, table.line_of(key), event, known, "event");
}

workflow::ProfileRule read_rule(Table& table, const Scheme& scheme, const workflow::Rulebook& rulebook) {
  workflow::ProfileRule rule;
  rule.line = table.line();
  rule.machine = table.one_of("machine", machine_names(rulebook), Presence::required);
  rule.events = table.texts("events", Presence::required);
  check_events(table, "events", rule.events, events_of(rulebook, rule.machine));
  rule.levels = read_levels(table, "levels", scheme, Presence::optional);
  rule.people = static_cast<int>(table.integer("people", 1, {1, people_most}));
  rule.differs_from = table.texts("differs_from");
  check_events(table, "differs_from", rule.differs_from, events_of(rulebook, ""));
  rule.guards = read_names(table, "guards", guard_names());
  rule.needs_interest_statement = table.boolean("needs_interest_statement", false);
  table.finish();
  return rule;
}

workflow::Profile read_profile(Table& table, const Scheme& scheme, const workflow::Rulebook& rulebook) {
  workflow::Profile profile;
  profile.line = table.line();
  profile.id = table.text("id", Presence::required);
  profile.name = read_words(table, "name");
  profile.meaning = read_words(table, "meaning");
  profile.revocation_people = static_cast<int>(table.integer("revocation_people", 2, {1, people_most}, Presence::required));
  profile.appeal_people = static_cast<int>(table.integer("appeal_people", 2, {1, people_most}, Presence::required));
  profile.confidence = read_confidence(table, "confidence");
  for (auto& one : table.tables("rule")) profile.rules.push_back(read_rule(one, scheme, rulebook));
  table.finish();
  return profile;
}

workflow::LevelRule read_level_rule(Table& table, const Scheme& scheme, const workflow::Rulebook& rulebook) {
  workflow::LevelRule rule;
  rule.line = table.line();
  rule.levels = read_levels(table, "levels", scheme, Presence::required);
  rule.machine = table.one_of("machine", machine_names(rulebook), Presence::required);
  rule.events = table.texts("events", Presence::required);
  check_events(table, "events", rule.events, events_of(rulebook, rule.machine));
  rule.guards = read_names(table, "guards", guard_names(), Presence::required);
  table.finish();
  return rule;
}

}  // namespace

void read_machine_file(const tables::Document& document, std::string_view stem, workflow::Rulebook& rulebook, tables::Problems& problems) {
  Table root(document, problems);
  rulebook.machines.push_back(read_machine(root, stem));
}

void check_machine_events(const tables::Document& document, const workflow::Rulebook& rulebook, tables::Problems& problems) {
  Table root(document, problems);
  const std::string name = root.text("name");
  for (auto& one : root.tables("transition")) {
    check_events(one, "differs_from", one.texts("differs_from"), events_of(rulebook, ""));
    check_events(one, "after", one.texts("after"), events_of(rulebook, name));
  }
}

void read_workflow_file(const tables::Document& document, const Scheme& scheme, workflow::Rulebook& rulebook,
                        tables::Problems& problems) {
  Table root(document, problems);
  check_format(root, "hoshi-workflow/1");
  check_scheme_id(root, scheme);
  rulebook.features = read_names(root, "features", workflow::feature_names());
  UniqueIds profiles;
  std::vector<std::string> ids;
  for (auto& table : root.tables("profile")) {
    rulebook.profiles.push_back(read_profile(table, scheme, rulebook));
    profiles.check(table, "id", rulebook.profiles.back().id);
    ids.push_back(rulebook.profiles.back().id);
  }
  rulebook.default_profile = root.one_of("default_profile", ids, Presence::required);
  for (auto& table : root.tables("level_rule")) rulebook.level_rules.push_back(read_level_rule(table, scheme, rulebook));
  root.finish();
}

}  // namespace hoshi::schemes
