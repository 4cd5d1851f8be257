// Login surfaces from the observations about logins and from the description.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/surfaces.h"

#include <algorithm>
#include <array>
#include <map>

#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

// A probe that tried a login has met it, whether or not the survey of logins reported it.
constexpr std::array<std::string_view, 4> facts_about_surfaces{"login.surface", "login.default_accepted",
                                                               "login.defaults_refused", "login.throttle"};

const Login* declared_login(const Product& product, std::string_view id) {
  const auto found = std::find_if(product.logins.begin(), product.logins.end(),
                                  [&](const Login& login) { return login.id == id; });
  return found != product.logins.end() ? &*found : nullptr;
}

bool is_among(const std::map<Subject, LoginSurface>& surfaces, const std::string& login) {
  return std::any_of(surfaces.begin(), surfaces.end(),
                     [&](const auto& entry) { return entry.first.reference == login; });
}

bool takes_passwords(const Observation& seen) {
  const Value& value = seen.value;
  if (seen.fact == "telnet.greeting") return value["asks_login"].as_bool();
  if (seen.fact == "mqtt.connect") return value["anonymous"].as_text() == "refused";
  if (seen.fact == "http.page") {
    const std::string& how = value["authentication"].as_text();
    return how == "basic" || how == "digest" || how == "form";
  }
  const ValueList& methods = value["methods"].as_list();
  return std::any_of(methods.begin(), methods.end(), [](const Value& method) {
    return method.as_text() == "password" || method.as_text() == "keyboard-interactive";
  });
}

bool is_for_machines(const Subject& place, const Product& product) {
  const Route* route = product.route_at(place.target, place.endpoint);
  const Authentication* declared = route != nullptr ? product.authentication(route->authentication) : nullptr;
  return declared != nullptr && declared->used_by == "machine";
}

// An endpoint that asks for passwords, of which no probe knew how to log in there and no description speaks.
void add_unknown(std::map<Subject, LoginSurface>& surfaces, const CaseFile& file) {
  for (const auto fact : {"http.page", "mqtt.connect", "ssh.methods", "telnet.greeting"}) {
    for (const auto* seen : file.observations.with_fact(fact)) {
      const Subject place{seen->subject.target, seen->subject.endpoint, ""};
      const bool is_known = std::any_of(surfaces.begin(), surfaces.end(), [&](const auto& entry) {
        return entry.first.target == place.target && entry.first.endpoint == place.endpoint;
      });
      if (is_known || !takes_passwords(*seen) || is_for_machines(place, *file.product)) continue;
      surfaces.try_emplace(place, LoginSurface{place, nullptr, true});
    }
  }
}

}  // namespace

std::vector<LoginSurface> login_surfaces(const CaseFile& file) {
  std::map<Subject, LoginSurface> surfaces;
  for (const auto fact : facts_about_surfaces) {
    for (const auto* seen : file.observations.with_fact(fact)) {
      surfaces.try_emplace(
          seen->subject,
          LoginSurface{seen->subject, declared_login(*file.product, seen->subject.reference), true});
    }
  }
  for (const auto& login : file.product->logins) {
    const Route* route = file.product->route(login.route);
    if ((route != nullptr && !is_enabled(*route)) || is_among(surfaces, login.id)) continue;
    const Subject subject{route != nullptr ? route->target : "", route != nullptr ? route->endpoint() : "",
                          login.id};
    surfaces.try_emplace(subject, LoginSurface{subject, &login, false});
  }
  add_unknown(surfaces, file);
  std::vector<LoginSurface> list;
  for (auto& [subject, surface] : surfaces) list.push_back(std::move(surface));
  return list;
}

std::string label_of(const Subject& subject) {
  return !subject.reference.empty() ? subject.reference : subject.target + " " + subject.endpoint;
}

std::span<const Observation* const> BySubject::at(const Subject& subject) const {
  const auto first = std::partition_point(all_.begin(), all_.end(),
                                          [&](const Observation* o) { return o->subject < subject; });
  const auto last =
      std::partition_point(first, all_.end(), [&](const Observation* o) { return o->subject == subject; });
  return {first, last};
}

}  // namespace hoshi::assessment
