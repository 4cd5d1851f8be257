// Says yes or no to one step: the roles, the separation, the guards and the bytes, in the order in which they are told.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "domain/words.h"
#include "workflow/machine.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

using Slots = std::map<std::string, std::string>;

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// What is written into errors is read back word by word, so nothing of the caller's goes in unchanged.
std::string word_of(std::string_view text) {
  std::string word;
  for (const char c : text.substr(0, 60)) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ',';
    word += is_plain ? c : '?';
  }
  return word;
}

std::string filled(std::string_view text, const Slots& slots) {
  std::string out(text);
  for (const auto& [name, value] : slots) {
    const std::string slot = "{" + name + "}";
    if (const auto at = out.find(slot); at != std::string::npos) out.replace(at, slot.size(), value);
  }
  return out;
}

Refusal refused(std::string_view key, Slots slots = {}) {
  const auto kinds = refusal_kinds();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const RefusalKind& one) { return one.key == key; });
  HOSHI_ASSERT(kind != kinds.end());
  for (auto& [name, value] : slots) value = word_of(value);
  Refusal refusal{kind->code, {std::string(key), std::move(slots)}, {}};
  refusal.english = filled(kind->english, refusal.what.slots);
  return refusal;
}

Refusal lacks(const std::string& fact) {
  const Guard* known = guard(fact);
  if (known == nullptr) return refused("refusal.unknown_guard", {{"guard", fact}});
  return {ErrorCode::conflict, {"lacks." + fact, {}}, std::string(known->english)};
}

// Whether the actor, holding the role, may use it here; why not when it may not.
std::optional<Refusal> role_obstacle(std::string_view role, const Situation& situation, const Actor& actor) {
  const bool is_own = !actor.organisation.empty() && actor.organisation == situation.applicant;
  if (is_machinery_role(role) || is_machinery_account(actor.account)) {
    if (role == actor.account) return std::nullopt;
    return refused("refusal.role", {{"roles", std::string(role)}});
  }
  if (role == "applicant") return is_own ? std::nullopt : std::optional(refused("refusal.not_the_applicant"));
  if (role == "agent") {
    if (situation.facts.contains("mandate_in_force")) return std::nullopt;
    return refused("refusal.not_the_applicant");
  }
  if (role == "public") return std::nullopt;
  return is_own ? std::optional(refused("refusal.own_organisation")) : std::nullopt;
}

bool holds_a_role(const Transition& transition, const Actor& actor) {
  return std::any_of(transition.roles.begin(), transition.roles.end(),
                     [&](const std::string& role) { return actor.roles.contains(role); });
}

std::optional<Refusal> obstacle_of_roles(const Transition& transition, const Situation& situation, const Actor& actor) {
  if (actor.account.empty()) return refused("refusal.nobody");
  std::optional<Refusal> first;
  for (const auto& role : transition.roles) {
    if (!actor.roles.contains(role)) continue;
    auto obstacle = role_obstacle(role, situation, actor);
    if (!obstacle) return std::nullopt;
    if (!first) first = std::move(obstacle);
  }
  return first ? first : refused("refusal.role", {{"roles", join(transition.roles, ",")}});
}

// S7 does not rest on data alone: a decision is separated from every submission and recommendation of its machine.
std::vector<std::string> separated_events(const Machine& machine, const Transition& transition) {
  std::vector<std::string> events = transition.differs_from;
  if (transition.act != "decision" && transition.act != "appeal_decision" && transition.act != "revocation") return events;
  for (const auto& other : machine.transitions) {
    const bool prepares = other.act == "submission" || other.act == "recommendation";
    if (prepares && !contains(events, other.event)) events.push_back(other.event);
  }
  return events;
}

std::optional<Refusal> obstacle_of_separation(const Machine& machine, const Transition& transition, const Situation& situation,
                                              const Actor& actor) {
  for (const auto& event : separated_events(machine, transition)) {
    for (const auto& step : situation.past) {
      if (step.event != event) continue;
      if (step.account == actor.account) return refused("refusal.separation", {{"event", event}});
      if (!actor.organisation.empty() && step.organisation == actor.organisation) {
        return refused("refusal.separation_organisation", {{"event", event}});
      }
    }
  }
  return std::nullopt;
}

