// S7: no history, by people of any roles, in which one account both prepares and decides; found by random walks.
// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include <algorithm>

#include "workflow/office_data.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

struct Taken {
  const Transition* transition;
  PastStep step;
};

// inRange alone would stay near 0 in the first runs.
rc::Gen<int> number_below(int limit) { return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, limit)); }

std::vector<Actor> random_people() {
  std::vector<Actor> people{{"clock", "", {"clock"}}, {"issuer", "", {"issuer"}}, {"import", "", {"decider", "reviewer", "issuer"}}};
  for (const char* account : {"a", "b", "c", "d"}) {
    Actor one{account, *rc::gen::elementOf(std::vector<std::string>{"", "", "maker", "laboratory"}), {}};
    for (const auto& role : role_names()) {
      if (*number_below(10) < 7) one.roles.insert(role);
    }
    people.push_back(std::move(one));
  }
  return people;
}

// Takes random steps from the initial state; what the office would store is stored.
std::vector<Taken> random_walk(const Machine& machine, const std::vector<Actor>& people, int tries = 60) {
  std::vector<Taken> taken;
  Situation situation;
  situation.state = machine.initial;
  situation.applicant = "maker";
  for (int i = 0; i < tries; ++i) {
    std::vector<std::string> events;
    for (const auto& transition : machine.transitions) {
      const bool is_here = std::count(transition.from.begin(), transition.from.end(), situation.state) > 0;
      if (is_here) events.push_back(transition.event);
    }
    if (events.empty()) break;
    situation.facts.clear();
    for (const auto& guard : guards()) {
      if (*number_below(20) > 0) situation.facts.emplace(guard.name);
    }
    if (*number_below(2) == 0) situation.facts.insert("mandate_in_force");
    situation.subject = *rc::gen::elementOf(std::vector<std::string>{"one", "one", "one", "one", "one", "one", "one", "two", ""});
    const Actor& actor = *rc::gen::elementOf(people);
    const std::string event = *rc::gen::elementOf(events);
    const auto outcome = take_step(machine, situation, actor, {event, "why", "none"});
    if (!outcome) continue;
    RC_ASSERT(machine.state(outcome->to) != nullptr);
    taken.push_back({outcome->transition, {event, actor.account, actor.organisation, situation.subject, !outcome->takes_effect}});
    situation.past.push_back(taken.back().step);
    situation.state = outcome->to;
  }
  return taken;
}

bool prepares(const Transition& transition) { return transition.act == "submission" || transition.act == "recommendation"; }
bool decides(const Transition& transition) {
  return transition.act == "decision" || transition.act == "appeal_decision" || transition.act == "revocation";
}

// What must hold of every history, told without take_step's own means.
void check_history(const std::vector<Taken>& history) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    const auto& [transition, step] = history[i];
    RC_ASSERT(step.account != "import");
    if (transition->act == "issue") RC_ASSERT(step.account == "issuer");
    if (!decides(*transition)) continue;
    RC_ASSERT(step.organisation != "maker");
    std::set<std::string> people{step.account};
    for (std::size_t k = 0; k < i; ++k) {
      if (prepares(*history[k].transition)) RC_ASSERT(history[k].step.account != step.account);
      if (history[k].step.event == step.event && history[k].step.subject == step.subject) people.insert(history[k].step.account);
    }
    if (!step.pending) RC_ASSERT(static_cast<int>(people.size()) >= transition->people);
  }
}

void check_issue(const std::vector<Taken>& history) {
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].step.event != "issue") continue;
    const auto same = [&](const char* event) {
      return std::any_of(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(i), [&](const Taken& one) {
        return one.step.event == event && one.step.subject == history[i].step.subject && !one.step.pending;
      });
    };
    RC_ASSERT(same("approve") && same("recommend") && same("accept"));
  }
}

bool machine_ends(const std::string& state) {
  const State* found = jc_star().rulebook.machine("application")->state(state);
  return found != nullptr && (found->ends || found->id == "not_accepted" || found->id == "rejected");
}

void walk(const OfficeData& data) {
  static const auto jc = machines_of(jc_star());
  static const auto test = machines_of(test_scheme());
  const auto& machines = &data == &jc_star() ? jc : test;
  const auto& one = machines[*rc::gen::inRange<std::size_t>(0, machines.size())];
  const auto history = random_walk(one.machine, random_people());
  check_history(history);
}

TEST(S7_Separation, NoAccountBothPreparesAndDecides) {
  ASSERT_EQ(jc_star().problems + test_scheme().problems, "");
  EXPECT_TRUE(rc::check("jc-star", [] { walk(jc_star()); }));
  EXPECT_TRUE(rc::check("hoshi-test", [] { walk(test_scheme()); }));
}

TEST(S7_Separation, NothingIsIssuedWithoutPreparationAndDecisionAboutTheSameBytes) {
  auto machine = machine_for(jc_star().rulebook, "application", "new", 1, "minimum");
  ASSERT_TRUE(machine);
  // So that walks come to an issue at all: with endless returns everybody has prepared something and nobody is left to decide.
  const std::set<std::string> astray{"return_incomplete", "request_correction", "reopen_confirmation", "return_to_review", "abort_issue"};
  std::erase_if(machine->transitions, [&](const Transition& one) {
    return (machine_ends(one.to) && one.act != "issue") || astray.contains(one.event);
  });
  int issued = 0;
  EXPECT_TRUE(rc::check("application", [&] {
    for (int i = 0; i < 3; ++i) {
      const auto history = random_walk(*machine, random_people(), 150);
      issued += std::any_of(history.begin(), history.end(), [](const Taken& one) { return one.step.event == "issue"; }) ? 1 : 0;
      check_issue(history);
    }
  }));
  EXPECT_GT(issued, 0) << "no walk came to an end that says something";
}

}  // namespace
}  // namespace hoshi::workflow
