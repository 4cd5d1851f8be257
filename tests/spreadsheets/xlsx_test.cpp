// Tests XLSX: what we write, what Excel writes, and what nobody honest writes.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spreadsheets/xlsx_read.h"
#include "spreadsheets/xlsx_values.h"
#include "spreadsheets/xlsx_write.h"
#include "spreadsheets/zip.h"

namespace hoshi::spreadsheets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

SheetToWrite example() {
  return {"適合ラベル取得製品リスト（★1/★2）",
          {{"登録番号", 18}, {"型番", 20}, {"法人番号", 16}, {"レベル", 8}, {"交付日", 12}},
          {{std::string("HS-0001"), std::string("-20"), std::string("0123456789012"), std::int64_t{1}, Date{2026, 4, 1}},
           {std::string("=1+1"), std::string("a<b>&\"\x01\x1f"), std::string(""), std::int64_t{4}, Date{}}}};
}

TEST(XlsxWriting, ComesBackWithTextAsText) {
  const auto sheets = read_xlsx(write_xlsx({example()}, {2026, 4, 1}).value()).value();
  ASSERT_EQ(sheets.size(), 1u);
  EXPECT_EQ(sheets[0].name, "適合ラベル取得製品リスト（★1_★2）");
  EXPECT_THAT(sheets[0].rows, ElementsAre(Row{"登録番号", "型番", "法人番号", "レベル", "交付日"},
                                          Row{"HS-0001", "-20", "0123456789012", "1", "2026-04-01"},
                                          Row{"=1+1", "a<b>&\"\uFFFD\uFFFD", "", "4"}));
}

TEST(XlsxWriting, GivesEqualBytesForEqualSheets) {
  EXPECT_EQ(write_xlsx({example()}, {2026, 4, 1}).value(), write_xlsx({example()}, {2026, 4, 1}).value());
}

