// When a recognised statement stands for a criterion.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/recognition.h"

#include "case.h"

namespace hoshi::assessment {
namespace {

Case recognised() {
  Case given("support_end_stated");
  given.criterion.recognised_by = {"psti"};
  given.scheme.recognitions = {{"psti", {}, Confidence::official, Date{2026, 1, 1}, true}};
  given.product.recognised = {{"psti", "soc", "2023/1007", "2026-11-23"}};
  given.product.documents = {{"soc", "statement_of_compliance", "", "", "", "aa"}};
  return given.as_item();
}

TEST(Recognition, StandsForTheCriterionAndNamesWhatItReliesOn) {
  const auto result = recognised().judged();
  EXPECT_EQ(result.verdict, Verdict::accepted_by_recognition);
  EXPECT_FALSE(result.provisional);
  const auto& slots = result.reasons.at(0).slots;
  EXPECT_EQ(slots.at("recognition"), "psti");
  EXPECT_EQ(slots.at("document"), "soc");
  EXPECT_EQ(slots.at("sha256"), "aa");
  EXPECT_EQ(slots.at("edition"), "2023/1007");
  EXPECT_EQ(slots.at("date"), "2026-11-23");
}

TEST(Recognition, ShowsTheItemsWithoutCountingThem) {
  const auto result = recognised().judged();
  ASSERT_EQ(result.items.size(), 1u);
  EXPECT_FALSE(result.items[0].counts);
}

TEST(Recognition, IsProvisionalWhenItIsNotVerified) {
  Case given = recognised();
  given.scheme.recognitions[0].confidence = Confidence::unverified;
  EXPECT_TRUE(given.judged().provisional);
}

TEST(Recognition, FailsClosed) {
  const std::vector<Row> rows{
      {"expired", [](Case& c) { c.today = {2026, 11, 24}; }, Verdict::inconclusive, "recognition.expired"},
      {"no expiry", [](Case& c) { c.product.recognised[0].valid_until = ""; }, Verdict::inconclusive,
       "recognition.no_expiry"},
      {"no edition", [](Case& c) { c.product.recognised[0].edition = " "; }, Verdict::inconclusive,
       "recognition.edition"},
      {"no hash", [](Case& c) { c.product.documents[0].sha256 = ""; }, Verdict::inconclusive, "recognition.document"},
      {"no document", [](Case& c) { c.product.documents.clear(); }, Verdict::inconclusive, "recognition.document"},
      {"another kind", [](Case& c) { c.product.documents[0].kind = "manual"; }, Verdict::inconclusive,
       "recognition.document"},
      {"not effective", [](Case& c) { c.scheme.recognitions[0].effective = false; }, Verdict::inconclusive,
       "recognition.not_in_force"},
      {"not yet", [](Case& c) { c.scheme.recognitions[0].from = {2026, 11, 24}; }, Verdict::inconclusive,
       "recognition.not_in_force"},
      {"unknown to the scheme", [](Case& c) { c.scheme.recognitions.clear(); }, Verdict::inconclusive,
       "recognition.unknown"},
  };
  for (const auto& row : rows) {
    Case given = recognised();
    row.arrange(given);
    const auto result = given.judged();
    EXPECT_EQ(name_of(result.verdict), name_of(row.expect)) << row.name;
    EXPECT_TRUE(gives(result.reasons, row.reason)) << row.name << ": " << keys_of(result.reasons);
    EXPECT_TRUE(result.items.at(0).counts) << row.name;
  }
}

TEST(Recognition, IsSilentWhereTheCriterionNamesNone) {
  Case given = recognised();
  given.criterion.recognised_by.clear();
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  EXPECT_TRUE(given.judged().reasons.empty());
}

TEST(Recognition, TakesOneStatementOfSeveral) {
  Case given = recognised();
  given.product.recognised.insert(given.product.recognised.begin(), {"psti", "soc", "1", "2020-01-01"});
  EXPECT_EQ(given.judged().verdict, Verdict::accepted_by_recognition);
}

TEST(Recognition, DoesNotReachPastADoubtfulReason) {
  Case given = recognised();
  given.product.not_applicable = {{"T-01", "not for us"}};
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace hoshi::assessment
