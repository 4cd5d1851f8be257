// The shared getters.
// SPDX-License-Identifier: Apache-2.0
#include "schemes/readers.h"

#include <algorithm>

#include "base/text.h"
#include "schemes/problem_kinds.h"

namespace hoshi::schemes {

using tables::Presence;
using tables::excerpt_of;
using tables::Table;

Words read_words(Table& table, std::string_view key) {
  auto words = table.table(key, Presence::required);
  if (!words) return {};
  Words read{words->text("ja", Presence::required), words->text("en", Presence::required)};
  words->finish();
  return read;
}

Confidence read_confidence(Table& table, std::string_view key) {
  const std::string name = table.one_of(key, {"official", "secondary", "unverified"}, Presence::required);
  return confidence_named(name).value_or(Confidence::unverified);
}

bool check_defined(Table& table, std::string_view key, int line, const std::string& value,
                   const std::vector<std::string>& defined, std::string_view what) {
  if (std::find(defined.begin(), defined.end(), value) != defined.end()) return true;
  tables::Slots slots{{"value", excerpt_of(value)}, {"table", std::string(what)}};
  const auto suggestion = nearest(value.substr(0, 100), defined);
  if (suggestion) slots.emplace("suggestion", excerpt_of(*suggestion));
  table.problem_at(line, key, suggestion ? not_defined_near : not_defined, std::move(slots));
  return false;
}

void UniqueIds::check(Table& table, std::string_view key, const std::string& id) {
  if (id.empty()) return;
  const auto [place, is_new] = lines_.emplace(id, table.line_of(key));
  if (is_new) return;
  table.problem(key, used_twice, {{"id", excerpt_of(id)}, {"line", std::to_string(place->second)}});
}

}  // namespace hoshi::schemes
