// What cells of a list say: levels, dates, models.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "register/folding.h"

namespace hoshi::public_register {

// "★1", "☆2", "STAR-3", "レベル4", "★★", "１"; nothing for anything else.
std::optional<int> level_in(std::string_view text, const Folding& folding);
// "2026-04-01", "2026/4/1", "2026.4.1", "2026年4月1日", "令和8年4月1日", "R8.4.1", with a time of day behind or not; full width too.
std::optional<Date> date_in(std::string_view text);
// One a line, or separated by 、 ; ； and without repetitions.
std::vector<std::string> models_in(std::string_view text);

}  // namespace hoshi::public_register
