// Each feature is one small question to the description.
// SPDX-License-Identifier: Apache-2.0
#include "domain/features.h"

#include <algorithm>
#include <array>

namespace hoshi {
namespace {

Feature when(bool present) { return present ? Feature::present : Feature::absent; }

// A list that is missing from the description says nothing; an empty list says "none".
bool says(const Product& product, std::string_view table) { return product.source.has(table); }

template <class List, class Matches>
Feature any_of(const Product& product, std::string_view table, const List& list, Matches matches) {
  if (!says(product, table) && list.empty()) return Feature::not_said;
  return when(std::any_of(list.begin(), list.end(), matches));
}

Feature ip_access(const Product& p) {
  return any_of(p, "route", p.routes, [](const Route& r) { return r.status != "disabled"; });
}

Feature network_authentication(const Product& p) {
  return any_of(p, "authentication", p.authentications,
                [](const Authentication& a) { return a.over_network && a.used_by != "machine"; });
}

Feature password_authentication(const Product& p) {
  return any_of(p, "authentication", p.authentications, [](const Authentication& a) {
    const bool is_password = a.factor == "password" || a.factor == "pin" || a.factor.empty();
    return a.over_network && is_password && a.used_by != "machine";
  });
}

Feature network_update(const Product& p) {
  return any_of(p, "update_mechanism", p.updates, [](const UpdateMechanism& u) { return u.over_network; });
}

Feature update(const Product& p) {
  return any_of(p, "update_mechanism", p.updates, [](const UpdateMechanism&) { return true; });
}

Feature stored_assets(const Product& p) {
  return any_of(p, "asset", p.assets,
                [](const Asset& a) { return a.is_protected && a.storage != "not_stored"; });
}

Feature assets_in_transit(const Product& p) {
  return any_of(p, "asset", p.assets, [](const Asset& a) { return a.is_protected && !a.routes.empty(); });
}

Feature user_data(const Product& p) {
  return any_of(p, "asset", p.assets,
                [](const Asset& a) { return a.set_by_user && a.storage != "not_stored"; });
}

struct Named {
  std::string_view name;
  Feature (*ask)(const Product&);
};

constexpr std::array<Named, 8> all{{
    {"ip_access", ip_access},
    {"network_user_authentication", network_authentication},
    {"password_authentication", password_authentication},
    {"update", update},
    {"network_update", network_update},
    {"stored_assets", stored_assets},
    {"assets_in_transit", assets_in_transit},
    {"user_data", user_data},
}};

}  // namespace

std::vector<std::string_view> feature_names() {
  std::vector<std::string_view> names;
  for (const auto& feature : all) names.push_back(feature.name);
  return names;
}

Feature feature_of(const Product& product, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& f) { return f.name == name; });
  return found != all.end() ? found->ask(product) : Feature::not_said;
}

}  // namespace hoshi
