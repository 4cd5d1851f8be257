// Organisations, persons, mandates and laboratories; what a Japanese office checks of them, and who sees whom.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "office/fixture.h"
#include "office/organisation.h"

namespace hoshi::office {
namespace {

Value record() {
  return object({{"name", object({{"ja", "株式会社ほし"}, {"en", "Hoshi Inc."}})},
                 {"kana", "ホシ"},
                 {"corporate_number", "6010001000001"},
                 {"country", "JP"},
                 {"postal_code", "100-0001"},
                 {"address", "東京都千代田区千代田1-1"},
                 {"parts", ValueList{"applicant", "manufacturer"}}});
}

std::string problem_with(std::string_view key, Value value) {
  Value changed = record();
  changed.set(key, std::move(value));
  const auto read = organisation_from(changed);
  return read ? "" : read.error().message;
}

TEST(Organisations, AreCheckedAsAJapaneseOfficeDoes) {
  ASSERT_TRUE(organisation_from(record())) << organisation_from(record()).error().message;
  EXPECT_NE(problem_with("corporate_number", "5010001000001"), "");     // check digit
  EXPECT_NE(problem_with("kana", "カブシキガイシャホシ"), "");          // legal form
  EXPECT_NE(problem_with("kana", "ほし"), "");                          // hiragana
  EXPECT_NE(problem_with("postal_code", "1000001"), "");
  EXPECT_NE(problem_with("address", "千代田区千代田1-1 東京都"), "");   // prefecture first
  EXPECT_NE(problem_with("parts", ValueList{"king"}), "");
  EXPECT_NE(problem_with("unknown", "x"), "");
}

TEST(Organisations, OfForeignCountriesBringAnotherProofAndAnEnglishName) {
  Value foreign = record();
  foreign.set("country", "DE");
  foreign.set("corporate_number", "");
  EXPECT_FALSE(organisation_from(foreign));
  foreign.set("other_proof", sha256_hex(std::string_view("Handelsregister")));
  foreign.set("address", "Musterstrasse 1, Berlin");
  EXPECT_TRUE(organisation_from(foreign)) << organisation_from(foreign).error().message;
}

using PartiesTest = OfficeTest;

TEST_F(PartiesTest, OneCorporateNumberIsRegisteredOnce) {
  Value again = record();
  again.set("corporate_number", "7000012050002");
  EXPECT_EQ(refused(person("a-other", {"applicant"}), command("organisation", "register", again)).code, ErrorCode::conflict);
}

TEST_F(PartiesTest, PeopleStandInTablesAndNeverInEvents) {
  const auto view = party(*office, applicant, maker);
  ASSERT_TRUE(view) << view.error().message;
  ASSERT_EQ(view->people.size(), 1u);
  EXPECT_EQ(view->people[0].name, "星 光子");
  EXPECT_EQ(count("SELECT count(*) FROM events WHERE data LIKE '%光子%' OR data LIKE '%hoshi@example.jp%'"), 0);
  must(applicant, command("organisation/" + maker, "remove_person", object({{"person", view->people[0].id}})));
  EXPECT_EQ(count("SELECT count(*) FROM persons WHERE name <> '' OR email <> '' OR salt IS NOT NULL"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM erasures"), 1);
}

TEST_F(PartiesTest, AreUnknownToOthers) {
  const auto stranger = person("a-stranger", {"applicant"}, register_maker(person("a-stranger", {"applicant"}), "他社株式会社", "6010001000001"));
  EXPECT_EQ(party(*office, stranger, maker).error().code, ErrorCode::not_found);
  EXPECT_EQ(refused(stranger, command("organisation/" + maker, "amend", record())).code, ErrorCode::not_found);
  EXPECT_EQ(parties(*office, stranger, "星光").value().size(), 0u);
  EXPECT_EQ(parties(*office, intake, "星光").value().size(), 1u);
}

TEST_F(PartiesTest, AnAgentActsWhileItsMandateIsCheckedAndInForce) {
  adopt_edition();
  const std::string firm = register_maker(person("a-agent", {"agent"}), "代理人株式会社", "6010001000001");
  const auto agent = person("a-agent", {"agent"}, firm);
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", form(maker)}}));
  EXPECT_EQ(refused(agent, open).code, ErrorCode::forbidden);
  const std::string paper = upload(agent, "mandate", "委任状").sha256;
  const Receipt recorded = must(agent, command("organisation/" + firm, "record_mandate",
                                               object({{"principal", maker}, {"document", paper}, {"from", "2026-01-01"}, {"until", "2026-12-31"}})));
  open.idempotency_key = "after-recording";
  EXPECT_EQ(refused(agent, open).code, ErrorCode::forbidden);
  must(intake, command("organisation/" + firm, "check_mandate", object({{"mandate", recorded.made.at("mandate")}})));
  Value wanted = form(maker);
  wanted.set("agent", firm);
  const Receipt opened = must(agent, command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}})));
  EXPECT_EQ(view(agent, opened.aggregate).agent, firm);
  must(agent, command("organisation/" + firm, "end_mandate", object({{"mandate", recorded.made.at("mandate")}})));
  EXPECT_EQ(application(*office, agent, opened.aggregate.substr(12)).error().code, ErrorCode::not_found);
}

TEST_F(PartiesTest, ALaboratoryIsAccreditedByTwoWhoSayTheSame) {
  const Value data = object({{"body", "NITE"}, {"number", "ASNITE 0001"}, {"from", "2026-01-01"},
                             {"scope", ValueList{object({{"scheme", "jc-star"}, {"level", 3}, {"category", ""}})}}});
  auto first = command("organisation/" + maker, "accredit", data);
  first.reason = "Certificate seen.";
  EXPECT_FALSE(must(registrar, first).took_effect);
  EXPECT_EQ(count("SELECT count(*) FROM laboratories"), 0);
  auto second = first;
  second.idempotency_key = "second-person";
  EXPECT_TRUE(must(decider, second).took_effect);
  EXPECT_EQ(count("SELECT count(*) FROM laboratory_scopes"), 1);
}

}  // namespace
}  // namespace hoshi::office
