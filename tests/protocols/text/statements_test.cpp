// Tests of the matching of statements; the patterns of knowledge/ are tested with the probes that use them.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/statements.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::text {
namespace {

Value pattern(std::string_view language, const std::vector<std::string>& all,
              const std::vector<std::string>& unless = {}, bool with_heading = false) {
  ValueList all_values(all.begin(), all.end());
  ValueList unless_values(unless.begin(), unless.end());
  return object({{"language", language},
                 {"all", all_values},
                 {"unless", unless_values},
                 {"with_heading", with_heading}});
}

Value one_statement(Value made) {
  return object(
      {{"statement", ValueList{object({{"name", "contact"}, {"pattern", ValueList{std::move(made)}}})}}});
}

TEST(Statements, MatchWhenEveryPatternDoesInOneSentence) {
  const auto statements = Statements::create(one_statement(pattern("en", {"REPLY", "[0-9]+ days"}))).value();
  const auto found = statements.find("Nothing here. We reply within 5 days. End.");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].statement, "contact");
  EXPECT_EQ(found[0].language, "en");
  EXPECT_EQ(found[0].excerpt, "We reply within 5 days.");
  EXPECT_TRUE(statements.find("We reply. It takes 5 days.").empty());
}

TEST(Statements, MayLookAtAHeadingAndItsValueTogether) {
  const auto statements =
      Statements::create(one_statement(pattern("ja", {"受領", "[0-9]+営業日"}, {}, true))).value();
  EXPECT_EQ(statements.find("受領の通知\n５営業日以内").at(0).excerpt, "受領の通知 5営業日以内");
}

TEST(Statements, AreExcludedByUnless) {
  const auto statements = Statements::create(one_statement(pattern("en", {"reply"}, {"never"}))).value();
  EXPECT_TRUE(statements.find("We never reply.").empty());
}

TEST(Statements, RefuseDataThatIsNoPattern) {
  EXPECT_EQ(Statements::create(one_statement(pattern("en", {"(open"}))).error().code,
            ErrorCode::invalid_input);
  EXPECT_EQ(Statements::create(one_statement(pattern("en", {}))).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(Statements::create(Value()).error().code, ErrorCode::invalid_input);
}

TEST(Statements, ExcerptsAreBounded) {
  const auto statements = Statements::create(one_statement(pattern("en", {"needle"}))).value();
  const auto found = statements.find(std::string(700, 'x') + " needle " + std::string(700, 'y'));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LE(found[0].excerpt.size(), 200u);
  EXPECT_NE(found[0].excerpt.find("needle"), std::string::npos);
}

TEST(Statements, ReadThePageWithItsLinks) {
  EXPECT_EQ(prose_of_page("<p>Report</p><a href='mailto:a@b.jp'>here</a>"),
            "Report\nhere\nhere <mailto:a@b.jp>");
}

}  // namespace
}  // namespace hoshi::protocols::text
