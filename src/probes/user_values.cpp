// Canaries in and out of the device.
// SPDX-License-Identifier: Apache-2.0
#include "probes/user_values.h"

#include "base/encoding.h"
#include "base/text.h"
#include "base/value_forms.h"
#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t shortest_canary = 4;  // anything shorter is found by chance

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const std::string& authentication_of(const Product& product, const Recipe& recipe) {
  for (const auto& step : recipe.steps) {
    for (const auto& login : product.logins) {
      if (!step.login.empty() && login.id == step.login) return login.authentication;
    }
  }
  return recipe.authentication;
}

}  // namespace

std::string form_found(std::string_view text, std::string_view canary) {
  if (canary.size() < shortest_canary) return {};
  for (const auto& form : forms_of_value(canary)) {
    if (has(text, form.bytes)) return form.how;
  }
  // A form of HTML writes blanks as plus signs.
  return has(text, protocols::http::form_encoded(canary)) ? "url" : "";
}

bool names_it(std::string_view name, std::string_view canary) {
  return canary.size() >= shortest_canary && has(lower(name), lower(canary));
}

const Canary* canary_of(const Bench& bench, std::string_view asset) {
  for (const auto& canary : bench.canaries()) {
    if (!asset.empty() && canary.asset == asset) return &canary;
  }
  return nullptr;
}

std::vector<std::string> set_user_values(Bench& bench) {
  for (const auto& canary : bench.canaries()) bench.network().keep_secret(canary.value);
  std::vector<std::string> done;
  for (const auto* recipe : recipes_for(bench.product(), "set")) {
    const auto* canary = canary_of(bench, recipe->asset);
    if (canary == nullptr) continue;
    if (run_recipe(*recipe, bench, {{"value", canary->value}}).done) done.push_back(recipe->asset);
  }
  return done;
}

RecipeResult run_with(Bench& bench, const Recipe& recipe, const OtherAccounts& accounts, Bindings given) {
  const auto found = accounts.find(authentication_of(bench.product(), recipe));
  if (found != accounts.end()) given.insert(found->second.begin(), found->second.end());
  return run_recipe(recipe, bench, given);
}

std::map<std::string, ReadValue> read_user_values(Bench& bench, const OtherAccounts& accounts, std::string_view key) {
  std::map<std::string, ReadValue> values;
  for (const auto* recipe : recipes_for(bench.product(), "read")) {
    const auto result = run_with(bench, *recipe, accounts);
    const auto value = result.kept.find("value");
    if (!result.done || value == result.kept.end()) continue;
    const auto* canary = canary_of(bench, recipe->asset);
    values[recipe->asset] = {recipe->asset, sha256_hex(std::string(key) + value->second),
                             canary != nullptr ? form_found(value->second, canary->value) : ""};
  }
  return values;
}

}  // namespace hoshi::probes
