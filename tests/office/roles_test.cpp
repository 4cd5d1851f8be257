// Every step from every state an application comes through, by every role it is not for: refused, and nothing is written.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "office/application_machine.h"
#include "office/fixture.h"

namespace hoshi::office {
namespace {


const std::vector<std::string> roles = {"applicant", "agent", "intake", "reviewer", "decider", "registrar",
                                        "surveillance", "administrator", "laboratory", "public", "clock", "issuer"};

class EveryStep : public OfficeTest {
 protected:
  // Roles without the right, and strangers who hold it elsewhere.
  void try_all(const std::string& application) {
    const auto& scheme = test_schemes().at("jc-star");
    const auto machine = with_house_steps(workflow::machine_for(scheme.rulebook, "application", "new", 1, "strict").value());
    const std::string now = state(application);
    const std::int64_t events = count("SELECT count(*) FROM events");
    for (const auto& transition : machine.transitions) {
      const workflow::Transition* here = machine.transition(now, transition.event);
      for (const auto& role : roles) {
        const bool may = here != nullptr && std::find(here->roles.begin(), here->roles.end(), role) != here->roles.end();
        const bool is_party = role == "applicant" || role == "agent" || role == "laboratory";
        if (may && !is_party) continue;
        auto one = command(application, transition.event);
        one.reason = "a reason";
        one.interest_statement = "None.";
        const auto receipt = office->perform(person("a-stranger", {role}, is_party ? "0198f3c1-0000-7000-8000-000000000001" : ""), one);
        EXPECT_FALSE(receipt) << now << " " << transition.event << " as " << role;
        if (!is_party || receipt) continue;
        EXPECT_EQ(receipt.error().code, ErrorCode::not_found) << transition.event << " as " << role;
      }
    }
    EXPECT_EQ(count("SELECT count(*) FROM events"), events) << now;
    EXPECT_EQ(state(application), now);
  }
};

TEST_F(EveryStep, IsRefusedToEveryRoleItIsNotFor) {
  adopt_edition();
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  open.uploads = {upload(applicant, "checklist", checklist({"HC-100", "HC-110"}))};
  const std::string application = must(applicant, open).aggregate;
  try_all(application);
  must(applicant, command(application, "submit"));
  try_all(application);
  must(intake, command(application, "start_confirmation"));
  try_all(application);
  auto recommend = command(application, "recommend");
  recommend.interest_statement = "None.";
  must(reviewer, recommend);
  try_all(application);
  must(registrar, command(application, "accept"));
  try_all(application);
  must(registrar, command(application, "record_payment", object({{"amount_yen", 198000}, {"received_on", "2026-03-02"}, {"reference", "1"}})));
  must(registrar, command(application, "confirm_fee"));
  try_all(application);
  auto approve = command(application, "approve");
  approve.interest_statement = "None.";
  must(decider, approve);
  try_all(application);
}

}  // namespace
}  // namespace hoshi::office
