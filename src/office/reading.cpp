// Shared parts of queries.
// SPDX-License-Identifier: Apache-2.0
#include "office/reading.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace hoshi::office {
namespace {

// What people who wait for another have said of the same bytes. Where the step is bound to its own data (organisations, the office), what the
// last of them said: whoever joins has to say the same.
void add_pending(const Record& record, const std::string& subject, PossibleStep& step) {
  if (record.prefix() == "organisation" || record.prefix() == "office") {
    if (record.events.empty() || !record.events.back().data["pending"].as_bool() || record.events.back().kind != step.event) return;
    step.done = 1;
    step.said = record.events.back().data["data"];
    return;
  }
  for (auto event = record.events.rbegin(); event != record.events.rend() && event->data["pending"].as_bool(); ++event) {
    if (event->kind != step.event || event->data["subject"].as_text() != subject) continue;
    ++step.done;
    step.said = event->data["data"];
  }
}

}  // namespace

Result<void> in_reading(const Office& office, const workflow::Actor& actor, const std::function<Result<void>(Work&)>& read) {
  return in_work(office.parts(), store::Access::read, actor, read);
}

Result<Record> visible_record(Work& work, const Kind& kind, const std::string& aggregate) {
  auto record = load(work.transaction, aggregate);
  if (!record) return record;
  if (!HOSHI_TRY(kind.is_visible(work, *record))) return fail(ErrorCode::not_found, printable(aggregate, 80) + ": there is no such thing");
  return record;
}

Result<std::vector<PossibleStep>> steps_of(Work& work, const Kind& kind, const Record& record) {
  Command nothing_yet;
  nothing_yet.aggregate = record.aggregate;
  const Prepared prepared = HOSHI_TRY(prepare(work, kind, record, nothing_yet));
  workflow::Actor actor = work.actor;
  actor.roles.insert("public");
  std::vector<PossibleStep> steps;
  for (const auto& one : workflow::possible_steps(prepared.machine, prepared.situation, actor)) {
    PossibleStep step;
    step.event = one.transition->event;
    step.name = one.transition->name;
    step.lacks = one.lacks;
    step.needs_reason = one.transition->needs_reason;
    step.needs_interest_statement = one.transition->needs_interest_statement;
    step.people = one.transition->people;
    add_pending(record, prepared.situation.subject, step);
    steps.push_back(std::move(step));
  }
  return steps;
}

Sight sight_of(const workflow::Actor& actor, const Record& record, const workflow::Machine& machine) {
  Sight sight;
  const bool sees_all = is_of_office(actor) || side_of(actor) == "machinery";
  std::set<std::string> unseen;  // states since the last event that is seen
  for (const auto& event : record.events) {
    const auto* transition = transition_of(machine, event.kind);
    const std::string& to = event.data["to"].as_text();
    const bool is_silent = transition != nullptr && transition->is_silent;
    const bool tells = transition != nullptr && !transition->notices.empty();
    const bool only_returns = !unseen.empty() && !tells && (to == sight.state || unseen.contains(to));
    const bool is_hidden = !sees_all && (is_silent || only_returns || event.data["pending"].as_bool());
    sight.is_whole = sight.is_whole && !is_hidden;
    if (is_hidden) {
      if (to == sight.state) unseen.clear();
      else unseen.insert(to);
      continue;
    }
    unseen.clear();
    sight.events.push_back(&event);
    sight.state = to;
    sight.due = event.data["due"].as_text();
  }
  return sight;
}

const workflow::Transition* transition_of(const workflow::Machine& machine, const std::string& event) {
  const auto found = std::find_if(machine.transitions.begin(), machine.transitions.end(),
                                  [&](const workflow::Transition& one) { return one.event == event; });
  return found == machine.transitions.end() ? nullptr : &*found;
}

bool may_read(const workflow::Actor& actor, const store::Event& event, const workflow::Machine& machine) {
  const bool is_own = !actor.organisation.empty() && event.data["organisation"].as_text() == actor.organisation;
  const auto* transition = transition_of(machine, event.kind);
  return is_own || is_of_office(actor) || (transition != nullptr && transition->is_addressed);
}

std::vector<HistoryStep> history_of(const Work& work, const Record& record, const workflow::Machine& machine) {
  const bool sees_people = is_of_office(work.actor);
  std::vector<HistoryStep> history;
  for (const auto* seen : sight_of(work.actor, record, machine).events) {
    const store::Event& event = *seen;
    HistoryStep step;
    step.sequence = event.sequence;
    step.at = event.at;
    step.event = event.kind;
    if (const auto* transition = transition_of(machine, event.kind)) step.name = transition->name;
    step.role_side = event.data["side"].as_text();
    const bool is_own = !work.actor.organisation.empty() && event.data["organisation"].as_text() == work.actor.organisation;
    if (sees_people || is_own) step.actor = event.actor;
    step.reason_code = event.data["reason_code"].as_text();
    step.reason = event.data["reason"].as_text();
    step.took_effect = !event.data["pending"].as_bool();
    history.push_back(std::move(step));
  }
  return history;
}

bool is_turn_of(const workflow::Actor& actor, std::string_view turn) {
  return (turn == "office" && is_of_office(actor)) || (turn != "office" && turn == side_of(actor));
}

}  // namespace hoshi::office
