// Tests CSV: what is written can be read again by us and is harmless elsewhere; what others write is read or refused.
// SPDX-License-Identifier: Apache-2.0
#include "spreadsheets/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace hoshi::spreadsheets {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::vector<Row> rows_of(std::string_view text) { return read_csv(text).value().sheet.rows; }

TEST(CsvWriting, BeginsWithTheMarkAndEndsLinesAsWindowsDoes) {
  EXPECT_EQ(write_csv({{"型番", "備考"}, {"NC-100", "a,b\n\"c\""}}), "\xEF\xBB\xBF型番,備考\r\nNC-100,\"a,b\n\"\"c\"\"\"\r\n");
}

TEST(CsvWriting, KeepsSpreadsheetProgramsFromRunningACell) {
  for (const char* formula : {"=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＠A1", "-A1"}) {
    const std::string record = csv_record({formula});
    EXPECT_TRUE(record.starts_with("'") || record.starts_with("\"'")) << record;
  }
}

// The cells of a file in a program that separates by `separator`: quotation marks count at the beginning of a cell alone.
std::vector<std::string> cells_elsewhere(std::string_view text, char separator) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  bool is_begun = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_quoted && text.substr(at, 2) == "\"\"") ++at;
    else if (c == '"' && (is_quoted || !is_begun)) {
      is_quoted = !is_quoted;
      is_begun = true;
      continue;
    } else if (!is_quoted && (c == separator || c == '\r' || c == '\n')) {
      cells.emplace_back();
      is_begun = false;
      continue;
    }
    is_begun = true;
    cells.back() += c;
  }
  return cells;
}

TEST(CsvWriting, LetsNoProgramRunACellWhateverItSeparatesBy) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces{"'", "=", "-", "@", "+", "＝", ",", "\"", "\r\n", "\n", "\r", "\t", " ", "x", ";", "1", std::string(1, '\0')};
  for (int round = 0; round < 20'000; ++round) {
    Row row(3);
    for (std::string& cell : row) {
      for (unsigned i = random() % 7; i > 0; --i) cell += pieces[random() % pieces.size()];
    }
    const std::string record = csv_record(row) + csv_record({"=1", "-2"});
    for (const char separator : {',', ';', '\t'}) {
      for (const std::string& cell : cells_elsewhere(record, separator)) {
        const auto begin = cell.find_first_not_of("\r\n\" ");
        const std::string_view rest = begin == std::string::npos ? "" : std::string_view(cell).substr(begin);
        const bool is_number = rest.find_first_not_of("+-1234567890., ") == std::string_view::npos;
        const bool is_formula = rest.starts_with('=') || rest.starts_with('+') || rest.starts_with('-') || rest.starts_with('@') || rest.starts_with("＝");
        EXPECT_FALSE(is_formula && !is_number) << "[" << cell << "] of " << record << " separated by " << separator;
      }
    }
  }
}

TEST(CsvWriting, LeavesModelNumbersAndTelephoneNumbersAlone) {
  EXPECT_EQ(csv_record({"x", "-20", "+81-3-5978-7501", "-1,5", "NC=1", "A-20"}), "x,-20,+81-3-5978-7501,\"-1,5\",NC=1,A-20\r\n");
  EXPECT_EQ(csv_record({"-1", "5+cmd|'/C calc'!A0"}), "'-1,5+cmd|'/C calc'!A0\r\n") << "one cell where commas are decimal";
}

TEST(Csv, ComesBackAsItWas) {
  std::mt19937 random(41);
  const std::vector<std::string> pieces{"'", "=", "-", "20", ",", "\"", "\r\n", "\n", "\t", "株", "；", " ", "＋", "@", "x", ";", "\r"};
  for (int round = 0; round < 2000; ++round) {
    std::vector<Row> rows{{"項目,", "値;", "\t"}};
    for (int line = 0; line < 3; ++line) {
      Row row;
      for (int cell = 0; cell < 3; ++cell) {
        std::string text;
        for (unsigned i = random() % 5; i > 0; --i) text += pieces[random() % pieces.size()];
        row.push_back(text);
      }
      row.push_back("終");
      rows.push_back(row);
    }
    EXPECT_EQ(rows_of(write_csv(rows)), rows);
  }
}

