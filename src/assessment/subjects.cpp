// One small function for each word of the vocabulary.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/subjects.h"

#include <algorithm>
#include <array>

#include "assessment/findings.h"

namespace hoshi::assessment {
namespace {

using Subjects = std::vector<std::string>;
constexpr std::string_view documents_prefix = "documents:";

template <class List>
Subjects ids_of(const List& pointers) {
  Subjects ids;
  for (const auto* one : pointers) ids.push_back(one->id);
  return ids;
}

template <class List, class Matches>
Subjects ids_where(const List& list, Matches matches) {
  Subjects ids;
  for (const auto& one : list) {
    if (matches(one)) ids.push_back(one.id);
  }
  return ids;
}

Subjects authentications(const CaseFile& file) { return ids_of(user_authentications(*file.product)); }

Subjects routes(const CaseFile& file) { return ids_where(file.product->routes, is_enabled); }

Subjects logins(const CaseFile& file) {
  return ids_where(file.product->logins, [&](const Login& login) {
    const Route* route = file.product->route(login.route);
    return route == nullptr || is_enabled(*route);
  });
}

Subjects of_protected_assets(const CaseFile& file) { return ids_of(protected_assets(*file.product)); }

Subjects of_stored_assets(const CaseFile& file) { return ids_of(stored_assets(*file.product)); }

Subjects user_assets(const CaseFile& file) {
  return ids_where(file.product->assets, [](const Asset& asset) { return asset.set_by_user; });
}

Subjects updates(const CaseFile& file) {
  return ids_where(file.product->updates, [](const UpdateMechanism& update) { return update.over_network; });
}

Subjects components(const CaseFile& file) {
  return ids_where(file.product->components, [](const Component&) { return true; });
}

Subjects physical_interfaces(const CaseFile& file) {
  return ids_where(file.product->physical_interfaces, [](const PhysicalInterface&) { return true; });
}

Subjects open_ports(const CaseFile& file) {
  Subjects found;
  for (const auto* port : file.observations.with_fact("port.open")) {
    found.push_back(port->subject.target + " " + port->subject.endpoint);
  }
  return found;
}

Subjects findings(const CaseFile& file) {
  Subjects found;
  for (const auto* finding : file.observations.with_fact("vulnerability.finding")) {
    found.push_back(finding->subject.reference + " " + finding->value["finding"].as_text());
  }
  return found;
}

Subjects models(const CaseFile& file) {
  Subjects found;
  if (!file.product->model.empty()) found.push_back(file.product->model);
  for (const auto& member : file.product->family) found.push_back(member.model);
  return found;
}

struct Word {
  std::string_view name;
  Subjects (*list)(const CaseFile&);
};

constexpr std::array<Word, 12> vocabulary{{
    {"authentications", authentications},
    {"components", components},
    {"findings", findings},
    {"logins", logins},
    {"models", models},
    {"open_ports", open_ports},
    {"physical_interfaces", physical_interfaces},
    {"protected_assets", of_protected_assets},
    {"routes", routes},
    {"stored_assets", of_stored_assets},
    {"updates", updates},
    {"user_assets", user_assets},
}};

const Word* find_word(std::string_view name) {
  const auto found = std::find_if(vocabulary.begin(), vocabulary.end(),
                                  [&](const Word& word) { return word.name == name; });
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
  if (over.empty()) return Subjects{""};
  Subjects found;
  if (over.starts_with(documents_prefix)) {
    const std::string_view kind = over.substr(documents_prefix.size());
    found = ids_where(file.product->documents, [&](const Document& document) { return document.kind == kind; });
  } else {
    const Word* word = find_word(over);
    if (word == nullptr) return std::nullopt;
    found = word->list(file);
  }
  tidy(found);
  return found;
}

bool is_subject_word(std::string_view over) {
  return over.empty() || over.starts_with(documents_prefix) || find_word(over) != nullptr;
}

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

bool is_enabled(const Route& route) { return route.status != "disabled"; }

}  // namespace hoshi::assessment
