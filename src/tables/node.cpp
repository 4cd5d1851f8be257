// Look-up in nodes and their conversion to values.
// SPDX-License-Identifier: Apache-2.0
#include "tables/node.h"

#include <algorithm>

namespace hoshi::tables {

const Node* Node::member(std::string_view key) const {
  if (kind != Kind::table) return nullptr;
  const auto found = std::lower_bound(children.begin(), children.end(), key,
                                      [](const Node& node, std::string_view name) { return node.name < name; });
  return found != children.end() && found->name == key ? &*found : nullptr;
}

Value to_value(const Node& node) {
  switch (node.kind) {
    case Node::Kind::text:
    case Node::Kind::date:
    case Node::Kind::other: return node.text;
    case Node::Kind::integer: return node.number;
    case Node::Kind::boolean: return node.number != 0;
    case Node::Kind::list: {
      ValueList list;
      for (const auto& child : node.children) list.push_back(to_value(child));
      return list;
    }
    case Node::Kind::table: {
      ValueMap map;
      for (const auto& child : node.children) map.emplace(child.name, to_value(child));
      return map;
    }
  }
  return {};
}

}  // namespace hoshi::tables
