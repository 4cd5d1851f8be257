// Two people with evidence may set another verdict; nothing less does.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/overrides.h"

#include "case.h"

namespace hoshi::assessment {
namespace {

Record override_to(std::string verdict) {
  Record record = said("T-01/override", "", Answer::unknown);
  record.verdict = std::move(verdict);
  record.comment = "looked at in the laboratory";
  record.second_person = "Suzuki Jiro";
  record.file = "report.pdf";
  record.sha256 = record.sha256_now = "aa";
  return record;
}

Case open_case(std::vector<Record> records) {
  Case given("support_end_stated");
  given.records = std::move(records);
  return given.as_item();
}

TEST(Override, SetsTheVerdictAndShowsBoth) {
  const auto result = open_case({override_to("pass")}).judged();
  EXPECT_EQ(result.verdict, Verdict::pass);
  ASSERT_EQ(result.overridden.size(), 1u);
  EXPECT_EQ(result.overridden[0].from, Verdict::inconclusive);
  EXPECT_EQ(result.overridden[0].to, Verdict::pass);
  EXPECT_EQ(result.overridden[0].record.who, "Sato Hanako");
  EXPECT_TRUE(gives(result.reasons, "override.applied"));
}

TEST(Override, SetsAnyVerdictButAcceptance) {
  for (const std::string verdict : {"pass", "fail", "inconclusive", "not_applicable"}) {
    EXPECT_EQ(name_of(open_case({override_to(verdict)}).judged().verdict), verdict);
  }
  const auto result = open_case({override_to("accepted_by_recognition")}).judged();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(result.reasons, "override.verdict"));
}

TEST(Override, CountsForNothingWhereSomethingIsMissing) {
  struct Spoilt {
    std::string reason;
    std::function<void(Record&)> spoil;
  };
  const std::vector<Spoilt> table{
      {"override.verdict", [](Record& r) { r.verdict = ""; }},
      {"override.verdict", [](Record& r) { r.verdict = "passed"; }},
      {"override.comment", [](Record& r) { r.comment = " \t"; }},
      {"override.not_signed", [](Record& r) { r.who = ""; }},
      {"override.not_signed", [](Record& r) { r.role = ""; }},
      {"override.not_signed", [](Record& r) { r.when = "today"; }},
      {"override.second_person", [](Record& r) { r.second_person = ""; }},
      {"override.second_person", [](Record& r) { r.second_person = " sato hanako "; }},
      {"override.evidence", [](Record& r) { r.file = ""; }},
      {"override.lapsed", [](Record& r) { r.sha256_now = "bb"; }},
      {"override.lapsed", [](Record& r) { r.sha256 = r.sha256_now = ""; }},
  };
  for (const auto& [reason, spoil] : table) {
    Record record = override_to("pass");
    spoil(record);
    const auto result = open_case({record}).judged();
    EXPECT_EQ(result.verdict, Verdict::inconclusive) << reason;
    EXPECT_TRUE(gives(result.reasons, reason)) << keys_of(result.reasons);
    EXPECT_TRUE(result.overridden.empty()) << reason;
  }
}

TEST(Override, IsIgnoredWhenOthersDisagree) {
  const auto result = open_case({override_to("pass"), override_to("fail")}).judged();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(result.reasons, "override.conflicting"));
}

TEST(Override, ThatAgreesTwiceIsTheSameInEitherOrder) {
  Record other = override_to("pass");
  other.comment = "again";
  const auto one = open_case({override_to("pass"), other}).judged();
  const auto two = open_case({other, override_to("pass")}).judged();
  EXPECT_EQ(one.verdict, Verdict::pass);
  EXPECT_EQ(one.overridden.at(0).record.comment, two.overridden.at(0).record.comment);
}

TEST(Override, OfAnotherCriterionIsNotTaken) {
  Record record = override_to("pass");
  record.question = "T-02/override";
  EXPECT_EQ(open_case({record}).judged().verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace hoshi::assessment
