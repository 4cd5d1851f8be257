// One value of a TOML document as the house keeps it: kind, content, and the line it stands on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace hoshi::tables {

struct Node {
  // `other` are floating-point numbers, times and infinities: nothing in the house takes them.
  enum class Kind { text, integer, boolean, date, list, table, other };

  std::string name;  // the key; empty for members of a list and for the document
  int line = 1;      // of the key, the list member or the table's header
  Kind kind = Kind::table;
  std::string text;              // text, date (YYYY-MM-DD), other
  std::int64_t number = 0;       // integer, boolean (0 or 1)
  std::vector<Node> children{};  // members of a list in order, of a table by name

  // The member of a table, or null.
  const Node* member(std::string_view key) const;
};

Value to_value(const Node& node);

}  // namespace hoshi::tables
