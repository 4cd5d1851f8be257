// Who is answered: complainants and appellants; and who may open which file, with what the trail says of it.
// SPDX-License-Identifier: Apache-2.0
#include "office/case_story.h"
#include "office/fixture.h"

namespace hoshi::office {
namespace {

using AnswersTest = OfficeTest;

Value complaint(const std::string& email) {
  return object({{"scheme", "jc-star"}, {"kind", "complaint"}, {"subject", "ラベルの表示"}, {"text", "箱の表示が違います。"}, {"reporter_name", "山田 太郎"}, {"reporter_email", email}});
}

const workflow::Actor anybody = person("public", {"public"});

TEST_F(AnswersTest, WhoeverComplainsIsAnsweredAndStandsInNoEvent) {
  const std::string opened = must(anybody, command("case", "file_complaint", complaint("taro@example.jp"))).aggregate;
  EXPECT_EQ(count("SELECT count(*) FROM outbox o JOIN cases c ON c.reporter = o.recipient WHERE o.name LIKE '%complaint_received%'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE data LIKE '%山田%' OR data LIKE '%example.jp%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE body LIKE '%山田%' OR body LIKE '%taro%'"), 0);
  const auto seen = case_of(*office, surveillance, opened.substr(5));
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(seen->data["reporter_email"].as_text(), "taro@example.jp");
}

TEST_F(AnswersTest, AComplaintWithoutAnAddressIsFine) {
  Value quiet = complaint("");
  quiet.set("reporter_name", "");
  must(anybody, command("case", "file_complaint", quiet));
  EXPECT_EQ(count("SELECT count(*) FROM outbox WHERE name LIKE '%complaint_received%'"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM cases WHERE reporter IS NULL"), 1);
  EXPECT_EQ(refused(anybody, command("case", "file_complaint", complaint("a@b.jp, c@d.jp"))).code, ErrorCode::invalid_input);
}

TEST_F(AnswersTest, NobodyFillsTheBoxOfAnotherWithReceipts) {
  for (int i = 0; i < 5; ++i) must(anybody, command("case", "file_complaint", complaint("victim@example.jp")));
  EXPECT_EQ(refused(anybody, command("case", "file_complaint", complaint("Victim@example.jp"))).code, ErrorCode::unavailable);
  must(anybody, command("case", "file_complaint", complaint("other@example.jp")));
  clock += std::chrono::hours(25);
  must(anybody, command("case", "file_complaint", complaint("victim@example.jp")));
}

TEST_F(AnswersTest, PapersOfAPartyAreOpenToItAndTheOfficeAlone) {
  const auto agent = person("a-agent", {"agent"}, register_maker(person("a-agent", {"agent"}), "代理人株式会社", "6010001000001"));
  const std::string paper = upload(agent, "mandate", "委任状").sha256;
  must(agent, command("organisation/" + agent.organisation, "record_mandate",
                      object({{"principal", maker}, {"document", paper}, {"from", "2026-01-01"}, {"until", "2026-12-31"}})));
  EXPECT_EQ(file_of_party(*office, agent, agent.organisation, paper).value_or(""), "委任状");
  EXPECT_EQ(file_of_party(*office, applicant, maker, paper).value_or(""), "委任状");
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE kind = 'read_file'"), 0);
  EXPECT_EQ(file_of_party(*office, intake, agent.organisation, paper).value_or(""), "委任状");
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE kind = 'read_file'"), 1);
  const auto stranger = person("a-stranger", {"applicant"}, register_maker(person("a-stranger", {"applicant"}), "他社株式会社", "5010001000002"));
  EXPECT_EQ(file_of_party(*office, stranger, agent.organisation, paper).error().code, ErrorCode::not_found);
  EXPECT_EQ(file_of_party(*office, stranger, stranger.organisation, paper).error().code, ErrorCode::not_found);
}

TEST_F(AnswersTest, FilesOfACaseAreOpenToWhoBroughtThemAndToTheOffice) {
  const std::string number = issued();
  auto open = command("case", "open_case", object({{"scheme", "jc-star"}, {"kind", "surveillance"}, {"label", number}, {"subject", "疑義"}}));
  open.reason = "A doubt.";
  open.uploads = {upload(surveillance, "evidence", "photo of a box")};
  const std::string opened = must(surveillance, open).aggregate.substr(5);
  const std::string photo = open.uploads[0].sha256;
  EXPECT_EQ(file_of_case(*office, surveillance, opened, photo).value_or(""), "photo of a box");
  EXPECT_EQ(file_of_case(*office, applicant, opened, photo).error().code, ErrorCode::not_found);
  EXPECT_EQ(file_of_case(*office, surveillance, opened, std::string(64, 'a')).error().code, ErrorCode::not_found);
}

TEST_F(AnswersTest, TheHolderSeesACaseFromWhatIsAskedOfItAndNoTestPurchase) {
  const std::string number = issued();
  const auto with_reason = [&](std::string aggregate, std::string event, Value data = {}) {
    auto made = command(std::move(aggregate), std::move(event), std::move(data));
    made.reason = "Report of open Telnet.";
    return made;
  };
  const std::string one = must(surveillance, with_reason("case", "open_case", object({{"scheme", "jc-star"}, {"kind", "surveillance"}, {"label", number}, {"subject", "疑義"}}))).aggregate;
  const std::string id = one.substr(5);
  EXPECT_EQ(case_of(*office, applicant, id).error().code, ErrorCode::not_found);
  EXPECT_TRUE(cases_about(*office, applicant, maker).value().empty());
  must(surveillance, with_reason(one, "order_test_purchase"));
  must(surveillance, with_reason(one, "record_inspection", object({{"text", "Telnet was open."}})));
  EXPECT_EQ(case_of(*office, applicant, id).error().code, ErrorCode::not_found);
  auto demand = with_reason(one, "demand_evidence", object({{"text", "証拠目録を提出してください。"}}));
  demand.uploads = {upload(surveillance, "evidence", "how to hand it in")};
  must(surveillance, demand);
  const auto story = story_of_case(*office, applicant, id).value();
  ASSERT_EQ(story.entries.size(), 1u);  // what is asked, and nothing of what the office keeps
  EXPECT_EQ(story.entries[0].text, "証拠目録を提出してください。");
  EXPECT_EQ(story_of_case(*office, surveillance, id).value().entries.size(), 2u);
  EXPECT_EQ(file_of_case(*office, applicant, id, demand.uploads[0].sha256).value_or(""), "how to hand it in");
  auto seen = case_of(*office, applicant, id).value();
  EXPECT_EQ(seen.state, "evidence_demanded");
  ASSERT_EQ(seen.history.size(), 1u);
  EXPECT_EQ(seen.history[0].event, "demand_evidence");
  auto supply = command(one, "supply_evidence", object({{"text", "同封します。"}}));
  supply.uploads = {upload(applicant, "manifest", "{\"another\":1}")};
  must(applicant, supply);
  must(surveillance, with_reason(one, "record_mismatch"));
  const auto before = case_of(*office, applicant, id).value();
  must(surveillance, with_reason(one, "order_test_purchase"));
  seen = case_of(*office, applicant, id).value();
  EXPECT_EQ(seen.state, before.state);
  EXPECT_EQ(seen.due, before.due);
  EXPECT_EQ(seen.version, before.version);
  EXPECT_EQ(seen.history.size(), before.history.size());
  EXPECT_EQ(case_of(*office, surveillance, id).value().state, "inspecting");
  must(surveillance, with_reason(one, "record_inspection"));
  EXPECT_EQ(case_of(*office, applicant, id).value().history.size(), before.history.size());
  EXPECT_EQ(case_of(*office, surveillance, id).value().history.size(), 8u);
}

TEST_F(AnswersTest, AMandateForOneApplicationCountsForNoOther) {
  adopt_edition();
  const auto agent = person("a-agent", {"agent"}, register_maker(person("a-agent", {"agent"}), "代理人株式会社", "6010001000001"));
  Value wanted = form(maker);
  wanted.set("agent", agent.organisation);
  const std::string first = must(applicant, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}}))).aggregate;
  const std::string second = must(applicant, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}}))).aggregate;
  const std::string paper = upload(agent, "mandate", "委任状").sha256;
  const std::string mandate = must(agent, command("organisation/" + agent.organisation, "record_mandate",
                                                  object({{"principal", maker}, {"document", paper}, {"from", "2026-01-01"}, {"until", "2026-12-31"},
                                                          {"application", first.substr(12)}}))).made.at("mandate");
  must(intake, command("organisation/" + agent.organisation, "check_mandate", object({{"mandate", mandate}})));
  must(agent, command(first, "save_draft", object({{"form", wanted}})));
  EXPECT_EQ(refused(agent, command(second, "save_draft", object({{"form", wanted}}))).code, ErrorCode::not_found);
  const auto mine = queue(*office, agent, {});
  ASSERT_TRUE(mine) << mine.error().message;
  ASSERT_EQ(mine->items.size(), 1u);
  EXPECT_EQ(mine->items[0].id, first.substr(12));
}

