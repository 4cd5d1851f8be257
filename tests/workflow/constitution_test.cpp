// Every rule of the constitution with an example that breaks it, and the good schemes that keep all of them.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/constitution.h"

#include <algorithm>
#include <functional>

#include "workflow/office_data.h"

namespace hoshi::workflow {
namespace {

Machine& machine(Rulebook& book, const std::string& name) {
  return *std::find_if(book.machines.begin(), book.machines.end(), [&](const Machine& one) { return one.name == name; });
}

State& state(Rulebook& book, const std::string& name, const std::string& id) {
  auto& states = machine(book, name).states;
  return *std::find_if(states.begin(), states.end(), [&](const State& one) { return one.id == id; });
}

Transition& step(Rulebook& book, const std::string& name, const std::string& event) {
  auto& all = machine(book, name).transitions;
  return *std::find_if(all.begin(), all.end(), [&](const Transition& one) { return one.event == event; });
}

Profile& profile(Rulebook& book, const std::string& id) {
  return *std::find_if(book.profiles.begin(), book.profiles.end(), [&](const Profile& one) { return one.id == id; });
}

void drop(std::vector<std::string>& from, const std::string& one) { std::erase(from, one); }

using Break = std::function<void(Rulebook&)>;
const std::vector<std::pair<std::string, Break>>& breaches_by_rule() {
  static const std::vector<std::pair<std::string, Break>> all{
      {"C01", [](Rulebook& b) { std::erase_if(machine(b, "filing").transitions, [](auto& t) { return t.to == "cancelled"; }); }},
      {"C02", [](Rulebook& b) { std::erase_if(machine(b, "misuse").transitions, [](auto& t) { return t.from[0] == "correction_requested"; }); }},
      {"C03", [](Rulebook& b) { step(b, "filing", "cancel_filing").from.push_back("accepted"); }},
      {"C04", [](Rulebook& b) { machine(b, "misuse").transitions.push_back(step(b, "misuse", "open_misuse")); }},
      {"C05", [](Rulebook& b) { drop(step(b, "application", "approve").differs_from, "recommend"); }},
      {"C05", [](Rulebook& b) { drop(step(b, "application", "reject").differs_from, "submit"); }},
      {"C06", [](Rulebook& b) { step(b, "application", "issue").roles.push_back("registrar"); }},
      {"C06", [](Rulebook& b) { step(b, "label", "publish").act.clear(); }},
      {"C07", [](Rulebook& b) { profile(b, "minimum").revocation_people = 2; }},
      {"C08", [](Rulebook& b) { drop(step(b, "appeal", "uphold_appeal").differs_from, "reject"); }},
      {"C08", [](Rulebook& b) { profile(b, "minimum").appeal_people = 3; }},
      {"C09", [](Rulebook& b) { step(b, "application", "accept").roles.push_back("agent"); }},
      {"C10", [](Rulebook& b) { step(b, "application", "withdraw").roles.push_back("administrator"); }},
      {"C10", [](Rulebook& b) { step(b, "application", "recommend").roles.push_back("issuer"); }},
      {"C11", [](Rulebook& b) { step(b, "complaint", "take_up").name.en.clear(); }},
      {"C11", [](Rulebook& b) { state(b, "complaint", "received").meaning.ja.clear(); }},
      {"C12", [](Rulebook& b) { state(b, "application", "submitted").turn.clear(); }},
      {"C12", [](Rulebook& b) { state(b, "application", "issued").turn = "office"; }},
      {"C13", [](Rulebook& b) { state(b, "application", "returned").due_days = 0; }},
      {"C14", [](Rulebook& b) { step(b, "application", "lapse").roles = {"intake"}; }},
      {"C14", [](Rulebook& b) { step(b, "application", "start_confirmation").roles.push_back("clock"); }},
      {"C15", [](Rulebook& b) { step(b, "label", "expire").notices = {"nothing_like_it"}; }},
      {"C15", [](Rulebook& b) { b.reminders[0].notice = "nothing_like_it"; }},
      {"C16", [](Rulebook& b) { b.numbers[0].pattern = "T{fiscal_year}"; }},
      {"C17", [](Rulebook& b) { b.numbers.erase(b.numbers.begin()); }},
      {"C18", [](Rulebook& b) { b.numbers[0].pattern = b.numbers[1].pattern; }},
      {"C19", [](Rulebook& b) { state(b, "label", "active").public_status.clear(); }},
      {"C19", [](Rulebook& b) { state(b, "filing", "draft").public_status = "valid"; }},
      {"C19", [](Rulebook& b) { b.public_statuses.erase(b.public_statuses.begin()); }},
      {"C20", [](Rulebook& b) { drop(step(b, "application", "approve").guards, "edition_adopted"); }},
      {"C21", [](Rulebook& b) { b.level_rules.clear(); }},
      {"C22", [](Rulebook& b) { step(b, "application", "approve").act.clear(); }},
      {"C22", [](Rulebook& b) { step(b, "application", "return_incomplete").to = "approved"; }},
      {"C23", [](Rulebook& b) { std::erase_if(b.machines, [](const Machine& one) { return one.name == "appeal"; }); }},
      {"C24", [](Rulebook& b) { b.default_profile = "minimum"; }},
      {"C25", [](Rulebook& b) { b.terms[0].levels = {1}; }},
      {"C25", [](Rulebook& b) { b.terms.push_back(b.terms[0]); }},
      {"C26", [](Rulebook& b) { drop(b.fees[0].kinds, "transfer"); }},
      {"C27", [](Rulebook& b) { b.fees.push_back(b.fees[0]); }},
      {"C28", [](Rulebook& b) { b.notices[0].body.en += "{password}"; }},
      {"C28", [](Rulebook& b) { b.address.person.ja += "{"; }},
      {"C29", [](Rulebook& b) { state(b, "application", "submitted").announcement = {"申請中", "applied"}; }},
      {"C29", [](Rulebook& b) { b.announcements[0].needs_number = "application_number"; }},
      {"C30", [](Rulebook& b) { step(b, "application", "issue").after.clear(); }},
      {"C30", [](Rulebook& b) { step(b, "application", "approve").after.clear(); }},
      {"C31", [](Rulebook& b) { b.retentions.clear(); }},
      {"C32", [](Rulebook& b) { step(b, "label", "revoke").needs_interest_statement = false; }},
      {"C33", [](Rulebook& b) { step(b, "label", "revoke").needs_reason = false; }},
      {"C34", [](Rulebook& b) { b.announcements[0].state = "nowhere"; }},
      {"C35", [](Rulebook& b) { b.editions.clear(); }},
      {"C36", [](Rulebook& b) { step(b, "surveillance", "demand_evidence").is_silent = true; }},
      {"C37", [](Rulebook& b) { step(b, "surveillance", "order_test_purchase").is_addressed = true; }},
      {"C37", [](Rulebook& b) { step(b, "application", "accept").is_addressed = true; }},
  };
  return all;
}

std::vector<Level> levels() {
  auto all = test_scheme().scheme.levels;
  for (auto& level : all) level.assessable = true;
  return all;
}

TEST(Constitution, IsKeptByBothSchemes) {
  EXPECT_EQ(jc_star().problems, "");
  EXPECT_EQ(test_scheme().problems, "");
  EXPECT_TRUE(check_constitution(test_scheme().rulebook, levels()).empty());
}

TEST(Constitution, FindsEachBreach) {
  int number = 0;
  for (const auto& [id, spoil] : breaches_by_rule()) {
    Rulebook book = test_scheme().rulebook;
    spoil(book);
    const auto found = check_constitution(book, levels());
    const bool is_found = std::any_of(found.begin(), found.end(), [&, rule = id](const Breach& one) { return one.rule->id == rule; });
    EXPECT_TRUE(is_found) << id << ", example " << number << ", found " << found.size() << " others";
    ++number;
  }
}

TEST(Constitution, HasAnExampleForEveryRule) {
  for (const auto& rule : constitution()) {
    const bool has = std::any_of(breaches_by_rule().begin(), breaches_by_rule().end(), [&](const auto& one) { return one.first == rule.id; });
    EXPECT_TRUE(has) << rule.id;
    EXPECT_TRUE(rule.english.starts_with(rule.id)) << rule.english;
  }
}

}  // namespace
}  // namespace hoshi::workflow
