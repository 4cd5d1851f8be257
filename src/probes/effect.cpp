// Names of effects, and those of recipes.
// SPDX-License-Identifier: Apache-2.0
#include "probes/effect.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

std::vector<Effect> effects_of_purpose(std::string_view purpose) {
  if (purpose == "change" || purpose == "set" || purpose == "first_use" || purpose == "restore") return {Effect::overwrite};
  if (purpose == "update" || purpose == "check_update") return {Effect::restart, Effect::overwrite};
  if (purpose == "restart") return {Effect::restart};
  if (purpose == "power_off" || purpose == "network_off") return {Effect::interrupt};
  if (purpose == "reset") return {Effect::restart, Effect::erase};
  return {};
}

}  // namespace

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::lock: return "lock";
    case Effect::restart: return "restart";
    case Effect::overwrite: return "overwrite";
    case Effect::erase: return "erase";
    case Effect::interrupt: return "interrupt";
  }
  return "erase";
}

const std::vector<Effect>& all_effects() {
  static const std::vector<Effect> all{Effect::lock, Effect::restart, Effect::overwrite, Effect::erase, Effect::interrupt};
  return all;
}

std::optional<Effect> effect_named(std::string_view name) {
  for (const auto effect : all_effects()) {
    if (name_of(effect) == name) return effect;
  }
  return std::nullopt;
}

bool has_effect(const std::vector<Effect>& effects, Effect effect) {
  return std::find(effects.begin(), effects.end(), effect) != effects.end();
}

std::vector<Effect> effects_of(const Recipe& recipe) {
  const std::vector<Effect> by_purpose = effects_of_purpose(recipe.purpose);
  std::vector<Effect> effects;
  for (const auto effect : all_effects()) {
    const bool is_said = std::find(recipe.may.begin(), recipe.may.end(), name_of(effect)) != recipe.may.end();
    if (is_said || has_effect(by_purpose, effect)) effects.push_back(effect);
  }
  return effects;
}

}  // namespace hoshi::probes