TEST_F(AnswersTest, ALaboratoryEvaluatesNeitherItselfNorItsOwner) {
  adopt_edition();
  const auto laboratory = person("a-lab", {"laboratory"}, register_maker(person("a-lab", {"laboratory"}), "評価機関株式会社", "6010001000001"));
  sql("INSERT INTO laboratories (organisation, accreditation_number, accreditation_body, state, valid_from, owner, created_at, updated_at) VALUES ('" +
      laboratory.organisation + "', '1', 'NITE', 'accredited', '2026-01-01', '" + maker + "', 0, 0)");
  sql("INSERT INTO laboratory_scopes (laboratory, scheme, level, category, valid_from) VALUES ('" + laboratory.organisation + "', 'jc-star', 1, '', '2026-01-01')");
  Value wanted = form(maker);
  wanted.set("laboratory", laboratory.organisation);
  const std::string opened = must(applicant, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}}))).aggregate;
  const auto report = [&] {
    auto made = command(opened, "hand_in_report", object({{"number", "R-1"}, {"conclusion", "conforms"}}));
    made.uploads = {upload(laboratory, "report", "%PDF-1.7 report")};
    return made;
  };
  EXPECT_EQ(refused(laboratory, report()).code, ErrorCode::forbidden);
  sql("UPDATE laboratories SET owner = NULL");
  must(laboratory, report());
  const auto seen = view(intake, opened);
  ASSERT_EQ(seen.reports.size(), 1u);
  EXPECT_EQ(seen.reports[0].number, "R-1");
  EXPECT_EQ(file_of(*office, intake, seen.id, seen.reports[0].sha256).value_or(""), "%PDF-1.7 report");
}

TEST_F(AnswersTest, ATransferNeedsSomebodyToGoTo) {
  const std::string number = issued();
  const auto codes_for = [&](const std::string& target) {
    Value wanted = form(maker);
    wanted.set("kind", "transfer");
    wanted.set("label", number);
    wanted.set("change", "事業の承継");
    wanted.set("transfer_to", target);
    const auto remarks = precheck_of(*office, applicant, "jc-star", "", wanted, {});
    const auto& all = remarks.value();
    return std::count_if(all.begin(), all.end(), [](const Remark& one) { return one.code == "no_transfer_target"; });
  };
  const std::string other = register_maker(person("a-other", {"applicant"}), "他社株式会社", "6010001000001");
  EXPECT_EQ(codes_for(""), 1);
  EXPECT_EQ(codes_for("01980000-0000-7000-8000-000000000000"), 1);
  EXPECT_EQ(codes_for(maker), 1);
  EXPECT_EQ(codes_for(other), 0);
}

}  // namespace
}  // namespace hoshi::office
