// What tables and fields a product description may have, and what may stand in each field: as data.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hoshi::descriptions {

// What a field may hold. All but ids may be empty or left out.
enum class FieldKind {
  text,              // several lines allowed
  line,              // one line
  id,                // required, unique within its table
  word,              // small letters: a protocol, a kind of interface
  one_of,            // one of `words`
  reference,         // id of the table words[0], or one of the other words
  references,        // a list of such ids
  lines,             // a list of texts of one line
  some_of,           // a list of `words`
  words,             // a table with ja and en
  boolean,
  count,             // 0 to 1024
  date,
  port,              // tcp/443
  url,               // http or https
  file,              // relative path
  corporate_number,  // 法人番号
};

struct Field {
  std::string name;
  FieldKind kind = FieldKind::text;
  std::vector<std::string> words{};
};

struct Shape {
  std::string name;  // "product", "parties.manufacturer", "route"
  enum class Form { single, list } form = Form::list;
  std::vector<Field> fields;

  const Field* field(std::string_view name) const;
};

// All tables of docs/product-description.md.
const std::vector<Shape>& description_shapes();
const Shape* find_shape(std::string_view name);
// One [[recipe.step]] of docs/recipes.md.
const Shape& recipe_step_shape();

// Whether a path of a scheme's `fields` argument names something a description can hold: "product.support_end",
// "authentication.*.change_procedure", "document.kind=manual".
bool is_description_path(std::string_view path);

}  // namespace hoshi::descriptions
