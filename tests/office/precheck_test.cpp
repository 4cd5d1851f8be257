// The precheck: what it finds in forms and checklists, the PSTI route, and differences between submissions.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "office/difference.h"
#include "office/fixture.h"
#include "office/precheck.h"

namespace hoshi::office {
namespace {

class PrecheckTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    adopt_edition();
  }
  std::set<std::string> codes(const Value& form, const std::string& checklist_text) {
    std::vector<Upload> files;
    if (!checklist_text.empty()) files.push_back(upload(applicant, "checklist", checklist_text));
    const auto remarks = precheck_of(*office, applicant, "jc-star", "", form, files);
    EXPECT_TRUE(remarks) << remarks.error().message;
    std::set<std::string> found;
    for (const auto& one : *remarks) {
      if (one.blocks) found.insert(one.code + (one.criterion.empty() ? "" : " " + one.criterion));
    }
    return found;
  }
  std::string changed(const std::string& from, const std::string& to) {
    std::string text = checklist({"HC-100", "HC-110"});
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
  }
  Value with(std::string_view key, Value value) {
    Value made = form(maker);
    made.set(key, std::move(value));
    return made;
  }
  using Codes = std::set<std::string>;
};

TEST_F(PrecheckTest, FindsNothingInACompleteSubmission) { EXPECT_EQ(codes(form(maker), checklist({"HC-100", "HC-110"})), Codes{}); }

TEST_F(PrecheckTest, FindsWhatIsMissingInTheForm) {
  EXPECT_EQ(codes(with("declares_truth", false), checklist({"HC-100", "HC-110"})), Codes{"no_declaration"});
  EXPECT_EQ(codes(with("evidence_manifest", ""), checklist({"HC-100", "HC-110"})), Codes{"no_manifest"});
  EXPECT_EQ(codes(with("announcement", object({{"ja", "完全なセキュリティを実現"}})), checklist({"HC-100", "HC-110"})), Codes{"announcement_forbidden"});
  EXPECT_EQ(codes(form(maker), ""), Codes{"no_checklist"});
}

TEST(Precheck, AsksForACategoryOfTheSchemesListForTheLevel) {
  const Scheme scheme;
  ApplicationForm form;
  form.product.category = "toaster";
  PrecheckInput input{scheme, form};
  const auto is_refused = [&] {
    const auto remarks = precheck(input);
    return std::any_of(remarks.begin(), remarks.end(), [](const Remark& one) { return one.code == "category_unknown"; });
  };
  EXPECT_FALSE(is_refused());  // the scheme lists none: any word will do
  input.has_categories = true;
  EXPECT_TRUE(is_refused());  // none for this level
  input.categories = {"network_camera"};
  EXPECT_TRUE(is_refused());
  input.categories.emplace_back("toaster");
  EXPECT_FALSE(is_refused());
}

TEST_F(PrecheckTest, FindsWhatTheChecklistDoesNotAnswer) {
  const std::string first = "\"id\":\"S1.1-01\",\"provisional\":true,\"reasons\":[],\"verdict\":\"pass\"";
  const auto verdict = [&](const std::string& word) {
    return changed(first, "\"id\":\"S1.1-01\",\"provisional\":true,\"reasons\":[],\"verdict\":\"" + word + "\"");
  };
  EXPECT_EQ(codes(form(maker), verdict("fail")), Codes{"criterion_failed S1.1-01"});
  EXPECT_EQ(codes(form(maker), verdict("inconclusive")), Codes{"criterion_undecided S1.1-01"});
  EXPECT_EQ(codes(form(maker), verdict("not_applicable")), Codes{"not_applicable_without_reason S1.1-01"});
  EXPECT_EQ(codes(form(maker), verdict("accepted_by_recognition")), Codes{"recognised_without_statement S1.1-01"});
  EXPECT_EQ(codes(form(maker), changed("\"id\":\"S1.1-01\"", "\"id\":\"S1.1-99\"")), (Codes{"criterion_missing S1.1-01", "criterion_unknown S1.1-99"}));
  EXPECT_EQ(codes(form(maker), checklist({"HC-100"})), Codes{"models_not_assessed"});
  EXPECT_EQ(codes(form(maker), changed("\"edition\":\"1.1\"", "\"edition\":\"0.9\"")), Codes{"edition_not_adopted"});
  EXPECT_EQ(codes(form(maker), changed("\"level\":1", "\"level\":2")), Codes{"other_level"});
  EXPECT_EQ(codes(form(maker), changed("2026-01-20", "2026-03-03")), Codes{"assessment_in_the_future"});
  EXPECT_EQ(codes(form(maker), changed("ip_device", "smartphone")), Codes{"product_out_of_scope"});
}

TEST_F(PrecheckTest, ThePstiRouteWaivesThreeCriteriaWhileItsStatementIsInForce) {
  const std::string failing = changed("\"id\":\"S1.1-02\",\"provisional\":true,\"reasons\":[],\"verdict\":\"pass\"",
                                      "\"id\":\"S1.1-02\",\"provisional\":true,\"reasons\":[],\"verdict\":\"inconclusive\"");
  EXPECT_EQ(codes(form(maker), failing), Codes{"criterion_undecided S1.1-02"});
  const auto statement = [&](const std::string& until) {
    return with("statement", object({{"recognition", "psti"}, {"edition", "SI 2023/1007"}, {"valid_until", until}, {"url", "https://example.jp/psti"}}));
  };
  EXPECT_EQ(codes(statement("2027-12-31"), failing), Codes{});
  EXPECT_EQ(codes(statement("2026-03-01"), failing), (Codes{"criterion_undecided S1.1-02", "statement_over"}));
  EXPECT_EQ(codes(with("statement", object({{"recognition", "psti"}})), failing), (Codes{"criterion_undecided S1.1-02", "statement_incomplete"}));
}

TEST_F(PrecheckTest, ThePstiRouteHasItsOwnFee) {
  Value wanted = with("statement", object({{"recognition", "psti"}, {"edition", "SI 2023/1007"}, {"valid_until", "2027-12-31"}, {"url", "https://example.jp/psti"}}));
  auto open = command("application", "open", object({{"scheme", "jc-star"}, {"form", wanted}}));
  open.uploads = {upload(applicant, "checklist", checklist({"HC-100", "HC-110"}))};
  const std::string application = must(applicant, open).aggregate;
  must(applicant, command(application, "submit"));
  EXPECT_EQ(view(intake, application).fee.amount_yen, 140000);
}

TEST(Differences, CompareListsOfTextsAsSetsAndTellPaths) {
  const Value before = object({{"models", ValueList{"A", "B"}}, {"name", "x"}, {"same", 1}});
  const Value after = object({{"models", ValueList{"B", "A", "C"}}, {"name", "y"}, {"same", 1}});
  EXPECT_EQ(differences(before, after), (std::vector<Difference>{{"models", "", "C"}, {"name", "x", "y"}}));
  EXPECT_TRUE(differences(before, before).empty());
}

}  // namespace
}  // namespace hoshi::office
