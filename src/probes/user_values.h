// What a user would have set on the device: put there before a test, and found again by declared recipes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "probes/recipe_runner.h"

namespace hoshi::probes {

// How a canary stands in the text: "raw", "base64", "hex", "url"; "" when it does not. Letters' case counts but for names.
std::string form_found(std::string_view text, std::string_view canary);
bool names_it(std::string_view name, std::string_view canary);

// The canary that stands for the asset, or null.
const Canary* canary_of(const Bench& bench, std::string_view asset);

// Runs the `set` recipe of every asset for which there is a canary; gives the assets whose recipe was done. Every canary
// goes through keep_secret().
std::vector<std::string> set_user_values(Bench& bench);

// {account} and {password} that open the device now, where these are not the test account's: by authentication.
using OtherAccounts = std::map<std::string, Bindings, std::less<>>;

struct ReadValue {
  std::string asset;
  std::string digest;       // keyed; never leaves memory
  std::string canary_form;  // how the asset's canary stood in it, or ""
};
// What the `read` recipes that were done to their end gave. Values of one key can be compared.
std::map<std::string, ReadValue> read_user_values(Bench& bench, const OtherAccounts& accounts, std::string_view key);

// As run_recipe(), with the account that opens the device now.
RecipeResult run_with(Bench& bench, const Recipe& recipe, const OtherAccounts& accounts, Bindings given = {});

}  // namespace hoshi::probes
