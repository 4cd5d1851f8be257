// One small function for each word of the vocabulary.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/subjects.h"

#include <algorithm>
#include <array>
#include <set>

#include "assessment/findings.h"

namespace hoshi::assessment {
namespace {

using Names = std::vector<std::string>;

template <class List>
Names ids_of(const List& pointers) {
  Names ids;
  for (const auto* one : pointers) ids.push_back(one->id);
  return ids;
}

template <class List, class Matches>
Names ids_where(const List& list, Matches matches) {
  Names ids;
  for (const auto& one : list) {
    if (matches(one)) ids.push_back(one.id);
  }
  return ids;
}

Names authentications(const CaseFile& file, std::string_view) {
  return ids_of(user_authentications(*file.product));
}

Names routes(const CaseFile& file, std::string_view) { return ids_where(file.product->routes, is_enabled); }

Names logins(const CaseFile& file, std::string_view) {
  return ids_where(file.product->logins, [&](const Login& login) {
    const Route* route = file.product->route(login.route);
    return route == nullptr || is_enabled(*route);
  });
}

Names of_protected_assets(const CaseFile& file, std::string_view) {
  return ids_of(protected_assets(*file.product));
}

Names of_stored_assets(const CaseFile& file, std::string_view) {
  return ids_of(stored_assets(*file.product));
}

Names user_assets(const CaseFile& file, std::string_view) {
  return ids_where(file.product->assets, [](const Asset& asset) { return asset.set_by_user; });
}

Names updates(const CaseFile& file, std::string_view) {
  return ids_where(file.product->updates, [](const UpdateMechanism& update) { return update.over_network; });
}

Names components(const CaseFile& file, std::string_view) {
  return ids_where(file.product->components, [](const Component&) { return true; });
}

Names physical_interfaces(const CaseFile& file, std::string_view) {
  return ids_where(file.product->physical_interfaces, [](const PhysicalInterface&) { return true; });
}

Names open_ports(const CaseFile& file, std::string_view) {
  Names found;
  for (const auto* port : file.observations.with_fact("port.open")) {
    found.push_back(port->subject.target + " " + port->subject.endpoint);
  }
  return found;
}

Names findings(const CaseFile& file, std::string_view) {
  Names found;
  for (const auto* finding : file.observations.with_fact("vulnerability.finding")) {
    found.push_back(finding->subject.reference + " " + finding->value["finding"].as_text());
  }
  return found;
}

Names models(const CaseFile& file, std::string_view) {
  Names found;
  if (!file.product->model.empty()) found.push_back(file.product->model);
  for (const auto& member : file.product->family) found.push_back(member.model);
  return found;
}

Names accesses(const CaseFile& file, std::string_view) {
  Names found;
  for (const auto* access : file.observations.with_fact("access.unauthenticated")) {
    const std::string& is_protected = access->value["protected"].as_text();
    if (is_protected != "yes" && is_protected != "no") found.push_back(access_label(*access));
  }
  return found;
}

Names clear_traffic(const CaseFile& file, std::string_view) { return readable_traffic(file); }

Names documents(const CaseFile& file, std::string_view kind) {
  return ids_where(file.product->documents, [&](const Document& document) { return document.kind == kind; });
}

Names passwords(const CaseFile& file, std::string_view default_value) {
  Names found;
  for (const auto* one : user_authentications(*file.product)) {
    if (is_password(*one) && one->default_value == default_value) found.push_back(one->id);
  }
  return found;
}

Names assets_stored_in(const CaseFile& file, std::string_view storage) {
  return ids_where(file.product->assets,
                   [&](const Asset& asset) { return asset.is_protected && asset.storage == storage; });
}

Names untested_authentications(const CaseFile& file, std::string_view) {
  std::set<std::string_view> tested;
  for (const auto& login : file.product->logins) {
    const Route* route = file.product->route(login.route);
    if (route == nullptr || is_enabled(*route)) tested.insert(login.authentication);  // the others nobody tries
  }
  Names found;
  for (const auto* one : user_authentications(*file.product)) {
    if (!tested.contains(one->id)) found.push_back(one->id);
  }
  return found;
}

Names essential_services(const CaseFile& file, std::string_view) {
  return ids_where(file.product->services,
                   [](const AssociatedService& service) { return service.essential; });
}

struct Word {
  std::string_view name;  // with a colon at its end when a value follows
  Names (*list)(const CaseFile&, std::string_view value);
  std::string_view part_of;  // the table of the description it is a part of, or ""
};

constexpr std::array<Word, 19> vocabulary{{
    {"accesses", accesses, ""},
    {"authentications", authentications, ""},
    {"clear_traffic", clear_traffic, ""},
    {"components", components, ""},
    {"documents:", documents, ""},
    {"essential_services", essential_services, "service"},
    {"findings", findings, ""},
    {"logins", logins, ""},
    {"models", models, ""},
    {"open_ports", open_ports, ""},
    {"passwords:", passwords, "authentication"},
    {"physical_interfaces", physical_interfaces, ""},
    {"protected_assets", of_protected_assets, ""},
    {"routes", routes, ""},
    {"stored_assets", of_stored_assets, ""},
    {"stored_assets:", assets_stored_in, "asset"},
    {"untested_authentications", untested_authentications, "authentication"},
    {"updates", updates, ""},
    {"user_assets", user_assets, ""},
}};

std::string_view word_part(std::string_view over) {
  const auto colon = over.find(':');
  return colon == std::string_view::npos ? over : over.substr(0, colon + 1);
}

const Word* find_word(std::string_view over) {
  const auto found = std::find_if(vocabulary.begin(), vocabulary.end(),
                                  [&](const Word& word) { return word.name == word_part(over); });
  return found != vocabulary.end() ? &*found : nullptr;
}

template <class Matches>
std::vector<const Asset*> assets_where(const Product& product, Matches matches) {
  std::vector<const Asset*> found;
  for (const auto& asset : product.assets) {
    if (asset.is_protected && matches(asset)) found.push_back(&asset);
  }
  return found;
}

}  // namespace

std::optional<Subjects> subjects_of(std::string_view over, const CaseFile& file) {
  if (over.empty()) return Subjects{{""}, false};
  const Word* word = find_word(over);
  if (word == nullptr) return std::nullopt;
  Subjects subjects{word->list(file, over.substr(word_part(over).size())), false};
  tidy(subjects.names);
  subjects.is_none = subjects.names.empty() && file.product->source.has(word->part_of);
  return subjects;
}

bool is_subject_word(std::string_view over) { return over.empty() || find_word(over) != nullptr; }

std::vector<const Asset*> protected_assets(const Product& product) {
  return assets_where(product, [](const Asset&) { return true; });
}

std::vector<const Asset*> stored_assets(const Product& product) {
  return assets_where(product, [](const Asset& asset) { return asset.storage != "not_stored"; });
}

std::vector<const Authentication*> user_authentications(const Product& product) {
  std::vector<const Authentication*> found;
  for (const auto& one : product.authentications) {
    if (one.over_network && one.used_by != "machine") found.push_back(&one);
  }
  return found;
}

bool is_password(const Authentication& one) {
  return one.factor == "password" || one.factor == "pin" || one.factor.empty();
}

bool is_enabled(const Route& route) { return route.status != "disabled"; }

std::string access_label(const Observation& access) {
  return access.subject.target + " " + access.subject.endpoint + " " + access.value["what"].as_text();
}

}  // namespace hoshi::assessment
