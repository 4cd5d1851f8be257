// Tests the import of lists: any order of columns, both languages, CSV and XLSX; and that problems are named where they are.
// SPDX-License-Identifier: Apache-2.0
#include "register/list_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/example.h"
#include "register/exports.h"
#include "register/list_cells.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/xlsx_write.h"

namespace hoshi::public_register {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Folding& folding() {
  static const Folding loaded = Folding::load(HOSHI_SOURCE_FOLDER "/office/japanese_folding.toml").value();
  return loaded;
}

const ListColumns& columns() {
  static const ListColumns loaded = ListColumns::load(HOSHI_SOURCE_FOLDER "/office/list_columns.toml", folding()).value();
  return loaded;
}

ImportedList imported(std::string_view bytes) { return import_list(bytes, columns(), "jc-star", {2026, 6, 1}).value(); }

std::vector<std::string> told(const ImportedList& list, Language language = Language::en) {
  std::vector<std::string> out;
  for (const auto& problem : list.problems) out.push_back(in_words(problem, language, words()));
  return out;
}

TEST(ListImport, ReadsAListInAnyOrderUnderNotes) {
  const auto list = imported(
      "適合ラベル取得製品リスト,,,,,,,\n2026年6月1日現在,,,,,,,\n"
      "製品類型,有効期限,ラベル交付日,型番（※1）,製品名,事業者名,適合レベル,登録番号\n"
      "ルーター,2027/9/30,令和7年10月1日,\"WR-9\nWR-9A、WR-10,B\",無線ルーター,㈱まりん,★1,A-001\n"
      ",,,,,,,\n"
      "カメラ,2028-03-31,2026.4.1,-20,見守りカメラ,ミナト,STAR-2,A-002\n");
  EXPECT_THAT(told(list), ElementsAre(HasSubstr("Row 4: The status “” is no word"), HasSubstr("Row 6: The status")));
  EXPECT_TRUE(list.entries.empty()) << "a list without a status says nothing of it";
}

TEST(ListImport, GivesEntriesThatAreListedAndUnproven) {
  const auto list = imported(
      "\"登録番号\n(Registration)\",レベル,状態,事業者名,製品名,型番,製品類型,交付日,有効期限\n"
      "A-001,★1,有効,㈱まりん,無線ルーター,\"WR-9\nWR-9A、WR-10,B\",ルーター,令和7年10月1日,2027/9/30\n"
      "A-002,２,失効猶予（延長申請中）,ミナト,,-20,カメラ,2026.4.1,2026年5月31日\n");
  EXPECT_THAT(told(list), IsEmpty());
  ASSERT_EQ(list.entries.size(), 2u);
  const Entry& first = list.entries[0];
  EXPECT_FALSE(first.proven);
  EXPECT_EQ(first.list_date, "2026-06-01");
  EXPECT_EQ(first.scheme, "jc-star");
  EXPECT_EQ(first.status, "valid");
  EXPECT_EQ(first.issued, (Date{2025, 10, 1}));
  EXPECT_EQ(first.valid_from, first.issued);
  EXPECT_EQ(first.valid_until, (Date{2027, 9, 30}));
  EXPECT_THAT(first.models, ElementsAre("WR-9", "WR-9A", "WR-10,B"));
  EXPECT_EQ(list.entries[1].level, 2);
  EXPECT_EQ(list.entries[1].status, "grace");
  EXPECT_EQ(list.entries[1].product.ja, "-20");
  EXPECT_TRUE(list.entries[1].statement.empty());
}

TEST(ListImport, NamesRowColumnAndWhatIsWrong) {
  const auto list = imported(
      "number;level;status;product;date of issue;valid until;colour;product name\n"
      "A-1;5;valid;p;;;;\n;1;valid;p;;;;\nA-2;1;perhaps;p;;;;\nA-3;1;valid;p;31.12.2026x;;;\nA-3;1;valid;p;;;;\n"
      "A-4;1;valid;;;;;\nA-5;1;valid;p;2026-04-01;2026-03-01;;\n" +
      std::string(70, 'n') + ";1;valid;p;;;;\n");
  EXPECT_THAT(told(list), ElementsAre("Row 1, column 7 (colour): The column “colour” is not read.", HasSubstr("Row 1, column 8 (product name): Another column"),
                                      "Row 2, column 2 (level): The level “5” cannot be read; write one of ★1 to ★4.",
                                      "Row 3, column 1 (number): Nothing is filled in.", HasSubstr("Row 4, column 3 (status): The status “perhaps”"),
                                      HasSubstr("Row 5, column 5 (date of issue): The date"), HasSubstr("Row 6, column 1 (number): Registration number A-3 stands in row 5"),
                                      HasSubstr("Row 7, column 4 (product): Nothing"), HasSubstr("Row 8, column 6 (valid until): The last day"),
                                      HasSubstr("Row 9, column 1 (number): The registration number is too long")));
  EXPECT_THAT(told(list, Language::ja)[2], "2行2列（level）: レベル「5」を読み取れません。★1から★4のいずれかを記入してください。");
  ASSERT_EQ(list.entries.size(), 2u);
  EXPECT_EQ(list.entries[0].number, "A-3");
  EXPECT_EQ(list.entries[0].issued, Date{});
}

TEST(ListImport, SaysWhenThereIsNoList) {
  EXPECT_THAT(told(imported("")), ElementsAre("The file has no rows."));
  EXPECT_THAT(told(imported("a,b\n1,2\n")), ElementsAre(HasSubstr("No row of titles")));
  EXPECT_FALSE(import_list("PK\x03\x04 broken", columns(), "jc-star", {2026, 6, 1}));
}

TEST(ListImport, ReadsXlsxWithDatesAndNumbers) {
  const spreadsheets::SheetToWrite cover{"表紙", {{"説明"}}, {{std::string("読み方")}}};
  const spreadsheets::SheetToWrite sheet{"リスト", {{"Registration No."}, {"Level"}, {"Status"}, {"Model number"}, {"Issue date"}},
                                         {{std::string("A-1"), std::int64_t{3}, std::string("有効"), std::string("0020"), Date{2026, 4, 1}}}};
  const auto list = imported(spreadsheets::write_xlsx({cover, sheet}, {2026, 6, 1}).value());
  EXPECT_THAT(told(list), IsEmpty());
  ASSERT_EQ(list.entries.size(), 1u);
  EXPECT_EQ(list.entries[0].level, 3);
  EXPECT_THAT(list.entries[0].models, ElementsAre("0020"));
  EXPECT_EQ(list.entries[0].issued, (Date{2026, 4, 1}));
}

TEST(ListImport, ReadsTheRegistersOwnLists) {
  const std::vector<Entry> all{camera(), revoked()};
  for (const Language language : {Language::ja, Language::en}) {
    for (const auto& bytes : {list_csv(all, site(), language, words()), list_xlsx(all, site(), language, words()).value()}) {
      const auto list = imported(bytes);
      EXPECT_THAT(told(list), IsEmpty());
      ASSERT_EQ(list.entries.size(), 2u);
      const Entry& back = list.entries[1];
      EXPECT_EQ(back.number, revoked().number);
      EXPECT_EQ(back.status, "revoked");
      EXPECT_EQ(back.models, revoked().models);
      EXPECT_EQ(back.maker, revoked().maker);
      EXPECT_EQ(back.product, revoked().product);
      EXPECT_EQ(back.valid_until, revoked().valid_until);
      EXPECT_EQ(back.support_end, revoked().support_end);
      EXPECT_EQ(back.recognised_as, revoked().recognised_as);
    }
  }
}

TEST(ListImport, ReadsShiftJis) {
  // 登録番号,★,状態,型番 / A-1,★1,有効,X
  const auto list = imported("\x93\x6F\x98\x5E\x94\xD4\x8D\x86,\x81\x9A,\x8F\xF3\x91\xD4,\x8C\x5E\x94\xD4\r\nA-1,\x81\x9A\x31,\x97\x4C\x8C\xF8,X\r\n");
  EXPECT_THAT(told(list), IsEmpty());
  EXPECT_EQ(list.entries.at(0).level, 1);
}

TEST(ListImport, BoundsItsProblems) {
  std::string csv = "number,level,status,product\n";
  for (int i = 0; i < 3000; ++i) csv += "A,x,y,z\n";
  const auto list = imported(csv);
  EXPECT_EQ(list.problems.size(), problems_max);
  EXPECT_TRUE(list.has_more_problems);
  EXPECT_TRUE(list.entries.empty());
}

TEST(ListCells, ReadLevels) {
  for (const char* text : {"★3", "☆３", "STAR-3", "JC-STAR ★3", "レベル3", "Level 3", "3", "★★★", "★3（レベル3）"}) {
    if (std::string_view(text) == "★3（レベル3）") {
      EXPECT_FALSE(level_in(text, folding())) << "33 is no level";
    } else {
      EXPECT_EQ(level_in(text, folding()), 3) << text;
    }
  }
  for (const char* text : {"", "0", "5", "★5", "★★★★★", "three", "-1", "3.5", "★★3"}) EXPECT_FALSE(level_in(text, folding())) << text;
}

TEST(ListCells, ReadDates) {
  for (const char* text : {"2026-04-01", "2026/4/1", "2026.4.1", "2026年4月1日", "令和8年4月1日", "R8.4.1", "２０２６／４／１", "2026-04-01 00:00:00", " 2026-4-1 ", "2026-04-01T09:00:00"}) {
    EXPECT_EQ(date_in(text), (Date{2026, 4, 1})) << text;
  }
  EXPECT_EQ(date_in("令和元年5月1日"), (Date{2019, 5, 1}));
  EXPECT_EQ(date_in("平成31年4月30日"), (Date{2019, 4, 30}));
  for (const char* text : {"", "2026-02-30", "26-4-1", "4/1/2026", "2026-04", "2026-04-01x", "令和100年1月1日", "tomorrow"}) EXPECT_FALSE(date_in(text)) << text;
}

TEST(ListColumnsData, AreKnownByTheirSpellings) {
  EXPECT_EQ(columns().field_of("ラベル交付日（西暦）"), ListField::issued);
  EXPECT_EQ(columns().field_of("ＰＲＯＤＵＣＴ　ＮＡＭＥ"), ListField::product);
  EXPECT_EQ(columns().field_of("製品の色"), std::nullopt);
  EXPECT_EQ(columns().field_of(""), std::nullopt);
  EXPECT_EQ(columns().status_of("取り消し"), "revoked");
  EXPECT_EQ(columns().status_of("有効?"), std::nullopt);
}

}  // namespace
}  // namespace hoshi::public_register
