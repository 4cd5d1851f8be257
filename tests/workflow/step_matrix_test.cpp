// S8: every state × event × role of every machine of both schemes; what is not listed is refused, what is listed needs each condition.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workflow/office_data.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

const std::string subject = "sha256-of-what-is-decided";

// Somebody who may use the role: parties belong to the applicant, machinery acts under its own account.
Actor actor_with(const std::string& role, const std::string& account = "actor") {
  if (is_machinery_role(role)) return {role, "", {role}};
  return {account, role == "applicant" ? "maker" : "", {role}};
}

Step step_of(const std::string& event) { return {event, "a reason", "no interest"}; }

// A situation in which nothing is lacking but what the test takes away.
Situation good_situation(const std::string& state, const Transition* transition) {
  Situation situation;
  situation.state = state;
  situation.applicant = "maker";
  situation.subject = subject;
  for (const auto& guard : guards()) situation.facts.emplace(guard.name);
  situation.facts.insert("mandate_in_force");
  if (transition == nullptr) return situation;
  for (const auto& event : transition->after) situation.past.push_back({event, "somebody else", "", subject, false});
  return situation;
}

std::vector<NamedMachine> all_machines() {
  auto all = machines_of(jc_star());
  for (auto& one : machines_of(test_scheme())) all.push_back(std::move(one));
  return all;
}

// Those of the machine, and some of others.
std::set<std::string> events_for(const Machine& machine) {
  std::set<std::string> events{"no_such_event", "", "approve", "revoke", "issue", "suspend", "open_case", "publish"};
  for (const auto& transition : machine.transitions) events.insert(transition.event);
  return events;
}

std::string key_of(const Error& error) { return refusal_in(error).value_or(Message{"no refusal: " + error.message, {}}).key; }

TEST(S8_IllegalTransitions, EveryPairThatIsNotListedIsRefused) {
  const auto machines = all_machines();
  ASSERT_GT(machines.size(), 50u);
  std::size_t yes = 0;
  for (const auto& one : machines) {
    for (const auto& state : one.machine.states) {
      for (const auto& event : events_for(one.machine)) {
        const Transition* listed = one.machine.transition(state.id, event);
        for (const auto& role : role_names()) {
          const bool may = listed != nullptr && std::count(listed->roles.begin(), listed->roles.end(), role) > 0;
          const auto outcome = take_step(one.machine, good_situation(state.id, listed), actor_with(role), step_of(event));
          ASSERT_EQ(outcome.has_value(), may) << one.name << ": " << state.id << " " << event << " " << role;
          yes += may ? 1 : 0;
          ASSERT_EQ(may ? outcome->transition : listed, listed);
          ASSERT_EQ(may ? "refusal." : key_of(outcome.error()).substr(0, 8), "refusal.");
        }
      }
    }
  }
  EXPECT_GT(yes, 1'000u);
}

// Calls `check` with each listed step and somebody who may take it.
template <class Check>
void for_each_step(Check check) {
  for (const auto& one : all_machines()) {
    for (const auto& transition : one.machine.transitions) {
      for (const auto& from : transition.from) {
        SCOPED_TRACE(one.name + ": " + from + " " + transition.event);
        check(one.machine, transition, good_situation(from, &transition), actor_with(transition.roles[0]));
      }
    }
  }
}

TEST(S8_IllegalTransitions, EachGuardIsNeeded) {
  for_each_step([](const Machine& machine, const Transition& transition, const Situation& good, const Actor& actor) {
    for (const auto& guard : transition.guards) {
      Situation situation = good;
      situation.facts.erase(guard);
      const auto outcome = take_step(machine, situation, actor, step_of(transition.event));
      ASSERT_FALSE(outcome) << guard;
      EXPECT_EQ(outcome.error().code, ErrorCode::conflict);
      EXPECT_EQ(key_of(outcome.error()), "lacks." + guard);
    }
  });
}

TEST(S8_IllegalTransitions, ReasonsAndStatementsAreNeeded) {
  for_each_step([](const Machine& machine, const Transition& transition, const Situation& good, const Actor& actor) {
    for (const char* blank : {"", " \t\n"}) {
      const auto no_reason = take_step(machine, good, actor, {transition.event, blank, "no interest"});
      EXPECT_EQ(no_reason.has_value(), !transition.needs_reason);
      const auto no_statement = take_step(machine, good, actor, {transition.event, "a reason", blank});
      EXPECT_EQ(no_statement.has_value(), !transition.needs_interest_statement);
    }
    const auto too_long = take_step(machine, good, actor, {transition.event, std::string(step_text_bytes_max + 1, 'a'), "none"});
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().code, ErrorCode::invalid_input);
  });
}

