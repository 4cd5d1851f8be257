// CSV as Japanese offices exchange it: written with BOM and CRLF, read in UTF-8 or Shift_JIS with any usual separator.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "spreadsheets/sheet.h"

namespace hoshi::spreadsheets {

// One record with CRLF (RFC 4180, 2). A cell that a spreadsheet program would run as a formula (it begins with = + - @, their
// full-width forms, tab or CR) gets an apostrophe in front; plain numbers such as "-20" or "+81-3-0000-0000" stay as they are behind the
// first column. So does what stands behind ";", tab or the end of a line inside of a cell, where a program that separates by those would
// begin one. read_csv takes the apostrophes off again, so nothing is lost between two Hoshi.
std::string csv_record(const Row& row);
// U+FEFF and the records.
std::string write_csv(const std::vector<Row>& rows);
constexpr std::string_view csv_byte_order_mark = "\xEF\xBB\xBF";

enum class CsvEncoding { utf8, cp932 };

struct CsvFile {
  Sheet sheet;
  CsvEncoding encoding = CsvEncoding::utf8;
  char separator = ',';  // or ';' or tab: the one that stands most often in the first record outside quotes
};

// Hostile bytes. UTF-8 (with or without BOM) when the whole is valid, else CP932 (Windows' Shift_JIS); corrupt when it is
// neither, or a quoted cell is not closed or followed by something, with the line. invalid_input beyond a limit.
[[nodiscard]] Result<CsvFile> read_csv(std::string_view bytes, const Limits& limits = {});

}  // namespace hoshi::spreadsheets
