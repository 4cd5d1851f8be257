// Fuzzes the XLSX reader: whole archives (first byte 'P'), else the XML of rows, shared texts and styles, between zero bytes.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/text.h"
#include "spreadsheets/xlsx_read.h"
#include "spreadsheets/zip.h"

using namespace hoshi;
using namespace hoshi::spreadsheets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = to_text(ByteView(data, size));
  Limits limits;
  limits.elements = 100'000;
  limits.cells = 100'000;
  std::string bytes = input;
  if (!input.starts_with('P')) {
    auto parts = split(input, '\0');
    parts.resize(3);
    bytes = zipped(book(parts[0], parts[1], parts[2]));
  }
  const auto sheets = read_xlsx(bytes, limits);
  if (!sheets) return 0;
  for (const auto& sheet : *sheets) {
    HOSHI_ASSERT(sheet.rows.size() <= limits.rows);
    HOSHI_ASSERT(sheet.rows.empty() || !sheet.rows.back().empty());
    for (const auto& row : sheet.rows) {
      for (const auto& cell : row) HOSHI_ASSERT(valid_utf8(cell) == cell);
    }
  }
  return 0;
}
