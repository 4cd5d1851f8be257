// Cells as people write them.
// SPDX-License-Identifier: Apache-2.0
#include "register/list_cells.h"

#include "base/text.h"

namespace hoshi::public_register {
namespace {

constexpr int level_max = 4;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

// Full-width digits and marks as ASCII.
std::string narrow(std::string_view text) {
  std::string out(text);
  for (int digit = 0; digit < 10; ++digit) {
    // U+FF10 to U+FF19 are EF BC 90 to EF BC 99.
    replace_all(out, std::string("\xEF\xBC") + static_cast<char>(0x90 + digit), std::string(1, static_cast<char>('0' + digit)));
  }
  for (const auto& [wide, plain] : {std::pair{"／", "/"}, std::pair{"．", "."}, std::pair{"－", "-"}, std::pair{"　", " "}}) replace_all(out, wide, plain);
  return out;
}

// Years before the first of the era: Reiwa 1 is 2019 (Cabinet Order of 1 April 2019), Heisei 1 is 1989.
std::optional<int> era_of(std::string& text) {
  constexpr int before_reiwa = 2018;
  constexpr int before_heisei = 1988;
  for (const auto& [name, years] : {std::pair{"令和", before_reiwa}, std::pair{"平成", before_heisei}, std::pair{"R", before_reiwa}, std::pair{"H", before_heisei}}) {
    if (!text.starts_with(name)) continue;
    text.erase(0, std::string_view(name).size());
    replace_all(text, "元年", "1年");
    return years;
  }
  return std::nullopt;
}

}  // namespace

std::optional<int> level_in(std::string_view text, const Folding& folding) {
  if (trimmed(text).starts_with('-')) return std::nullopt;  // folding leaves signs out
  std::string folded = folding.fold(text);
  std::size_t stars = 0;
  for (auto at = folded.find("★"); at != std::string::npos; at = folded.find("★", at)) {
    folded.erase(at, std::string_view("★").size());
    ++stars;
  }
  for (const std::string_view word : {"☆", "レベル", "level", "jcstar", "star", "ツ星", "(", ")"}) replace_all(folded, word, "");
  if (folded.empty()) return stars >= 1 && stars <= level_max ? std::optional(static_cast<int>(stars)) : std::nullopt;
  const auto number = parse_number(folded, level_max);
  return number && *number >= 1 && stars <= 1 ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::optional<Date> date_in(std::string_view text) {
  constexpr std::size_t long_enough = 64;
  if (text.size() > long_enough) return std::nullopt;
  std::string plain = narrow(text);
  plain = std::string(trimmed(plain));
  const auto era = era_of(plain);
  for (const auto& [word, mark] : {std::pair{"年", "-"}, std::pair{"月", "-"}, std::pair{"日", " "}, std::pair{"/", "-"}, std::pair{".", "-"}}) replace_all(plain, word, mark);
  const auto parts = split(trimmed(std::string_view(plain).substr(0, plain.find_first_of("T", 1))), '-');
  if (parts.size() != 3) return std::nullopt;
  const std::string day_text(trimmed(parts[2]));
  const auto day_end = day_text.find(' ');
  const bool has_time = day_end != std::string::npos && day_text.find_first_not_of("0123456789: ", day_end) == std::string::npos;
  const auto year = parse_number(trimmed(parts[0]), era ? 99 : 9999);
  const auto month = parse_number(trimmed(parts[1]), 12);
  const auto day = parse_number(std::string_view(day_text).substr(0, has_time ? day_end : std::string::npos), 31);
  if (!year || !month || !day || (!era && *year < 1900) || *year < 1) return std::nullopt;
  const Date date{static_cast<int>(*year) + era.value_or(0), static_cast<unsigned>(*month), static_cast<unsigned>(*day)};
  const auto checked = parse_date(to_text(date));
  return checked ? std::optional(*checked) : std::nullopt;
}

std::vector<std::string> models_in(std::string_view text) {
  std::string lines(text);
  for (const std::string_view separator : {"\r\n", "\r", "、", ";", "；"}) replace_all(lines, separator, "\n");
  std::vector<std::string> out;
  for (const auto& line : split(lines, '\n')) {
    std::string model(trimmed(line));
    if (!model.empty() && std::find(out.begin(), out.end(), model) == out.end()) out.push_back(std::move(model));
  }
  return out;
}

}  // namespace hoshi::public_register
