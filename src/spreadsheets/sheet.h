// A sheet as rooms read and write it: a name, and rows of text. Numbers, dates and formats end here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace hoshi::spreadsheets {

using Row = std::vector<std::string>;  // cells from column A on, UTF-8; shorter than others where nothing follows

struct Sheet {
  std::string name;       // of XLSX; empty in CSV
  std::vector<Row> rows;  // row 1 of the sheet first; empty rows stand where they are, none at the end
};

// What a foreign file may have at most; beyond it is invalid_input that says which limit. A list of 20,000 products has
// some 6 MB as CSV, 1 MB as XLSX.
struct Limits {
  std::size_t file_bytes = 32u << 20;
  std::size_t rows = 200'000;          // of a sheet
  std::size_t columns = 256;
  std::size_t cells = 4'000'000;      // of all sheets, with the empty ones in front of others in a row
  std::size_t cell_bytes = 32'767 * 3;  // Excel's own limit is 32,767 characters
  std::size_t text_bytes = 64u << 20;  // of all cells together: one shared text may stand in many
  std::size_t sheets = 32;             // XLSX: further ones are not read
  std::size_t entries = 1'000;         // XLSX: files in the archive
  std::size_t unpacked_bytes = 128u << 20;  // XLSX: of the files that are read, together
  std::size_t ratio = 200;             // XLSX: unpacked to the whole file; honest sheets have 10 to 40
  std::size_t elements = 4'000'000;    // XLSX: of one file in the archive
};

}  // namespace hoshi::spreadsheets
