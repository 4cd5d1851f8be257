// Document, shapes, product; and the names of a scheme that a description uses.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/load_product.h"

#include <algorithm>

#include "base/text.h"
#include "descriptions/problem_kinds.h"
#include "descriptions/product_from.h"

namespace hoshi::descriptions {
namespace {

using tables::excerpt_of;
using tables::Table;

const Criterion* check_criterion(const Scheme& scheme, Table& table) {
  const std::string id = table.text("criterion");
  const Criterion* found = scheme.criterion(id);
  if (found != nullptr || id.empty()) return found;
  std::vector<std::string> known;
  for (const auto& criterion : scheme.criteria) known.push_back(criterion.id);
  const auto suggestion = nearest(id.substr(0, 100), known);
  tables::Slots slots{{"value", excerpt_of(id)}};
  if (suggestion) slots.emplace("suggestion", *suggestion);
  table.problem("criterion", suggestion ? unknown_criterion_near : unknown_criterion, std::move(slots));
  return nullptr;
}

void check_choice(const Criterion& criterion, Table& choice) {
  if (criterion.combine != Combine::chosen) {
    choice.problem("criterion", nothing_to_choose, {{"criterion", criterion.id}});
    return;
  }
  std::vector<std::string> items;
  for (const auto& item : criterion.items) items.push_back(item.id);
  const std::string wanted = choice.text("item");
  if (wanted.empty() || std::find(items.begin(), items.end(), wanted) != items.end()) return;
  choice.problem("item", unknown_item,
                 {{"criterion", criterion.id}, {"allowed", join(items, ", ")}, {"value", excerpt_of(wanted)}});
}

void check_recognition(const Scheme& scheme, Table& table) {
  const std::string id = table.text("recognition");
  const bool known = std::any_of(scheme.recognitions.begin(), scheme.recognitions.end(),
                                 [&](const Recognition& r) { return r.id == id; });
  if (!known && !id.empty()) table.problem("recognition", unknown_recognition, {{"value", excerpt_of(id)}});
}

}  // namespace

LoadedProduct load_product(std::string_view text, std::string_view file_name, Extent extent) {
  LoadedProduct loaded;
  const auto document = tables::Document::read(text, file_name, loaded.problems);
  if (!document) return loaded;
  check_shapes(*document, extent, loaded.problems);
  loaded.product = product_from(tables::to_value(*document));
  return loaded;
}

tables::Problems check_against(const Scheme& scheme, std::string_view text, std::string_view file_name) {
  tables::Problems problems;
  tables::Problems already_told;  // load_product reports these
  const auto document = tables::Document::read(text, file_name, already_told);
  if (!document) return problems;
  Table root(*document, problems);
  for (auto& reason : root.tables("not_applicable")) check_criterion(scheme, reason);
  for (auto& choice : root.tables("choice")) {
    const Criterion* criterion = check_criterion(scheme, choice);
    if (criterion != nullptr) check_choice(*criterion, choice);
  }
  for (auto& statement : root.tables("recognised")) check_recognition(scheme, statement);
  return problems;
}

}  // namespace hoshi::descriptions
