// What a test may do to the device besides being asked something: said before it runs, and allowed one by one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/recipe.h"

namespace hoshi::probes {

enum class Effect { lock, restart, overwrite, erase, interrupt };

std::string_view name_of(Effect effect);
std::optional<Effect> effect_named(std::string_view name);
// In the order of the enumeration.
const std::vector<Effect>& all_effects();
bool has_effect(const std::vector<Effect>& effects, Effect effect);

// What a recipe says it may do, and what its purpose does in any case: a reset erases, whatever the description says.
// Each once, in the order of the enumeration.
std::vector<Effect> effects_of(const Recipe& recipe);

}  // namespace hoshi::probes
