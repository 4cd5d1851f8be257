// Lists of other registers: taken in whole, listed and unproven, apart from what this office issued.
// SPDX-License-Identifier: Apache-2.0
#include "office/imported_lists.h"

#include <gmock/gmock.h>

#include "office/fixture.h"
#include "office/register_queries.h"
#include "register/folding.h"

namespace hoshi::office {
namespace {

using public_register::ListProblem;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view titles = "登録番号,レベル,ステータス,製造者,製品名,型番,交付日,有効期限\r\n";

class ImportedListsTest : public OfficeTest {
 protected:
  void SetUp() override {
    OfficeTest::SetUp();
    const std::filesystem::path source = HOSHI_SOURCE_FOLDER;
    folding = public_register::Folding::load(source / "office" / "japanese_folding.toml").value();
    columns = public_register::ListColumns::load(source / "office" / "list_columns.toml", *folding).value();
    Parts parts = office->parts();
    parts.read_list = [this](std::string_view bytes, std::string_view scheme, Date date) {
      return public_register::import_list(bytes, *columns, scheme, date);
    };
    office = std::make_unique<Office>(std::move(parts));
  }

  static std::string row(const std::string& number, const std::string& level = "★1") {
    return number + "," + level + ",有効,彗星電機株式会社,彗星カメラ,SC-" + number + ",2025-06-01,2027-05-31\r\n";
  }
  static std::string list(const std::string& rows) { return std::string(titles) + rows; }

  Command import(const workflow::Actor& actor, const std::string& bytes, const std::string& date, int left_out = 0, const std::string& source = "ipa") {
    Command one = command("office/jc-star", "import_list",
                          object({{"source", source}, {"list_date", date}, {"name", "公開リスト"}, {"left_out", left_out}}));
    one.uploads.push_back(upload(actor, "list", bytes));
    return one;
  }

  std::vector<std::string> found(const std::string& word, const std::string& status = "") {
    store::SearchQuery query;
    query.words = {word};
    if (!status.empty()) query.marks.push_back({"status:" + status});
    std::vector<std::string> numbers;
    const auto hits = search_labels(*office, query);
    EXPECT_TRUE(hits);
    if (!hits) return numbers;
    for (const auto& entry : hits->entries) numbers.push_back(entry.number);
    return numbers;
  }

