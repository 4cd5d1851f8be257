// Applications from the first contact to an issued label, through correction, refusal and appeal, with numbers in IPA's order.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "office/fixture.h"
#include "store/events.h"

namespace hoshi::office {
namespace {

using ApplicationTest = OfficeTest;

const PossibleStep* step_in(const ApplicationView& view, std::string_view event) {
  const auto found = std::find_if(view.steps.begin(), view.steps.end(), [&](const PossibleStep& one) { return one.event == event; });
  return found == view.steps.end() ? nullptr : &*found;
}

TEST_F(ApplicationTest, GetsItsNumbersInIpasOrderAndEndsAsALabel) {
  adopt_edition();
  const std::string application = submitted();
  EXPECT_TRUE(view(applicant, application).numbers.contains("application_number"));
  EXPECT_FALSE(view(applicant, application).numbers.contains("acceptance_number"));
  confirm(application);
  EXPECT_EQ(state(application), "confirmed");
  decide(application);
  EXPECT_TRUE(view(applicant, application).numbers.contains("acceptance_number"));
  EXPECT_EQ(state(application), "approved");
  EXPECT_EQ(view(applicant, application).conditions, (std::vector<std::string>{"Support ends on the date declared."}));
  const IssueRound round = issue_round();
  EXPECT_EQ(round.problems, std::vector<std::string>{});
  const ApplicationView done = view(applicant, application);
  EXPECT_EQ(done.state, "issued");
  const auto entry = public_label(*office, done.label);
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_EQ(entry->status, "valid");
  EXPECT_EQ(entry->models, (std::vector<std::string>{"HC-100", "HC-110"}));
  EXPECT_EQ(to_text(entry->valid_until), "2028-03-01");  // two years of which the first day counts
  const auto changes = public_changes(*office, 0, 10);
  ASSERT_TRUE(changes && changes->size() == 1u);
  EXPECT_EQ(changes->front().kind, "Issue");
  EXPECT_FALSE(changes->front().log_entry.empty());
  EXPECT_TRUE(store::check_audit_trail(*database));
}

TEST_F(ApplicationTest, TellsWhoseMoveItIsWhatIsDueAndWhatMayBeAnnounced) {
  adopt_edition();
  const std::string application = submitted();
  const ApplicationView mine = view(applicant, application);
  EXPECT_EQ(mine.turn, "office");
  EXPECT_FALSE(mine.is_my_turn);
  EXPECT_EQ(mine.due, "2026-03-09");  // five working days
  EXPECT_EQ(mine.announcement.ja, "");
  EXPECT_EQ(step_in(mine, "start_confirmation"), nullptr);
  const ApplicationView theirs = view(intake, application);
  EXPECT_TRUE(theirs.is_my_turn);
  ASSERT_NE(step_in(theirs, "start_confirmation"), nullptr);
  confirm(application);
  must(registrar, command(application, "accept"));
  EXPECT_NE(view(applicant, application).announcement.ja, "");
  EXPECT_EQ(view(applicant, application).fee.amount_yen, 198000);
}

TEST_F(ApplicationTest, IsReturnedCorrectedAndShowsWhatChanged) {
  adopt_edition();
  const std::string application = submitted();
  must(intake, command(application, "start_confirmation"));
  must(reviewer, command(application, "raise_finding",
                         object({{"criterion", "S1.1-05"}, {"severity", "major"}, {"text", "公表された方針に受付の確認が書かれていません。"}})));
  auto recommend = command(application, "recommend");
  recommend.interest_statement = "None.";
  EXPECT_NE(refused(reviewer, recommend).message.find("no_open_finding"), std::string::npos);
  must(reviewer, command(application, "request_correction"));
  EXPECT_EQ(view(applicant, application).findings.front().state, "open");
  must(applicant, command(application, "answer_finding", object({{"finding", "1"}, {"text", "追記しました。"}})));
  EXPECT_EQ(refused(applicant, command(application, "resubmit")).code, ErrorCode::conflict);  // nothing has changed
  Value corrected = form(maker);
  Value product = corrected["product"];
  product.set("contact", "security@example.jp");
  corrected.set("product", product);
  auto save = command(application, "save_draft", object({{"form", corrected}}));
  save.uploads = view(applicant, application).files;
  must(applicant, save);
  must(applicant, command(application, "resubmit"));
  const ApplicationView after = view(reviewer, application);
  ASSERT_EQ(after.submissions.size(), 2u);
  EXPECT_EQ(after.submissions[1].parent, after.submissions[0].hash);
  EXPECT_EQ(after.submissions[1].differences,
            (std::vector<Difference>{{"form/product/contact", "psirt@example.jp", "security@example.jp"}}));
  must(reviewer, command(application, "close_finding", object({{"finding", "1"}})));
  must(reviewer, recommend);
  EXPECT_EQ(state(application), "confirmed");
}

TEST_F(ApplicationTest, AnyLaterChangeVoidsTheRecommendation) {
  adopt_edition();
  const std::string application = submitted();
  confirm(application);
  auto reopen = command(application, "reopen_confirmation");
  reopen.reason = "One more look.";
  must(reviewer, reopen);
  const std::string before = view(reviewer, application).subject;
  must(reviewer, command(application, "confirm_criterion", object({{"criterion", "S1.1-01"}, {"outcome", "doubted"}, {"remark", "See photo 3."}})));
  EXPECT_NE(view(reviewer, application).subject, before);
}

TEST_F(ApplicationTest, IsRefusedAndTheAppealIsHeardByOthers) {
  adopt_edition();
  const std::string application = submitted();
  auto refuse = command(application, "refuse_acceptance");
  refuse.interest_statement = "None.";
  EXPECT_EQ(refused(decider, refuse).code, ErrorCode::invalid_input);  // no reason
  refuse.reason = "対象外の製品です。";
  must(decider, refuse);
  EXPECT_EQ(state(application), "not_accepted");
  auto appeal = command(application, "appeal");
  appeal.reason = "対象です。";
  must(applicant, appeal);
  const std::string id = application.substr(application.find('/') + 1);
  const Receipt opened = must(registrar, command("case", "admit_appeal",
                                                 object({{"scheme", "jc-star"}, {"kind", "appeal"}, {"application", id}, {"subject", "不受理"}})));
  auto uphold = command(opened.aggregate, "uphold_appeal");
  uphold.reason = "IP通信を行う製品です。";
  uphold.interest_statement = "None.";
  EXPECT_EQ(refused(decider, uphold).code, ErrorCode::forbidden);  // decided first
  EXPECT_FALSE(must(other_decider, uphold).took_effect);
  EXPECT_EQ(refused(registrar, command(application, "reopen_after_appeal")).code, ErrorCode::conflict);
  auto second = uphold;
  second.idempotency_key = "another-key";
  EXPECT_TRUE(must(person("a-decider-3", {"decider"}), second).took_effect);
  must(registrar, command(application, "reopen_after_appeal"));
  EXPECT_EQ(state(application), "under_confirmation");
}

TEST_F(ApplicationTest, TheSameKeyGivesTheSameReceiptAndAnotherCommandUnderItIsRefused) {
  adopt_edition();
  const std::string application = submitted();
  const Command start = command(application, "start_confirmation");
  const Receipt first = must(intake, start);
  Receipt again = must(intake, start);
  EXPECT_TRUE(again.repeated);
  again.repeated = false;
  EXPECT_EQ(again, first);
  Command other = start;
  other.event = "return_incomplete";
  EXPECT_EQ(refused(intake, other).code, ErrorCode::conflict);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE kind = 'start_confirmation'"), 1);
}

TEST_F(ApplicationTest, IsWithdrawnByItsApplicantAndLapsesByTheClock) {
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  const Receipt opened = must(applicant, open);
  must(applicant, command(opened.aggregate, "withdraw"));
  EXPECT_EQ(state(opened.aggregate), "withdrawn");
}

TEST_F(ApplicationTest, SeparationHoldsWhateverRolesOnePersonHas) {
  adopt_edition();
  const std::string application = submitted();
  const auto everything = person("a-everything", {"intake", "reviewer", "decider", "registrar", "administrator"});
  must(everything, command(application, "start_confirmation"));
  auto recommend = command(application, "recommend");
  recommend.interest_statement = "None.";
  must(everything, recommend);
  EXPECT_EQ(refused(everything, command(application, "accept")).code, ErrorCode::forbidden);
  must(registrar, command(application, "accept"));
  must(registrar, command(application, "record_payment", object({{"amount_yen", 198000}, {"received_on", "2026-03-02"}, {"reference", "1"}})));
  must(registrar, command(application, "confirm_fee"));
  auto approve = command(application, "approve");
  approve.interest_statement = "None.";
  EXPECT_EQ(refused(everything, approve).code, ErrorCode::forbidden);
  approve.has_interest = true;
  EXPECT_EQ(refused(decider, approve).code, ErrorCode::forbidden);
  EXPECT_EQ(state(application), "pending_decision");
}

}  // namespace
}  // namespace hoshi::office
