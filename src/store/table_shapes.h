// The tables of a store as they are: columns and primary keys, parents before children.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "store/database.h"

namespace hoshi::store {

struct TableShape {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> key;
};

// All but schema_changes. Of search_documents only what both databases have. In the order in which the schema makes them, so that
// a table only refers to earlier ones. corrupt when one is missing.
[[nodiscard]] Result<std::vector<TableShape>> table_shapes(Transaction& transaction, int schema_up_to);

// "\"a\", \"b\"": names of columns of a statement.
std::string quoted_list(const std::vector<std::string>& names);

// A cell as JSON and back: null, number, text, or {"bytes": base64}. invalid_input for anything else.
Value value_of(const Cell& cell);
[[nodiscard]] Result<Cell> cell_of(const Value& value);

}  // namespace hoshi::store
