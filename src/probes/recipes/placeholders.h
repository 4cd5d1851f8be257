// Placeholders in the texts of recipes: "{new}" and the like, filled in from bindings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "probes/recipe_runner.h"

namespace hoshi::probes::recipes {

// Every "{name}" (small letters, digits, "_") replaced; other braces stay, so that JSON may be written as it is.
// not_found names the first placeholder without a value.
[[nodiscard]] Result<std::string> filled(std::string_view text, const Bindings& bindings);
bool mentions(std::string_view text, std::string_view placeholder);

}  // namespace hoshi::probes::recipes
