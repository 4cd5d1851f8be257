// Reads from the description what an update test needs.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "probes/update_sequence.h"

namespace hoshi::probes {
namespace {

bool has_image(const Product& product, std::string_view mechanism) {
  return std::any_of(product.artifacts.begin(), product.artifacts.end(), [&](const ArtifactEntry& one) {
    return one.kind == "firmware_image" && one.update == mechanism;
  });
}

// Of the device's own link: names and addresses that fail around it interrupt no transfer.
const Recipe* link_recipe(const Product& product, std::string_view purpose) {
  for (const auto* recipe : recipes_for(product, purpose)) {
    const bool is_around = std::any_of(recipe->steps.begin(), recipe->steps.end(), [](const RecipeStep& step) {
      const auto words = split(step.path, ' ');
      return step.kind == "lab" && std::find(words.begin(), words.end(), "link") == words.end();
    });
    if (!is_around) return recipe;
  }
  return nullptr;
}

// For this mechanism, else for any.
const Recipe* version_recipe(const Product& product, std::string_view mechanism) {
  const Recipe* found = find_recipe(product, "version", mechanism);
  return found != nullptr ? found : find_recipe(product, "version");
}

}  // namespace

std::vector<UpdatePlan> update_plans(const Product& product) {
  std::vector<UpdatePlan> plans;
  for (const auto& mechanism : product.updates) {
    UpdatePlan plan;
    plan.mechanism = mechanism.id;
    plan.update = find_recipe(product, "update", mechanism.id);
    plan.version = version_recipe(product, mechanism.id);
    if (plan.update == nullptr || plan.version == nullptr || !has_image(product, mechanism.id)) continue;
    plan.restore = find_recipe(product, "restore");
    plan.power_off = find_recipe(product, "power_off");
    plan.power_on = find_recipe(product, "power_on");
    plan.restart = find_recipe(product, "restart");
    plan.network_off = link_recipe(product, "network_off");
    plan.network_on = link_recipe(product, "network_on");
    plans.push_back(plan);
  }
  return plans;
}

}  // namespace hoshi::probes