TEST(CsvReading, TakesEverySeparatorAndLineEnd) {
  EXPECT_THAT(rows_of("a;b\nc;\"d;e\"\n"), ElementsAre(Row{"a", "b"}, Row{"c", "d;e"}));
  EXPECT_THAT(rows_of("a\tb\rc\td"), ElementsAre(Row{"a", "b"}, Row{"c", "d"}));
  EXPECT_THAT(rows_of("\"a;;;\",b\r\nc,d\r\n"), ElementsAre(Row{"a;;;", "b"}, Row{"c", "d"}));
  EXPECT_THAT(rows_of("a,b,\n,,x"), ElementsAre(Row{"a", "b", ""}, Row{"", "", "x"}));
}

TEST(CsvReading, KeepsEmptyRowsWhereTheyAreAndNoneAtTheEnd) {
  EXPECT_THAT(rows_of("a\n\n\nb\n\n\n"), ElementsAre(Row{"a"}, Row{}, Row{}, Row{"b"}));
  EXPECT_TRUE(rows_of("").empty());
  EXPECT_TRUE(rows_of("\xEF\xBB\xBF").empty());
}

TEST(CsvReading, RecognisesShiftJisWithTheCharactersOfWindows) {
  // ㈱髙橋ｶﾒﾗ,①
  const auto file = read_csv("\x87\x8A\xFB\xFC\x8B\xB4\xB6\xD2\xD7,\x87\x40\r\n").value();
  EXPECT_EQ(file.encoding, CsvEncoding::cp932);
  EXPECT_THAT(file.sheet.rows, ElementsAre(Row{"㈱髙橋ｶﾒﾗ", "①"}));
  EXPECT_EQ(read_csv("髙橋,①").value().encoding, CsvEncoding::utf8);
}

TEST(CsvReading, KeepsAQuotedBackslashOfShiftJisWhole) {
  // The second byte of 表 and ソ is a backslash, of 十 too; none of them may end or escape anything.
  EXPECT_THAT(rows_of("\"\x95\x5C\x83\x5C\",\x8F\x5C"), ElementsAre(Row{"表ソ", "十"}));
}

TEST(CsvReading, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(read_csv("a,b\nc,\"d").error().message, StartsWith("line 2: "));
  EXPECT_THAT(read_csv("a,\"b\"c\n").error().message, StartsWith("line 1: "));
  EXPECT_THAT(read_csv("\xFF\xFE\x61\x00").error().message, HasSubstr("UTF-16"));
  EXPECT_EQ(read_csv(std::string("a\0b", 3)).error().code, ErrorCode::corrupt);
  EXPECT_THAT(read_csv("\xFD\xFE\x80\xA0").error().message, HasSubstr("neither"));
}

TEST(CsvReading, HoldsItsLimits) {
  Limits limits;
  limits.rows = 2;
  limits.columns = 2;
  limits.cell_bytes = 3;
  limits.text_bytes = 8;
  limits.cells = 4;
  EXPECT_TRUE(read_csv("aa,b\nc,d\n", limits));
  EXPECT_FALSE(read_csv("a\nb\nc\n", limits));
  EXPECT_FALSE(read_csv("a,b,c\n", limits));
  EXPECT_FALSE(read_csv("abcd\n", limits));
  EXPECT_FALSE(read_csv("abc,abc\nabc\n", limits));
  limits.file_bytes = 3;
  EXPECT_EQ(read_csv("abcd", limits).error().code, ErrorCode::invalid_input);
  limits = {};
  limits.cells = 3;
  EXPECT_FALSE(read_csv("a,b\nc,d\n", limits));
}

TEST(CsvReading, EndsWellWhereverTheFileIsCut) {
  const std::string whole = write_csv({{"登録番号", "型番;a"}, {"\"x\"", "=1"}, {"", "最後"}});
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    const auto file = read_csv(std::string_view(whole).substr(0, length));
    if (file) {
      EXPECT_LE(file->sheet.rows.size(), 3u);
    } else {
      EXPECT_EQ(file.error().code, ErrorCode::corrupt) << length;
    }
  }
}

}  // namespace
}  // namespace hoshi::spreadsheets
