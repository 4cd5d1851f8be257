// Writing of CSV, with cells that cannot become formulas.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/formula_guard.h"

namespace hoshi::spreadsheets {
namespace {

constexpr std::array<std::string_view, 10> formula_beginnings{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
// Where a program begins a new cell that does not separate by commas, and for which our quotation marks are letters.
constexpr std::string_view separators_of_others = ";\t\r\n";

bool begins_like_a_formula(std::string_view text) {
  return std::any_of(formula_beginnings.begin(), formula_beginnings.end(), [&](auto one) { return text.starts_with(one); });
}

bool would_be_run(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
  // Programs drop some quotation marks, and some of them blanks.
  return begins_like_a_formula(text.substr(std::min(text.find_first_not_of("\" "), text.size())));
}

// `change` gives the beginning of each part that could stand alone, what is to be written for it.
template <class Change>
std::string part_by_part(std::string_view text, Change change) {
  std::string out;
  while (true) {
    const auto end = text.find_first_of(separators_of_others);
    const std::string_view part = text.substr(0, end);
    // The part may be empty and what follows a tab; a tab inside is the next part's beginning.
    out += would_be_run(out.empty() ? text : part) ? change(part) : std::string(part);
    if (end == std::string_view::npos) return out;
    out += text[end];
    text.remove_prefix(end + 1);
  }
}

// Digits with the marks of numbers and telephone numbers: what a program makes of it can only be a number.
bool is_plain_number(std::string_view text) {
  if (!text.starts_with('-') && !text.starts_with('+')) return false;
  const auto rest = text.substr(1);
  return !rest.empty() && rest.find_first_not_of("0123456789.,- ") == std::string_view::npos &&
         rest.find_first_of("0123456789") != std::string_view::npos;
}

}  // namespace

std::string guarded(std::string_view text) {
  return part_by_part(text, [](std::string_view part) { return "'" + std::string(part); });
}

std::string unguarded(std::string_view text) {
  return part_by_part(text, [](std::string_view part) { return std::string(part.substr(part.starts_with('\'') ? 1 : 0)); });
}

std::string csv_record(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out.push_back(',');
    std::string text = valid_utf8(row[i]);
    std::erase(text, '\0');
    // At the beginning of a line a number may become one with the next cell: "-1,5+…" where commas are decimal.
    const std::string cell = i > 0 && is_plain_number(text) ? text : guarded(text);
    // A record of one empty cell would look like an empty line.
    if (cell.find_first_of(",;\"\r\n\t") == std::string::npos && !(row.size() == 1 && cell.empty())) {
      out += cell;
      continue;
    }
    out.push_back('"');
    for (const char c : cell) {
      if (c == '"') out.push_back('"');
      out.push_back(c);
    }
    out.push_back('"');
  }
  return out + "\r\n";
}

std::string write_csv(const std::vector<Row>& rows) {
  std::string out(csv_byte_order_mark);
  for (const auto& row : rows) out += csv_record(row);
  return out;
}

}  // namespace hoshi::spreadsheets
