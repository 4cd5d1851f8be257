// JC-STAR's own data: they load, they say what is known and refuse to guess what is not.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "workflow/office_data.h"
#include "workflow/vocabulary.h"

namespace hoshi::workflow {
namespace {

TEST(JcStarOffice, LoadsWithoutAProblem) {
  EXPECT_EQ(jc_star().problems, "");
  EXPECT_EQ(jc_star().rulebook.machines.size(), 7u);
  EXPECT_EQ(jc_star().rulebook.default_profile, "strict");
}

TEST(JcStarOffice, NamesTheFeesThatAreKnown) {
  const auto fee = [](int level, const char* kind, const char* route, Date day) {
    const auto found = fee_for(jc_star().rulebook, level, kind, route, day);
    return found ? (*found)->amount_yen.value_or(-1) : -1;
  };
  EXPECT_EQ(fee(1, "new", "", {2026, 11, 30}), 198000);
  EXPECT_EQ(fee(1, "new", "", {2025, 9, 30}), 110000);
  EXPECT_EQ(fee(1, "new", "", {2025, 10, 1}), 198000);
  EXPECT_EQ(fee(1, "new", "psti", {2026, 11, 30}), 140000);
}

TEST(JcStarOffice, GuessesNoFee) {
  for (const auto& [level, kind, route] : std::vector<std::tuple<int, std::string, std::string>>{
           {2, "new", ""}, {3, "new", ""}, {1, "extension", ""}, {1, "transfer", ""}, {1, "new", "cls"}, {1, "extension", "psti"}}) {
    const auto fee = fee_for(jc_star().rulebook, level, kind, route, {2026, 11, 30});
    ASSERT_FALSE(fee) << level << kind << route;
    EXPECT_EQ(fee.error().code, ErrorCode::conflict);
  }
}

TEST(JcStarOffice, WaivesThreeCriteriaOnThePstiRoute) {
  const Waiver* waiver = jc_star().rulebook.waiver("psti", 1);
  ASSERT_NE(waiver, nullptr);
  EXPECT_EQ(waiver->criteria, (std::vector<std::string>{"S1.1-02", "S1.1-05", "S1.1-16"}));
  EXPECT_EQ(jc_star().rulebook.waiver("cls", 1), nullptr);
}

TEST(JcStarOffice, HasIpasFiveWordsAndNoSuspension) {
  const auto label = machine_for(jc_star().rulebook, "label", "", 1, "strict");
  ASSERT_TRUE(label);
  EXPECT_EQ(label->state("suspended"), nullptr);
  EXPECT_EQ(label->state("restricted"), nullptr);
  EXPECT_EQ(label->transition("active", "suspend"), nullptr);
  EXPECT_EQ(jc_star().rulebook.public_status("grace")->name.ja, "失効猶予（延長申請中）");
  EXPECT_EQ(jc_star().rulebook.public_status("revoked")->name.ja, "取消し");
}

TEST(JcStarOffice, NamesCategoriesByLevel) {
  const auto ids = [](int level) {
    std::vector<std::string> all;
    for (const auto& one : jc_star().rulebook.categories) {
      if (std::find(one.levels.begin(), one.levels.end(), level) != one.levels.end()) all.push_back(one.id);
    }
    return all;
  };
  EXPECT_EQ(ids(3), (std::vector<std::string>{"communication_equipment", "network_camera"}));
  EXPECT_EQ(ids(1).back(), "other");
}

TEST(JcStarOffice, AllowsNoAnnouncementBeforeAcceptance) {
  const auto machine = machine_for(jc_star().rulebook, "application", "new", 1, "strict");
  ASSERT_TRUE(machine);
  for (const char* id : {"contact", "preparing", "submitted", "under_confirmation", "returned", "confirmed"}) {
    const Words may = announcement_for(jc_star().rulebook, *machine->state(id), {"application_number"});
    EXPECT_EQ(may.ja + may.en, "") << id;
  }
  const State& due = *machine->state("fee_due");
  EXPECT_NE(announcement_for(jc_star().rulebook, due, {"acceptance_number"}), Words{});
  EXPECT_NE(announcement_for(jc_star().rulebook, due, {"provisional_number"}), announcement_for(jc_star().rulebook, due, {}));
}

TEST(JcStarOffice, GivesTheNumbersInIpasOrder) {
  const auto machine = machine_for(jc_star().rulebook, "application", "new", 1, "strict");
  ASSERT_TRUE(machine);
  std::string state = machine->initial;
  std::vector<std::string> numbers;
  for (const char* event : {"open", "submit", "start_confirmation", "recommend", "accept", "grant_provisional_number", "confirm_fee",
                            "approve", "begin_issue", "issue"}) {
    const Transition* transition = machine->transition(state, event);
    ASSERT_NE(transition, nullptr) << event << " in " << state;
    if (!transition->allocates.empty()) numbers.push_back(transition->allocates);
    if (!transition->to.empty()) state = transition->to;
  }
  EXPECT_EQ(state, "issued");
  EXPECT_EQ(numbers, (std::vector<std::string>{"application_number", "acceptance_number", "provisional_number", "registration_number"}));
}

TEST(JcStarOffice, AsksForTheReportOfALaboratoryFromLevel3) {
  for (int level = 1; level <= 4; ++level) {
    const auto machine = machine_for(jc_star().rulebook, "application", "new", level, "minimum");
    ASSERT_TRUE(machine);
    const auto& guards = machine->transition("pending_decision", "approve")->guards;
    EXPECT_EQ(std::find(guards.begin(), guards.end(), "laboratory_report") != guards.end(), level >= 3) << level;
  }
}

}  // namespace
}  // namespace hoshi::workflow
