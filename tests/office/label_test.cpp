// What happens to a label afterwards: extension, grace, expiry at 24:00 JST, withdrawal, amendment, transfer, revocation by two.
// SPDX-License-Identifier: Apache-2.0
#include "office/clock.h"
#include "office/fixture.h"

namespace hoshi::office {
namespace {

class LabelTest : public OfficeTest {
 protected:
  std::string status(const std::string& number) {
    const auto entry = public_label(*office, number);
    return entry ? entry->status : entry.error().message;
  }
  void ticks() {
    const auto round = tick(*office);
    ASSERT_TRUE(round) << round.error().message;
  }
  // An application or filing about the label, opened and handed in.
  std::string handed_in(const std::string& kind, const std::string& number, const std::string& first, const std::string& submit) {
    Value wanted = form(maker);
    wanted.set("kind", kind);
    wanted.set("label", number);
    wanted.set("change", "型番を追加します。");
    if (kind == "withdrawal") wanted.set("product", Value());
    if (kind == "change") {
      Value product = wanted["product"];
      product.set("models", ValueList{"HC-100", "HC-110", "HC-120"});
      wanted.set("product", product);
    }
    auto open = command("application", first, object({{"scheme", "jc-star"}, {"form", wanted}}));
    if (kind == "extension") open.uploads = {upload(applicant, "checklist", checklist({"HC-100", "HC-110"}))};
    const std::string application = must(applicant, open).aggregate;
    must(applicant, command(application, submit));
    return application;
  }
  void decide_extension(const std::string& application) {
    confirm(application);
    auto fee = command(application, "enter_fee", object({{"amount_yen", 0}}));
    fee.reason = "No fee for the first extension.";
    must(registrar, fee);
    must(registrar, command(application, "accept"));
    must(registrar, command(application, "confirm_fee"));
    auto approve = command(application, "approve");
    approve.interest_statement = "None.";
    must(decider, approve);
  }
};

// JC-STAR has no suspension; the same office with it.
TEST_F(LabelTest, ASuspensionThatNobodyConfirmsIsReportedOnceAndStays) {
  const std::string number = issued();
  auto schemes = test_schemes();
  auto& rulebook = schemes.at("jc-star").rulebook;
  rulebook.features.push_back("suspension");
  rulebook.public_statuses.push_back(rulebook.public_statuses.front());
  rulebook.public_statuses.back().id = "suspended";
  const Parts& parts = office->parts();
  Office other(Parts{parts.database, parts.blobs, schemes, parts.now, parts.random, parts.fold});
  const auto acts = [&](const workflow::Actor& actor, const std::string& event) {
    auto step = command("label/" + number, event);
    step.reason_code = "not-conforming";
    step.reason = "The camera answers to anybody.";
    const auto receipt = other.perform(actor, step);
    return receipt ? std::string() : receipt.error().message;
  };
  const auto told = [&] {
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(tick(other));
    return count("SELECT count(*) FROM outbox WHERE name LIKE '%/suspension_unconfirmed/office'");
  };
  const auto first = person("o-first", {"surveillance"});
  ASSERT_EQ(acts(first, "suspend"), "");
  clock += std::chrono::hours(24 * 20);
  EXPECT_EQ(told(), 0);
  clock += std::chrono::hours(24 * 20);  // twenty working days are over
  EXPECT_EQ(told(), 1);
  clock += std::chrono::hours(24 * 20);
  EXPECT_EQ(told(), 1);
  EXPECT_EQ(status(number), "suspended");
  EXPECT_NE(acts(first, "confirm_suspension"), "") << "who suspended does not confirm";
  EXPECT_EQ(acts(person("o-second", {"surveillance"}), "confirm_suspension"), "");
  EXPECT_EQ(told(), 1);
}

TEST_F(LabelTest, ExpiresAt24OClockOfItsLastDayInJapan) {
  const std::string number = issued();
  clock = parse_instant("2028-03-01T14:59:59.999Z").value();  // 23:59:59.999 JST of the last day
  ticks();
  EXPECT_EQ(status(number), "valid");
  clock = parse_instant("2028-03-01T15:00:00.000Z").value();
  ticks();
  EXPECT_EQ(status(number), "expired");
  const auto changes = public_changes(*office, 0, 10);
  ASSERT_TRUE(changes && changes->size() == 2u);
  EXPECT_FALSE(changes->back().log_entry.empty());
  ticks();
  EXPECT_EQ(public_changes(*office, 0, 10)->size(), 2u);
}

TEST_F(LabelTest, IsExtendedByTwoYearsUnderTheSameNumber) {
  const std::string number = issued();
  clock = parse_instant("2028-01-10T01:00:00.000Z").value();
  const std::string extension = handed_in("extension", number, "open", "submit");
  decide_extension(extension);
  const IssueRound round = issue_round();
  EXPECT_EQ(round.published, 1) << (round.problems.empty() ? "" : round.problems.front());
  const auto entry = public_label(*office, number);
  ASSERT_TRUE(entry);
  EXPECT_EQ(to_text(entry->valid_until), "2030-03-01");
  EXPECT_EQ(state(extension), "issued");
  EXPECT_EQ(count("SELECT count(*) FROM label_statements"), 2);
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 1);
}

TEST_F(LabelTest, IsInGraceWhileItsExtensionIsProcessedAndThenGoesOnWithoutAGap) {
  const std::string number = issued();
  clock = parse_instant("2028-02-21T01:00:00.000Z").value();
  const std::string extension = handed_in("extension", number, "open", "submit");
  clock = parse_instant("2028-03-02T01:00:00.000Z").value();
  ticks();
  EXPECT_EQ(status(number), "grace");
  decide_extension(extension);
  EXPECT_EQ(issue_round().published, 1);
  const auto entry = public_label(*office, number);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->status, "valid");
  EXPECT_EQ(to_text(entry->valid_from), "2028-03-02");
  EXPECT_EQ(to_text(entry->valid_until), "2030-03-01");
}

