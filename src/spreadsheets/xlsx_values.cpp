// Number formats, serial dates, escapes, rich text.
// SPDX-License-Identifier: Apache-2.0
#include "spreadsheets/xlsx_values.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>

#include "base/date.h"
#include "base/text.h"
#include "spreadsheets/xlsx_parts.h"

namespace hoshi::spreadsheets {
namespace {

constexpr std::size_t styles_max = 65'536;  // Excel's own limit is 64,000

std::optional<double> parsed(std::string_view number) {
  double value = 0;
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (problem != std::errc() || end != number.data() + number.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

// ECMA-376-1, 18.8.30: built-in formats of dates; 27 to 36 and 50 to 58 are those of East Asian systems.
bool is_date_number(std::size_t id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

// Year or day letters outside quoted text, brackets ([$-411], [Red]) and escapes. m and h alone could be minutes.
bool is_date_code(std::string_view code) {
  if (contains_ignoring_case(code, "general")) return false;
  bool is_quoted = false;
  bool is_bracketed = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"' && !is_bracketed) {
      is_quoted = !is_quoted;
    } else if (c == '[' && !is_quoted) {
      is_bracketed = true;
    } else if (c == ']' && !is_quoted) {
      is_bracketed = false;
    } else if (c == ';' && !is_quoted && !is_bracketed) {
      return false;
    } else if (!is_quoted && !is_bracketed && std::string_view("yYdDeg").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<bool> date_styles(pugi::xml_node style_sheet) {
  std::map<std::size_t, bool> own;
  for (auto format : child_named(style_sheet, "numFmts").children()) {
    if (own.size() >= styles_max) break;
    own[number_in(format, "numFmtId", styles_max, 0)] = is_date_code(attribute_named(format, "formatCode"));
  }
  std::vector<bool> styles;
  for (auto format : child_named(style_sheet, "cellXfs").children()) {
    if (styles.size() >= styles_max) break;
    const auto id = number_in(format, "numFmtId", styles_max, 0);
    const auto found = own.find(id);
    styles.push_back(found != own.end() ? found->second : is_date_number(id));
  }
  return styles;
}

std::string date_text(std::string_view number, Epoch epoch) {
  constexpr double last_day = 2'958'465;  // 9999-12-31 from 1900
  constexpr std::int64_t seconds_of_day = 86'400;
  const auto value = parsed(number);
  if (!value || *value < 1 || *value > last_day) return std::string(number);
  auto days = static_cast<std::int64_t>(*value);
  auto seconds = std::llround((*value - static_cast<double>(days)) * static_cast<double>(seconds_of_day));
  days += seconds / seconds_of_day;
  seconds %= seconds_of_day;
  // From 1900 day 60 is 29 February 1900, which never was (Lotus's mistake, kept by Excel).
  const int offset = epoch == Epoch::from_1904 ? 0 : days < 60 ? -1 : -2;
  const auto first = epoch == Epoch::from_1904 ? std::chrono::sys_days(std::chrono::year{1904} / 1 / 1)
                                               : std::chrono::sys_days(std::chrono::year{1900} / 1 / 1);
  const std::chrono::year_month_day day(first + std::chrono::days(days + offset));
  std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                                 static_cast<unsigned>(day.day()));
  if (seconds != 0) text += fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return text;
}

std::string number_text(std::string_view number) {
  constexpr double exact_max = 9'007'199'254'740'992.0;  // 2^53
  const auto value = parsed(number);
  if (!value || std::fabs(*value) > exact_max || std::trunc(*value) != *value) return std::string(number);
  return fmt::format("{}", static_cast<std::int64_t>(*value));
}

std::string unescaped(std::string_view text) {
  constexpr std::size_t escape_length = 7;  // _xHHHH_
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto escape = text.substr(at, escape_length);
    unsigned code = 0;
    const bool has_form = escape.size() == escape_length && escape.starts_with("_x") && escape.back() == '_';
    const auto parsed_to = has_form ? std::from_chars(escape.data() + 2, escape.data() + 6, code, 16).ptr : nullptr;
    if (!has_form || parsed_to != escape.data() + 6 || code > 0x7F) {
      out.push_back(text[at]);  // beyond ASCII an escape is left as it is: nobody writes them
      continue;
    }
    out.push_back(static_cast<char>(code == 0 ? '?' : code));
    at += escape_length - 1;
  }
  return out;
}

std::string text_of(pugi::xml_node item, std::size_t limit) {
  std::string out;
  const auto add = [&](pugi::xml_node text) {
    for (auto part = text.first_child(); part; part = part.next_sibling()) out += part.value();
  };
  for (auto child = item.first_child(); child && out.size() <= limit; child = child.next_sibling()) {
    if (is_named(child, "t")) add(child);
    if (is_named(child, "r")) add(child_named(child, "t"));
  }
  return unescaped(out);
}

}  // namespace hoshi::spreadsheets
