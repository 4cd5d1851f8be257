// Fuzzes the CSV reader, and its writer with what was read.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "spreadsheets/csv.h"

using namespace hoshi;
using namespace hoshi::spreadsheets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = read_csv(to_text(ByteView(data, size)));
  if (!file) return 0;
  for (const auto& row : file->sheet.rows) {
    HOSHI_ASSERT(row.size() <= Limits{}.columns);
    for (const auto& cell : row) HOSHI_ASSERT(valid_utf8(cell) == cell);
    if (row.empty()) continue;
    // A record alone may be read with another separator; behind a header of commas it is read as it was written.
    const auto again = read_csv(std::string(300, ',') + "\r\n" + csv_record(row), {.columns = 400});
    HOSHI_ASSERT(again && again->sheet.rows.size() == 2 && again->sheet.rows[1] == row);
  }
  return 0;
}
