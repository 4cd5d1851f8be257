// What probes may see that refutes a feature the description denies.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "assessment/applicability.h"
#include "assessment/findings.h"
#include "assessment/surfaces.h"

namespace hoshi::assessment {
namespace {

bool has_any(const ValueList& list, std::initializer_list<std::string_view> wanted) {
  return std::any_of(list.begin(), list.end(), [&](const Value& one) {
    return std::find(wanted.begin(), wanted.end(), one.as_text()) != wanted.end();
  });
}

const Authentication* declared_at(const Observation& seen, const Product& product) {
  for (const auto& login : product.logins) {
    if (login.id == seen.subject.reference) return product.authentication(login.authentication);
  }
  const Route* route = product.route_at(seen.subject.target, seen.subject.endpoint);
  return route != nullptr ? product.authentication(route->authentication) : nullptr;
}

// What is declared as the authentication of machines says nothing about authentication of people.
bool is_for_people(const Observation& seen, const Product& product) {
  const Authentication* declared = declared_at(seen, product);
  return declared == nullptr || declared->used_by != "machine";
}

bool always(const Observation&, const Product&) { return true; }

bool asks_people(const Observation& seen, const Product& product) { return is_for_people(seen, product); }

bool page_asks_people(const Observation& seen, const Product& product) {
  const std::string& how = seen.value["authentication"].as_text();
  return (how == "basic" || how == "digest" || how == "form") && is_for_people(seen, product);
}

bool telnet_asks_people(const Observation& seen, const Product& product) {
  return seen.value["asks_login"].as_bool() && is_for_people(seen, product);
}

bool ssh_asks_people(const Observation& seen, const Product& product) {
  return !seen.value["methods"].as_list().empty() && is_for_people(seen, product);
}

bool ssh_takes_passwords(const Observation& seen, const Product& product) {
  return has_any(seen.value["methods"].as_list(), {"password", "keyboard-interactive"}) &&
         is_for_people(seen, product);
}

// An SSH login may be by key alone; whether it takes passwords, its methods say.
bool surface_takes_passwords(const Observation& seen, const Product& product) {
  return seen.value["kind"].as_text() != "ssh" && is_for_people(seen, product);
}

struct Refutation {
  std::string_view feature;
  std::string_view fact;
  bool (*refutes)(const Observation&, const Product&);
};

constexpr std::array<Refutation, 15> refutations{{
    {"ip_access", "port.open", always},
    {"ip_access", "service.identified", always},
    {"ip_access", "http.page", always},
    {"ip_access", "access.unauthenticated", always},
    {"network_user_authentication", "login.surface", asks_people},
    {"network_user_authentication", "login.default_accepted", asks_people},
    {"network_user_authentication", "http.page", page_asks_people},
    {"network_user_authentication", "telnet.greeting", telnet_asks_people},
    {"network_user_authentication", "ssh.methods", ssh_asks_people},
    {"password_authentication", "login.surface", surface_takes_passwords},
    {"password_authentication", "login.default_accepted", asks_people},
    {"password_authentication", "http.page", page_asks_people},
    {"password_authentication", "telnet.greeting", telnet_asks_people},
    {"password_authentication", "ssh.methods", ssh_takes_passwords},
    {"assets_in_transit", "asset.seen_in_clear", always},
}};

}  // namespace

std::vector<std::string> seen_against_absence(std::string_view feature, const CaseFile& file) {
  std::vector<std::string> ids;
  for (const auto& refutation : refutations) {
    if (refutation.feature != feature) continue;
    for (const auto* seen : file.observations.with_fact(refutation.fact)) {
      if (refutation.refutes(*seen, *file.product)) ids.push_back(seen->id);
    }
  }
  tidy(ids);
  return ids;
}

}  // namespace hoshi::assessment
