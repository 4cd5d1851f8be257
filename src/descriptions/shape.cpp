// Look-ups in the shapes.
// SPDX-License-Identifier: Apache-2.0
#include "descriptions/shape.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::descriptions {
namespace {

bool is_allowed(const Field& field, const std::string& word) {
  return field.kind != FieldKind::one_of ||
         std::find(field.words.begin(), field.words.end(), word) != field.words.end();
}

}  // namespace

const Field* Shape::field(std::string_view wanted) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == wanted; });
  return found != fields.end() ? &*found : nullptr;
}

const Shape* find_shape(std::string_view wanted) {
  const auto& all = description_shapes();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Shape& s) { return s.name == wanted; });
  return found != all.end() ? &*found : nullptr;
}

bool is_description_path(std::string_view path) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return find_shape(path) != nullptr;
  std::string_view table = path.substr(0, dot);
  const bool of_each = table.ends_with(".*");
  if (of_each) table.remove_suffix(2);
  const auto parts = split(path.substr(dot + 1), '=');
  const Shape* shape = find_shape(table);
  if (shape == nullptr || parts.size() > 2) return false;
  const Field* field = shape->field(parts[0]);
  if (field == nullptr) return false;
  const bool is_list = shape->form == Shape::Form::list;
  if (parts.size() == 2) return is_list && !of_each && is_allowed(*field, parts[1]);
  return is_list == of_each;
}

}  // namespace hoshi::descriptions