// Those who did the same for the same bytes and wait for another: back to the last step that took effect.
std::set<std::string> waiting_people(const Transition& transition, const Situation& situation) {
  std::set<std::string> people;
  for (auto step = situation.past.rbegin(); step != situation.past.rend() && step->pending; ++step) {
    if (step->event == transition.event && step->subject == situation.subject) people.insert(step->account);
  }
  return people;
}

bool is_bound(const Transition& transition) {
  return transition.people > 1 || !transition.after.empty() || transition.act == "decision" ||
         transition.act == "appeal_decision" || transition.act == "revocation";
}

std::optional<Refusal> obstacle_of_bytes(const Transition& transition, const Situation& situation, const Actor& actor) {
  if (!is_bound(transition)) return std::nullopt;
  if (situation.subject.empty()) return refused("refusal.no_subject");
  for (const auto& event : transition.after) {
    const bool is_done = std::any_of(situation.past.begin(), situation.past.end(), [&](const PastStep& step) {
      return step.event == event && !step.pending && step.subject == situation.subject;
    });
    if (!is_done) return refused("refusal.other_bytes", {{"event", event}});
  }
  if (waiting_people(transition, situation).contains(actor.account)) return refused("refusal.same_person");
  return std::nullopt;
}

std::optional<Refusal> obstacle_of_texts(const Transition& transition, const Step& step) {
  if (step.reason.size() > step_text_bytes_max || step.interest_statement.size() > step_text_bytes_max) {
    return refused("refusal.text_too_long", {{"limit", std::to_string(step_text_bytes_max)}});
  }
  if (transition.needs_reason && trimmed(step.reason).empty()) return refused("refusal.no_reason");
  if (transition.needs_interest_statement && trimmed(step.interest_statement).empty()) {
    return refused("refusal.no_interest_statement");
  }
  return std::nullopt;
}

// Everything but the texts of the step.
std::optional<Refusal> obstacle(const Machine& machine, const Transition& transition, const Situation& situation,
                                const Actor& actor) {
  if (auto found = obstacle_of_roles(transition, situation, actor)) return found;
  if (auto found = obstacle_of_separation(machine, transition, situation, actor)) return found;
  for (const auto& fact : transition.guards) {
    if (!situation.facts.contains(fact)) return lacks(fact);
    if (guard(fact) == nullptr) return lacks(fact);
  }
  return obstacle_of_bytes(transition, situation, actor);
}

tl::unexpected<Error> error_of(const Refusal& refusal) {
  std::string message = refusal.english + " [" + refusal.what.key;
  for (const auto& [name, value] : refusal.what.slots) message += " " + name + "=" + value;
  return fail(refusal.code, message + "]");
}

}  // namespace

Result<Outcome> take_step(const Machine& machine, const Situation& situation, const Actor& actor, const Step& step) {
  const Transition* transition = machine.transition(situation.state, step.event);
  if (transition == nullptr) {
    const bool is_known = std::any_of(machine.transitions.begin(), machine.transitions.end(),
                                      [&](const Transition& one) { return one.event == step.event; });
    if (!is_known) return error_of(refused("refusal.unknown_step", {{"event", step.event}}));
    return error_of(refused("refusal.not_now", {{"event", step.event}, {"state", situation.state}}));
  }
  if (const auto found = obstacle(machine, *transition, situation, actor)) return error_of(*found);
  if (const auto found = obstacle_of_texts(*transition, step)) return error_of(*found);
  Outcome outcome;
  outcome.transition = transition;
  const auto people = waiting_people(*transition, situation).size() + 1;
  outcome.takes_effect = static_cast<int>(people) >= transition->people;
  outcome.to = outcome.takes_effect && !transition->to.empty() ? transition->to : situation.state;
  return outcome;
}

std::vector<Possible> possible_steps(const Machine& machine, const Situation& situation, const Actor& actor) {
  std::vector<Possible> steps;
  for (const auto& transition : machine.transitions) {
    if (machine.transition(situation.state, transition.event) != &transition) continue;
    if (!holds_a_role(transition, actor) || obstacle_of_roles(transition, situation, actor)) continue;
    Possible possible;
    possible.transition = &transition;
    if (auto found = obstacle(machine, transition, situation, actor)) {
      possible.lacks = found->what.key;
      possible.why = std::move(found->what);
    }
    steps.push_back(std::move(possible));
  }
  return steps;
}

}  // namespace hoshi::workflow