TEST(S7_Separation, WhoDidWhatAStepMustDifferFromIsRefused) {
  for_each_step([](const Machine& machine, const Transition& transition, const Situation& good, const Actor& actor) {
    for (const auto& event : transition.differs_from) {
      for (const bool is_pending : {false, true}) {
        Situation situation = good;
        situation.past.insert(situation.past.begin(), {event, actor.account, "", "other bytes, long ago", is_pending});
        const auto outcome = take_step(machine, situation, actor, step_of(transition.event));
        ASSERT_FALSE(outcome) << event;
        EXPECT_EQ(outcome.error().code, ErrorCode::forbidden);
        EXPECT_EQ(key_of(outcome.error()), "refusal.separation");
      }
    }
  });
}

TEST(S7_Separation, ADecisionIsSeparatedFromItsPreparationWhateverTheDataSay) {
  for (auto& one : all_machines()) {
    for (auto& transition : one.machine.transitions) transition.differs_from.clear();
    const Transition* approve = one.machine.transition("pending_decision", "approve");
    if (approve == nullptr) continue;
    for (const char* event : {"submit", "resubmit", "recommend"}) {
      Situation situation = good_situation("pending_decision", approve);
      situation.past.push_back({event, "actor", "", subject, false});
      EXPECT_FALSE(take_step(one.machine, situation, actor_with("decider"), step_of("approve"))) << one.name << event;
    }
  }
}

TEST(S7_Separation, AsManyPeopleAsTheScheme) {
  for_each_step([](const Machine& machine, const Transition& transition, const Situation& good, const Actor& actor) {
    Situation situation = good;
    for (int i = 1; i <= transition.people; ++i) {
      const Actor person{i == 1 ? actor.account : "person " + std::to_string(i), actor.organisation, actor.roles};
      const auto outcome = take_step(machine, situation, person, step_of(transition.event));
      ASSERT_TRUE(outcome) << i;
      EXPECT_EQ(outcome->takes_effect, i == transition.people);
      EXPECT_EQ(outcome->to, i == transition.people && !transition.to.empty() ? transition.to : situation.state);
      situation.past.push_back({transition.event, person.account, "", subject, i < transition.people});
      if (i == transition.people) break;
      const auto again = take_step(machine, situation, person, step_of(transition.event));
      ASSERT_FALSE(again);
      EXPECT_EQ(key_of(again.error()), "refusal.same_person");
    }
  });
}

TEST(S6_DecisionBindsBytes, WhatWasDoneAboutOtherBytesDoesNotCount) {
  for_each_step([](const Machine& machine, const Transition& transition, const Situation& good, const Actor& actor) {
    if (transition.people == 1 && transition.after.empty()) return;
    Situation situation = good;
    situation.past.push_back({transition.event, "first person", "", "other bytes", true});
    const auto outcome = take_step(machine, situation, actor, step_of(transition.event));
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->takes_effect, transition.people == 1);
    situation.subject = "changed";
    if (!transition.after.empty()) {
      const auto changed = take_step(machine, situation, actor, step_of(transition.event));
      ASSERT_FALSE(changed);
      EXPECT_EQ(key_of(changed.error()), "refusal.other_bytes");
    }
    situation.subject.clear();
    EXPECT_EQ(key_of(take_step(machine, situation, actor, step_of(transition.event)).error()), "refusal.no_subject");
  });
}

}  // namespace
}  // namespace hoshi::workflow
