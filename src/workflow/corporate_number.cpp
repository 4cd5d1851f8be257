// The formula of the National Tax Agency, and the ways people write the number.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/corporate_number.h"

namespace hoshi::workflow {
namespace {

constexpr std::size_t digits_in_all = 13;

// The digits of the text, full-width ones (U+FF10 to U+FF19) included; nothing else may stand between them but blanks
// (also U+3000) and hyphens.
Result<std::string> digits_of(std::string_view text) {
  std::string digits;
  while (!text.empty()) {
    if (text[0] >= '0' && text[0] <= '9') {
      digits += text[0];
      text.remove_prefix(1);
    } else if (text.size() >= 3 && text.starts_with("\xEF\xBC") && text[2] >= '\x90' && text[2] <= '\x99') {
      digits += static_cast<char>('0' + (text[2] - '\x90'));
      text.remove_prefix(3);
    } else if (text[0] == ' ' || text[0] == '-') {
      text.remove_prefix(1);
    } else if (text.starts_with("\xE3\x80\x80") || text.starts_with("\xEF\xBC\x8D")) {  // U+3000, U+FF0D
      text.remove_prefix(3);
    } else {
      return fail(ErrorCode::invalid_input, "a corporate number has digits only");
    }
    if (digits.size() > digits_in_all) break;
  }
  return digits;
}

}  // namespace

char corporate_check_digit(std::string_view twelve) {
  unsigned sum = 0;
  unsigned n = 0;
  for (auto digit = twelve.rbegin(); digit != twelve.rend(); ++digit) {
    ++n;
    sum += static_cast<unsigned>(*digit - '0') * (n % 2 == 1 ? 1 : 2);
  }
  return static_cast<char>('0' + (9 - sum % 9));
}

Result<std::string> parse_corporate_number(std::string_view text) {
  std::string digits = HOSHI_TRY(digits_of(text));
  if (digits.size() != digits_in_all) return fail(ErrorCode::invalid_input, "a corporate number has 13 digits");
  if (digits[0] != corporate_check_digit(std::string_view(digits).substr(1))) {
    return fail(ErrorCode::invalid_input, "the first digit of the corporate number does not fit the others; is there a typing mistake?");
  }
  return digits;
}

}  // namespace hoshi::workflow