TEST(XlsxWriting, CutsWhatExcelCannotHold) {
  SheetToWrite sheet{std::string(50, 'n'), {{"a"}}, {{std::string(40'000, 'x')}, {std::string("𠮷𠮷")}}};
  const auto rows = read_xlsx(write_xlsx({sheet}, {2026, 4, 1}).value()).value()[0].rows;
  EXPECT_EQ(rows[1][0].size(), 32'766u + std::string("…").size());
  EXPECT_EQ(rows[2][0], "𠮷𠮷");
}

TEST(XlsxWriting, RefusesSheetsThatDoNotFit) {
  EXPECT_FALSE(write_xlsx({}, {2026, 4, 1}));
  EXPECT_FALSE(write_xlsx({{"a", {}, {}}}, {2026, 4, 1}));
  EXPECT_FALSE(write_xlsx({{"a", {{"one"}}, {{std::string("1"), std::string("2")}}}}, {2026, 4, 1}));
  EXPECT_FALSE(write_xlsx({{"a", {{"one"}}, {}}, {"a", {{"one"}}, {}}}, {2026, 4, 1}));
}

TEST(XlsxReading, UnderstandsWhatExcelWrites) {
  const auto bytes = zipped(book(
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" s=\"1\"><v>46113</v></c><c r=\"D2\" s=\"2\"><v>46113.5</v></c></row>"
      "<row r=\"4\"><c r=\"A4\"><v>1.234567890123E12</v></c><c r=\"B4\" t=\"inlineStr\"><is><t>ＮＣ</t></is></c>"
      "<c r=\"C4\" t=\"b\"><v>1</v></c><c r=\"D4\" t=\"str\"><f>A1&amp;\"x\"</f><v>r_x000D_s</v></c><c r=\"E4\"><v>0.1</v></c>"
      "<c r=\"F4\" t=\"e\"><v>#N/A</v></c><c r=\"G4\" s=\"0\"/></row>",
      "<si><r><t>髙</t></r><r><rPr/><t xml:space=\"preserve\">橋 </t></r><rPh sb=\"0\" eb=\"2\"><t>タカハシ</t></rPh></si>",
      "<numFmts><numFmt numFmtId=\"176\" formatCode=\"[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts>"
      "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"/><xf numFmtId=\"22\"/></cellXfs>"));
  const auto sheets = read_xlsx(bytes).value();
  EXPECT_EQ(sheets[0].name, "一覧");
  EXPECT_THAT(sheets[0].rows, ElementsAre(Row{}, Row{"髙橋 ", "", "2026-04-01", "2026-04-01 12:00:00"}, Row{},
                                          Row{"1234567890123", "ＮＣ", "TRUE", "r\rs", "0.1", "#N/A"}));
}

TEST(XlsxReading, TakesNamespacePrefixesAndMissingReferences) {
  Files files = book("");
  files.back().second = "<x:worksheet xmlns:x=\"urn:x\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c><x:v>2</x:v></x:c></x:row>"
                        "<x:row><x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>";
  EXPECT_THAT(read_xlsx(zipped(files)).value()[0].rows, ElementsAre(Row{"1", "2"}, Row{"3"}));
}

TEST(XlsxValues, KnowDatesFromNumbers) {
  EXPECT_EQ(date_text("1", Epoch::from_1900), "1900-01-01");
  EXPECT_EQ(date_text("61", Epoch::from_1900), "1900-03-01");
  EXPECT_EQ(date_text("44651", Epoch::from_1904), "2026-04-01");
  EXPECT_EQ(date_text("46112.9999999", Epoch::from_1900), "2026-04-01");
  EXPECT_EQ(date_text("2958466", Epoch::from_1900), "2958466");
  EXPECT_EQ(date_text("1e300", Epoch::from_1900), "1e300");
  EXPECT_EQ(date_text("nan", Epoch::from_1900), "nan");
  EXPECT_EQ(number_text("9.9e307"), "9.9e307");
}

TEST(XlsxReading, RefusesWhatIsNoXlsx) {
  EXPECT_EQ(read_xlsx("").error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_xlsx("a,b\n").error().code, ErrorCode::corrupt);
  EXPECT_THAT(read_xlsx("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest").error().message, HasSubstr("password"));
  EXPECT_EQ(read_xlsx(zipped({{"a.txt", "b"}})).error().code, ErrorCode::corrupt);
}

TEST(XlsxReading, RefusesContradictions) {
  const auto refused = [](const Files& files) { return !read_xlsx(zipped(files)); };
  EXPECT_FALSE(refused(book("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")));
  EXPECT_TRUE(refused(book("<row r=\"2\"/><row r=\"1\"/>")));
  EXPECT_TRUE(refused(book("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>")));
  EXPECT_TRUE(refused(book("<row r=\"1\"><c r=\"XFE1\"/></row>")));
  EXPECT_TRUE(refused(book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>")));
  EXPECT_TRUE(refused(book("<row")));
  Files twice = book("");
  twice.push_back(twice.back());
  EXPECT_TRUE(refused(twice));
}

TEST(XlsxReading, LeavesTheArchiveNowhere) {
  for (const char* target : {"../../etc/passwd.xml", "/etc/passwd", "file:///etc/passwd", "http://example.jp/a.xml"}) {
    Files files = book("");
    files[2].second = std::string("<Relationships><Relationship Id=\"rId1\" Type=\"/worksheet\" Target=\"") + target + "\"/></Relationships>";
    EXPECT_FALSE(read_xlsx(zipped(files))) << target;
  }
}

TEST(XlsxReading, ExpandsNoEntities) {
  Files files = book("<row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row>");
  files.back().second = "<!DOCTYPE x [<!ENTITY a \"boom\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>" + files.back().second;
  const auto sheets = read_xlsx(zipped(files));
  if (sheets) EXPECT_THAT(sheets->front().rows, ElementsAre(Row{"&a;"}));
}

TEST(XlsxReading, HoldsItsLimits) {
  const auto code = [](const Files& files, const Limits& limits) {
    const auto sheets = read_xlsx(zipped(files), limits);
    return sheets ? "read" : std::string(name_of(sheets.error().code));
  };
  const Files small = book("<row r=\"3\"><c r=\"C3\"><v>123456</v></c></row>");
  EXPECT_EQ(code(small, {}), "read");
  Limits limits;
  for (auto member : {&Limits::rows, &Limits::columns, &Limits::cells, &Limits::cell_bytes, &Limits::text_bytes, &Limits::entries,
                      &Limits::unpacked_bytes, &Limits::file_bytes, &Limits::elements}) {
    limits = {};
    limits.*member = 2;
    EXPECT_EQ(code(small, limits), "invalid_input");
  }
}

TEST(XlsxReading, IsNotFloodedByWhatPacksWell) {
  const std::string zeros(12u << 20, ' ');
  EXPECT_EQ(read_xlsx(zipped(book(zeros))).error().code, ErrorCode::invalid_input);
  std::string rows;
  for (int i = 1; i <= 30'000; ++i) rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"IV" + std::to_string(i) + "\"><v>1</v></c></row>";
  EXPECT_THAT(read_xlsx(zipped(book(rows))).error().message, HasSubstr("cells"));
  rows = "<row>";
  for (int i = 0; i < 200; ++i) rows += "<c t=\"s\"><v>0</v></c>";
  rows += "</row>";
  for (int i = 0; i < 4; ++i) rows += rows;
  std::string text = "<si><t>";
  for (unsigned i = 0; i < 90'000; ++i) text.push_back(static_cast<char>('a' + i * i % 26));
  EXPECT_THAT(read_xlsx(zipped(book(rows, text + "</t></si>"))).error().message, HasSubstr("text"));
}

TEST(XlsxReading, EndsWellWhereverTheFileIsCut) {
  const std::string whole = write_xlsx({example()}, {2026, 4, 1}).value();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto sheets = read_xlsx(std::string_view(whole).substr(0, length));
    EXPECT_FALSE(sheets) << length;
  }
}

}  // namespace
}  // namespace hoshi::spreadsheets
