// Canaries in and out of the device.
// SPDX-License-Identifier: Apache-2.0
#include "probes/user_values.h"

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/http/url.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t shortest_canary = 4;  // anything shorter is found by chance

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// What of the base64 of anything holding the canary does not depend on its neighbours, at each of three offsets
// (RFC 4648, 4).
std::vector<std::string> base64_forms(std::string_view canary) {
  constexpr std::size_t dropped_in_front[] = {0, 2, 3};
  std::vector<std::string> forms;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string text = std::string(offset, '\0') + std::string(canary);
    std::string form = to_base64(to_bytes(text));
    if (text.size() % 3 != 0) form = form.substr(0, form.find('=') - 1);
    forms.push_back(form.substr(dropped_in_front[offset]));
  }
  return forms;
}

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
  if (has(text, canary)) return "raw";
  for (const auto& form : base64_forms(canary)) {
    if (has(text, form)) return "base64";
  }
  const std::string hex = to_hex(to_bytes(canary));
  if (has(lower(text), hex)) return "hex";
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
