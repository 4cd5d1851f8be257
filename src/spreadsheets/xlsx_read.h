// Reading of XLSX files from anybody: our own reader over libarchive and pugixml, bounded in everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "spreadsheets/sheet.h"

namespace hoshi::spreadsheets {

// Hostile bytes. Sheets in the order of the workbook. Cells as people see them, nearly: whole numbers without exponent, dates as
// "2026-04-01" (with " 13:45:00" where there is a time of day), booleans as "TRUE"/"FALSE", the last result of a formula, never its
// text; readings (furigana) are left out. Nothing outside the file is ever opened: links, macros, pictures are not looked at.
// corrupt: no XLSX, or broken; invalid_input: beyond a limit, protected by a password, the old .xls.
[[nodiscard]] Result<std::vector<Sheet>> read_xlsx(std::string_view bytes, const Limits& limits = {});

}  // namespace hoshi::spreadsheets
