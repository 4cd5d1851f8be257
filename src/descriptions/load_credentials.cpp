// Reads accounts with a password or the name of the variable that holds it; no message quotes what was read.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_credentials.h"

#include <algorithm>

#include "descriptions/belongs_to.h"
#include "descriptions/problem_kinds.h"
#include "tables/problem_kinds.h"
#include "tables/table.h"

namespace hoshi::descriptions {
namespace {

using tables::Presence;
using tables::Table;

bool is_variable_name(const std::string& name) {
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string::npos;
}

std::string password_of(Table& table, const Environment& environment) {
  const std::string password = table.text("password");
  const std::string variable = table.text("password_env");
  if (table.has("password") && table.has("password_env")) table.problem("password_env", password_twice);
  if (!table.has("password") && variable.empty()) table.problem("password", password_missing);
  if (variable.empty()) return password;
  const auto found = is_variable_name(variable) ? environment(variable) : std::nullopt;
  if (found && !found->empty()) return *found;
  // Not quoted: what stands here may be a password in the wrong place.
  table.problem("password_env", environment_missing);
  return {};
}

template <class List>
void check_known(Table& table, std::string_view key, const std::string& id, const List& list, const char* name) {
  const bool is_known = std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.id == id; });
  if (id.empty() || is_known) return;
  table.problem(key, no_such_id, {{"table", name}, {"value", tables::excerpt_of(id)}});
}

PlantedValue read_canary(Table& table, const Product& product) {
  PlantedValue read;
  read.id = table.text("id", Presence::required);
  read.asset = table.text("asset");
  read.value = table.text("value", Presence::required);
  check_known(table, "asset", read.asset, product.assets, "asset");
  // Shorter values would be found by accident.
  constexpr std::size_t least_characters = 8;
  if (!read.value.empty() && read.value.size() < least_characters) table.problem("value", canary_too_short);
  table.finish();
  return read;
}

LabelPassword read_initial(Table& table, const Product& product, const Environment& environment) {
  LabelPassword read;
  read.unit = table.text("unit", Presence::required);
  read.authentication = table.text("authentication", Presence::required);
  read.account = table.text("account");
  read.password = password_of(table, environment);
  check_known(table, "unit", read.unit, product.units, "unit");
  check_known(table, "authentication", read.authentication, product.authentications, "authentication");
  table.finish();
  return read;
}

Credentials read_credentials(Table& table, const Product& product, const Environment& environment) {
  Credentials read;
  read.authentication = table.text("authentication", Presence::required);
  if (!read.authentication.empty() && product.authentication(read.authentication) == nullptr) {
    table.problem("authentication", no_such_id,
                  {{"table", "authentication"}, {"value", tables::excerpt_of(read.authentication)}});
  }
  read.account = table.text("account");
  read.password = password_of(table, environment);
  read.second = table.boolean("second", false);
  read.next = table.text("next");
  table.finish();
  return read;
}

}  // namespace

LoadedCredentials load_credentials(std::string_view text, std::string_view file_name, const Product& product,
                                   const Environment& environment) {
  LoadedCredentials loaded;
  const auto document =
      tables::Document::read(text, file_name, loaded.problems, tables::Secrecy::secret);
  if (!document) return loaded;
  Table root(*document, loaded.problems);
  if (!belongs_to(root, "hoshi-credentials/1", product.id)) return loaded;
  for (auto& table : root.tables("credential")) {
    loaded.credentials.push_back(read_credentials(table, product, environment));
  }
  for (auto& table : root.tables("canary")) loaded.canaries.push_back(read_canary(table, product));
  for (auto& table : root.tables("initial_password")) {
    loaded.initial_passwords.push_back(read_initial(table, product, environment));
  }
  root.finish();
  return loaded;
}

}  // namespace hoshi::descriptions