TEST_F(LabelTest, IsWithdrawnWhenTheHolderGivesItUp) {
  const std::string number = issued();
  const std::string filing = handed_in("withdrawal", number, "save_draft", "submit_filing");
  const std::string called = application(*office, applicant, filing.substr(filing.find('/') + 1)).value().product.ja;
  EXPECT_EQ(called, public_label(*office, number)->product.ja);  // the form names none
  EXPECT_FALSE(called.empty());
  must(registrar, command(filing, "accept_filing"));
  EXPECT_EQ(status(number), "withdrawn");
  EXPECT_EQ(refused(registrar, command("label/" + number, "withdraw_label")).code, ErrorCode::conflict);
}

TEST_F(LabelTest, IsAmendedByAnAcceptedNoticeOfChange) {
  const std::string number = issued();
  clock += std::chrono::minutes(1);
  const std::string filing = handed_in("change", number, "save_draft", "submit_filing");
  const ApplicationView read = application(*office, intake, filing.substr(filing.find('/') + 1)).value();
  EXPECT_TRUE(read.criteria.empty());
  EXPECT_EQ(read.submissions.back().form["change"].as_text(), "型番を追加します。");
  must(intake, command(filing, "accept_filing"));
  const IssueRound round = issue_round();
  EXPECT_EQ(round.published, 1) << (round.problems.empty() ? "" : round.problems.front());
  const auto entry = public_label(*office, number);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->models.size(), 3u);
  EXPECT_EQ(to_text(entry->valid_until), "2028-03-01");
  EXPECT_EQ(issue_round().planned, 0);
}

TEST_F(LabelTest, IsRevokedByTwoWhoDidNotProposeIt) {
  const std::string number = issued();
  auto open = command("case", "open_case", object({{"scheme", "jc-star"}, {"kind", "surveillance"}, {"label", number}, {"subject", "疑義"}}));
  open.reason = "Report of open Telnet.";
  const std::string one = must(surveillance, open).aggregate;
  auto propose = command(one, "propose_revocation", object({{"text", "証拠が提出されませんでした。"}}));
  propose.reason = "No evidence.";
  propose.interest_statement = "None.";
  must(surveillance, propose);
  auto revoke = command("label/" + number, "revoke", object({{"note", object({{"ja", "基準を満たさないため取り消しました。"}, {"en", "Revoked."}})}}));
  revoke.reason = "Not conforming.";
  revoke.reason_code = "not-conforming";
  revoke.interest_statement = "None.";
  EXPECT_EQ(refused(decider, revoke).code, ErrorCode::conflict);  // the holder has not been heard
  must(applicant, command(one, "give_opinion", object({{"text", "是正します。"}})));
  EXPECT_FALSE(must(decider, revoke).took_effect);
  EXPECT_EQ(status(number), "valid");
  EXPECT_EQ(refused(decider, [&] { auto same = revoke; same.idempotency_key = "once-more-1"; return same; }()).code, ErrorCode::forbidden);
  auto other_words = revoke;
  other_words.data = object({{"note", object({{"ja", "別の理由"}, {"en", "Other."}})}});
  other_words.idempotency_key = "other-words";
  EXPECT_EQ(refused(other_decider, other_words).code, ErrorCode::conflict);
  auto second = revoke;
  second.idempotency_key = "second-person";
  EXPECT_TRUE(must(other_decider, second).took_effect);
  EXPECT_EQ(status(number), "revoked");
  EXPECT_EQ(public_label(*office, number)->history.back().note.en, "Revoked.");
  must(surveillance, command(one, "conclude"));
}

TEST_F(LabelTest, RemindersGoOutOnce) {
  const std::string number = issued();
  clock = parse_instant("2028-02-01T01:00:00.000Z").value();
  ticks();
  ticks();
  clock = parse_instant("2028-02-02T01:00:00.000Z").value();
  ticks();
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%/label_ends_soon/%'"), 1);
  clock = parse_instant("2028-02-25T01:00:00.000Z").value();
  ticks();
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%/label_ends_soon/%'"), 2);
}

TEST_F(LabelTest, StatisticsCountByFiscalYear) {
  issued();
  const auto year = statistics(*office, "jc-star", 2025);
  ASSERT_TRUE(year) << year.error().message;
  EXPECT_EQ(year->received.at("1/new"), 1);
  EXPECT_EQ(year->issued.at("1"), 1);
  EXPECT_EQ(year->models_in_force, 2);
  EXPECT_TRUE(statistics(*office, "jc-star", 2024)->issued.empty());
}

}  // namespace
}  // namespace hoshi::office
