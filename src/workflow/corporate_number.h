// 法人番号: the 13 digits the National Tax Agency gives to corporations, of which the first is a check digit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::workflow {

// 国税庁「チェックデジットの計算」, after 法人番号の指定等に関する省令 (平成26年財務省令第70号) article 2:
// 9 − ((Σ Pn × Qn) mod 9), n counted from the last of the twelve digits, Qn = 1 where n is odd and 2 where it is even.
// `twelve` are decimal digits.
char corporate_check_digit(std::string_view twelve);

// The number as it is stored: 13 ASCII digits. Takes full-width digits, hyphens and blanks as people write them.
// invalid_input says whether length, characters or the check digit are wrong.
[[nodiscard]] Result<std::string> parse_corporate_number(std::string_view text);

}  // namespace hoshi::workflow
