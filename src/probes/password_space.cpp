// Words for sets of characters, in English and Japanese.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_space.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace hoshi::probes {
namespace {

constexpr int letters = 26;
constexpr int digits = 10;
constexpr int hexadecimal = 16;
constexpr int signs = 32;  // printable ASCII that is neither letter nor digit
constexpr int user_password_characters = 8;
constexpr std::int64_t length_max = 128;

bool names_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace

int characters_named(std::string_view generation) {
  const std::string text = lower(generation);
  if (names_any(text, {"hex", "16進", "十六進", "１６進"})) return hexadecimal;
  const bool alphanumeric = names_any(text, {"alphanumeric", "英数"});
  const bool small = names_any(text, {"lower-case", "lowercase", "lower case", "小文字"});
  const bool capital = names_any(text, {"upper-case", "uppercase", "upper case", "大文字"});
  const bool some_letters = alphanumeric || names_any(text, {"letter", "英字", "英文字", "アルファベット"});
  int count = 0;
  if (small || capital) count += (small ? letters : 0) + (capital ? letters : 0);
  if (!small && !capital && some_letters) count += 2 * letters;
  if (alphanumeric || names_any(text, {"digit", "numeral", "numeric", "数字"})) count += digits;
  if (names_any(text, {"symbol", "special", "punctuation", "記号"})) count += signs;
  return count;
}

PasswordSpace default_space(const Authentication* authentication, std::size_t list_entries) {
  const PasswordSpace list{static_cast<double>(list_entries), list_entries > 0 ? "list" : ""};
  if (authentication == nullptr) return list;
  const std::string& kind = authentication->default_value;
  if (kind == "set_at_first_use" || kind == "none") return {};
  const int characters = characters_named(authentication->generation);
  const auto length = std::min(authentication->minimum_length, length_max);
  if (kind != "unique_per_unit" || characters == 0 || length <= 0) return list;
  return {std::pow(characters, static_cast<double>(length)), "generation"};
}

double user_space_half() { return std::pow(2 * letters + digits, user_password_characters) / 2; }

std::int64_t hours_to_guess(double guesses, std::int64_t guesses_per_hour) {
  if (guesses <= 0 || guesses_per_hour <= 0) return 0;
  const double hours = guesses / static_cast<double>(guesses_per_hour);
  return hours >= static_cast<double>(exhaust_hours_max) ? exhaust_hours_max : static_cast<std::int64_t>(hours);
}

}  // namespace hoshi::probes
