// What only the command process can know, asked by a probe over the same way as the steps of recipes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "probes/bench.h"

namespace hoshi::probes {

// Stand where a step's recipe does; ids of recipes have no colon. Answers are recorded and replayed like those of steps.
constexpr std::string_view names_question = ":names";
constexpr std::string_view left_question = ":left:";  // and the id of a recipe

// Names that were asked of the lab's DNS since the last time this was asked (the first time: since the lab is up), in
// small letters. Nothing: there is no lab. Hostile, printable, bounded.
std::optional<std::set<std::string>> names_asked(Bench& bench);

// What an earlier run that was cut off noted of changes by this recipe ("made:1a2b3c4d"), the oldest first; no secrets.
std::vector<std::string> left_by_former_run(Bench& bench, std::string_view recipe);

}  // namespace hoshi::probes
