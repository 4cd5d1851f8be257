// Writing of CSV, with cells that cannot become formulas.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.h"
#include "spreadsheets/csv.h"
#include "spreadsheets/formula_guard.h"

namespace hoshi::spreadsheets {
namespace {

constexpr std::array<std::string_view, 10> formula_beginnings{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};

bool begins_like_a_formula(std::string_view text) {
  return std::any_of(formula_beginnings.begin(), formula_beginnings.end(), [&](auto one) { return text.starts_with(one); });
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
  const auto behind = std::min(text.find_first_not_of('\''), text.size());
  const bool is_dangerous = begins_like_a_formula(text.substr(behind)) && !(behind == 0 && is_plain_number(text));
  return is_dangerous ? "'" + std::string(text) : std::string(text);
}

std::string unguarded(std::string_view text) {
  const auto behind = std::min(text.find_first_not_of('\''), text.size());
  return std::string(behind > 0 && begins_like_a_formula(text.substr(behind)) ? text.substr(1) : text);
}

std::string csv_record(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) out.push_back(',');
    const std::string cell = guarded(valid_utf8(row[i]));
    // A record of one empty cell would look like an empty line.
    if (cell.find_first_of(",;\"\r\n\t") == std::string::npos && !(row.size() == 1 && cell.empty())) {
      out += cell;
      continue;
    }
    out.push_back('"');
    for (const char c : cell) {
      if (c == '"') out.push_back('"');
      if (c != '\0') out.push_back(c);
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
