// What the numbers and texts of an XLSX cell mean: dates by their format, whole numbers, escapes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace hoshi::spreadsheets {

enum class Epoch { from_1900, from_1904 };  // ECMA-376-1, 18.17.4.1

// For every style of cells (index s=): whether numbers in it are dates. Of xl/styles.xml.
std::vector<bool> date_styles(pugi::xml_node style_sheet);

// "45383" → "2024-04-01"; with a fraction also the time of day. The number itself when it is no date of 1900 to 9999.
std::string date_text(std::string_view number, Epoch epoch);
// "1.234567890123E12" → "1234567890123"; "0.1" stays.
std::string number_text(std::string_view number);
// ECMA-376-1, 22.4.2.4 (bstr): _x000D_ is a carriage return.
std::string unescaped(std::string_view text);
// The text of <si>, <is>: of <t> and of the runs <r>, without readings <rPh>. Stops once it is longer than `limit` bytes.
std::string text_of(pugi::xml_node item, std::size_t limit);

}  // namespace hoshi::spreadsheets
