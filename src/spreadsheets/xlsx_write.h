// Writing of XLSX: sheets with a frozen header, in which only what is said to be a number is one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace hoshi::spreadsheets {

// Text stays text whatever it looks like: model numbers, telephone numbers and 法人番号 keep their zeros and signs.
using Cell = std::variant<std::string, std::int64_t, Date>;

struct Column {
  std::string title;
  double width_characters = 14;  // of half-width characters
};

struct SheetToWrite {
  std::string name;  // Excel allows 31 characters without []:*?/\ ; others are replaced, the rest is cut
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

constexpr std::size_t xlsx_rows_max = 1'048'575;  // below the header (ECMA-376; Excel's own limit)

// `date` stands in the file as the time of making, so that equal sheets give equal bytes. invalid_input for a sheet that
// does not fit; text over 32,767 characters is cut with "…". Needs a folder for temporary files (TMPDIR): unavailable.
[[nodiscard]] Result<std::string> write_xlsx(const std::vector<SheetToWrite>& sheets, Date date);

}  // namespace hoshi::spreadsheets