  std::optional<public_register::Folding> folding;
  std::optional<public_register::ListColumns> columns;
};

// Without the notes, such as on columns that the list lacks.
template <class Preview>
std::vector<ListProblem> refused_in(const Preview& preview) {
  std::vector<ListProblem> problems;
  for (const auto& problem : preview.problems) {
    if (problem.weight == ListProblem::Weight::refused) problems.push_back(problem);
  }
  return problems;
}

TEST_F(ImportedListsTest, AreListedUnprovenWithTheDateOfTheList) {
  const auto receipt = must(registrar, import(registrar, list(row("A-1") + row("A-2")), "2026-02-01"));
  EXPECT_EQ(receipt.made.at("rows"), "2");
  const auto entry = public_label(*office, "A-1");
  ASSERT_TRUE(entry) << entry.error().message;
  EXPECT_FALSE(entry->proven);
  EXPECT_EQ(entry->list_date, "2026-02-01");
  EXPECT_EQ(entry->statement, "");
  EXPECT_EQ(entry->status, "valid");
  EXPECT_EQ(entry->valid_until, (Date{2027, 5, 31}));
  EXPECT_THAT(entry->models, ElementsAre("SC-A-1"));
  EXPECT_EQ(count("SELECT count(*) FROM labels"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM public_changes"), 0);
}

TEST_F(ImportedListsTest, AreFoundByWhoLooksForThemAndNotByWhoLooksForWhatIsValid) {
  must(registrar, import(registrar, list(row("A-1")), "2026-02-01"));
  EXPECT_THAT(found("彗星カメラ"), ElementsAre("A-1"));
  EXPECT_THAT(found("彗星カメラ", "unproven"), ElementsAre("A-1"));
  EXPECT_THAT(found("彗星カメラ", "valid"), ElementsAre());
}

TEST_F(ImportedListsTest, ANewListTakesThePlaceOfTheFormerOneOfItsSourceAlone) {
  must(registrar, import(registrar, list(row("A-1") + row("A-2")), "2026-02-01"));
  must(registrar, import(registrar, list(row("B-1")), "2026-02-01", 0, "other"));
  const auto before = register_state(*office).value();
  clock += std::chrono::minutes(1);
  must(registrar, import(registrar, list(row("A-2") + row("A-3")), "2026-03-01"));
  EXPECT_FALSE(public_label(*office, "A-1"));
  EXPECT_EQ(public_label(*office, "A-2")->list_date, "2026-03-01");
  EXPECT_TRUE(public_label(*office, "A-3"));
  EXPECT_TRUE(public_label(*office, "B-1"));
  EXPECT_THAT(found("A-1"), ElementsAre());
  EXPECT_EQ(public_labels(*office, "", 10)->size(), 3u);
  EXPECT_NE(register_state(*office).value(), before);
  EXPECT_EQ(imported_lists(*office)->size(), 2u);
  EXPECT_EQ(count("SELECT count(*) FROM imported_lists"), 3);
  // The same file again, and an older one.
  must(registrar, import(registrar, list(row("A-2") + row("A-3")), "2026-03-02"));
  EXPECT_EQ(refused(registrar, import(registrar, list(row("A-9")), "2026-01-01")).code, ErrorCode::conflict);
}

TEST_F(ImportedListsTest, NothingIsDroppedSilently) {
  const std::string bytes = list(row("A-1") + row("A-2", "great") + row("A-1"));
  const Error told = refused(registrar, import(registrar, bytes, "2026-02-01"));
  EXPECT_EQ(told.code, ErrorCode::invalid_input);
  EXPECT_THAT(told.message, HasSubstr("2 rows"));
  EXPECT_EQ(count("SELECT count(*) FROM imported_rows"), 0);
  const auto preview = preview_list(*office, "jc-star", "ipa", Date{2026, 2, 1}, bytes).value();
  EXPECT_EQ(preview.listed, 1u);
  EXPECT_EQ(preview.left_out, 2u);
  const auto problems = refused_in(preview);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].row, 3u);
  must(registrar, import(registrar, bytes, "2026-02-01", 2));
  EXPECT_TRUE(public_label(*office, "A-1"));
}

TEST_F(ImportedListsTest, NumbersOfThisOfficeAndOfOtherSourcesAreNeverTakenOver) {
  adopt_edition();
  const std::string own = issued();
  must(registrar, import(registrar, list(row("B-1")), "2026-02-01", 0, "other"));
  const std::string bytes = list(row(own) + row("B-1") + row("A-1"));
  const auto preview = preview_list(*office, "jc-star", "ipa", Date{2026, 2, 1}, bytes).value();
  const auto problems = refused_in(preview);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].what.key, "register.import_issued_here");
  EXPECT_EQ(problems[1].what.key, "register.import_listed_elsewhere");
  must(registrar, import(registrar, bytes, "2026-02-01", 2));
  EXPECT_TRUE(public_label(*office, own)->proven);
  EXPECT_EQ(public_labels(*office, "", 10)->size(), 3u);
  // Taking the list down leaves the label that was issued here where it is.
  Command end = command("office/jc-star", "end_list", object({{"source", "ipa"}}));
  end.reason = "The publisher asked for it.";
  must(registrar, end);
  EXPECT_TRUE(public_label(*office, own));
  EXPECT_FALSE(public_label(*office, "A-1"));
  EXPECT_TRUE(store::check_audit_trail(*database));
}

TEST_F(ImportedListsTest, OnlyARegistrarOrTheMachineryTakesAListIn) {
  const std::string bytes = list(row("A-1"));
  EXPECT_NE(refused(intake, import(intake, bytes, "2026-02-01")).code, ErrorCode::internal);
  EXPECT_EQ(refused(applicant, import(applicant, bytes, "2026-02-01")).code, ErrorCode::not_found);
  const workflow::Actor machinery{"import", "", {"import"}};
  must(machinery, import(machinery, bytes, "2026-02-01"));
  // A file that somebody else handed in, a list of tomorrow, and one without rows.
  Command others = import(intake, list(row("A-5")), "2026-02-01");
  EXPECT_EQ(refused(registrar, others).code, ErrorCode::invalid_input);
  EXPECT_EQ(refused(registrar, import(registrar, bytes, "2026-12-31")).code, ErrorCode::invalid_input);
  EXPECT_EQ(refused(registrar, import(registrar, "x,y\r\n1,2\r\n", "2026-02-01")).code, ErrorCode::invalid_input);
  EXPECT_EQ(count("SELECT count(*) FROM imported_rows"), 1);
}

TEST_F(ImportedListsTest, AFileCutAnywhereIsRefusedOrListsWholeRows) {
  const std::string bytes = list(row("A-1") + row("A-2"));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto preview = preview_list(*office, "jc-star", "ipa", Date{2026, 2, 1}, std::string_view(bytes).substr(0, size));
    EXPECT_LE(preview ? preview->listed : 0u, 2u) << size;
  }
}

}  // namespace
}  // namespace hoshi::office
