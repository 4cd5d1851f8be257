// Look-ups, and the laying of kind, switches, level and profile upon a machine.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/rulebook.h"

#include <algorithm>
#include <set>

#include "workflow/graph.h"

namespace hoshi::workflow {
namespace {

template <class T, class Is>
const T* found_in(const std::vector<T>& all, Is is) {
  const auto found = std::find_if(all.begin(), all.end(), is);
  return found != all.end() ? &*found : nullptr;
}

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void add_new(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const auto& one : more) {
    if (!contains(to, one)) to.push_back(one);
  }
}

// Leaves of the machine what `stays` says of states; transitions that begin or end nowhere go as well.
template <class Stays>
void keep_states(Machine& machine, Stays stays) {
  std::erase_if(machine.states, [&](const State& state) { return !stays(state); });
  for (auto& transition : machine.transitions) {
    std::erase_if(transition.from, [&](const std::string& id) { return machine.state(id) == nullptr; });
  }
  std::erase_if(machine.transitions, [&](const Transition& transition) {
    return transition.from.empty() || (!transition.to.empty() && machine.state(transition.to) == nullptr);
  });
}

void lay_on(Machine& machine, const Rulebook& rulebook, int level, const Profile& profile) {
  for (auto& transition : machine.transitions) {
    for (const auto& rule : rulebook.level_rules) {
      if (rule.machine != machine.name || !contains(rule.levels, level) || !contains(rule.events, transition.event)) continue;
      add_new(transition.guards, rule.guards);
    }
    for (const auto& rule : profile.rules) {
      if (rule.machine != machine.name || !contains(rule.events, transition.event)) continue;
      if (!rule.levels.empty() && !contains(rule.levels, level)) continue;
      transition.people = std::max(transition.people, rule.people);
      add_new(transition.differs_from, rule.differs_from);
      add_new(transition.guards, rule.guards);
      transition.needs_interest_statement |= rule.needs_interest_statement;
    }
  }
}

}  // namespace

const Machine* Rulebook::machine(std::string_view name) const {
  return found_in(machines, [&](const Machine& one) { return one.name == name; });
}
const Profile* Rulebook::profile(std::string_view id) const {
  return found_in(profiles, [&](const Profile& one) { return one.id == id; });
}
const NoticeTemplate* Rulebook::notice(std::string_view id) const {
  return found_in(notices, [&](const NoticeTemplate& one) { return one.id == id; });
}
const NumberFormat* Rulebook::number(std::string_view kind) const {
  return found_in(numbers, [&](const NumberFormat& one) { return one.kind == kind; });
}
const PublicStatus* Rulebook::public_status(std::string_view id) const {
  return found_in(public_statuses, [&](const PublicStatus& one) { return one.id == id; });
}
const Term* Rulebook::term(int level) const {
  return found_in(terms, [&](const Term& one) { return contains(one.levels, level); });
}
const Waiver* Rulebook::waiver(std::string_view recognition, int level) const {
  return found_in(waivers, [&](const Waiver& one) { return one.recognition == recognition && contains(one.levels, level); });
}

Result<Machine> machine_for(const Rulebook& rulebook, std::string_view name, std::string_view kind, int level,
                            std::string_view profile_id) {
  const Machine* written = rulebook.machine(name);
  if (written == nullptr) return fail(ErrorCode::not_found, "the scheme has no state machine \"" + std::string(name) + "\"");
  const Profile* profile = rulebook.profile(profile_id);
  if (profile == nullptr) return fail(ErrorCode::not_found, "the scheme has no profile \"" + std::string(profile_id) + "\"");
  const bool is_known = kind.empty() ? written->kinds.empty() : contains(written->kinds, std::string(kind));
  if (!is_known) {
    return fail(ErrorCode::not_found, "the state machine \"" + std::string(name) + "\" knows no kind \"" + std::string(kind) + "\"");
  }
  Machine machine = *written;
  const auto is_on = [&](const std::string& feature) { return feature.empty() || contains(rulebook.features, feature); };
  std::erase_if(machine.transitions, [&](const Transition& one) {
    return !is_on(one.feature) || (!one.kinds.empty() && !contains(one.kinds, std::string(kind)));
  });
  keep_states(machine, [&](const State& state) { return is_on(state.feature); });
  const auto reached = reachable_states(machine, [](const Transition&) { return true; });
  keep_states(machine, [&](const State& state) { return reached.contains(state.id); });
  lay_on(machine, rulebook, level, *profile);
  return machine;
}

Result<const Fee*> fee_for(const Rulebook& rulebook, int level, std::string_view kind, std::string_view recognition, Date received) {
  const Fee* found = nullptr;
  for (const auto& fee : rulebook.fees) {
    const bool is_of_time = (!fee.received_from || *fee.received_from <= received) && (!fee.received_until || received <= *fee.received_until);
    if (!is_of_time || fee.recognition != recognition || !contains(fee.levels, level) || !contains(fee.kinds, std::string(kind))) continue;
    if (found != nullptr) return fail(ErrorCode::conflict, "two fees of the scheme apply: " + found->id + " and " + fee.id);
    found = &fee;
  }
  const std::string what = "level " + std::to_string(level) + ", kind " + std::string(kind) +
                           (recognition.empty() ? "" : ", route " + std::string(recognition));
  if (found == nullptr) return fail(ErrorCode::conflict, "the scheme's data name no fee for " + what);
  if (!found->amount_yen) {
    return fail(ErrorCode::conflict, "the fee for " + what + " (" + found->id + ") is not known; the office has to enter it");
  }
  return found;
}

Words announcement_for(const Rulebook& rulebook, const State& state, const std::vector<std::string>& numbers) {
  for (const auto& one : rulebook.announcements) {
    if (one.state == state.id && contains(numbers, one.needs_number)) return one.may;
  }
  return state.announcement;
}

bool is_accepted(const Edition& edition, int level, Date day) {
  return contains(edition.levels, level) && edition.from <= day && (!edition.accepted_until || day <= *edition.accepted_until);
}

const std::vector<std::string>& notice_slots() {
  static const std::vector<std::string> all{"addressee", "application_number", "acceptance_number", "provisional_number",
                                            "registration_number", "filing_number", "case_number", "applicant", "product",
                                            "level", "scheme", "office", "due", "reason", "amount", "valid_from", "valid_until",
                                            "days", "link", "date", "findings"};
  return all;
}

const std::vector<std::string>& notice_recipients() {
  static const std::vector<std::string> all{"applicant", "holder", "office", "complainant", "appellant", "subscriber", "panel"};
  return all;
}

}  // namespace hoshi::workflow
