// A small tree of XML from hostile sources: no document types, no entities of its own, bounded size, depth and count.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::protocols::xml {

constexpr std::size_t size_limit_bytes = 256u << 10;
constexpr std::size_t depth_limit = 32;
constexpr std::size_t element_limit = 4000;
constexpr std::size_t text_limit_bytes = 4096;  // of one element; the rest is cut off

struct Element {
  std::string name;  // without the prefix of its namespace
  std::string text;  // its own text, trimmed
  std::vector<Element> children;

  // The first child of that name; null when there is none.
  const Element* child(std::string_view name) const;
  // The first of that name below, in the order of the text; null when there is none.
  const Element* find(std::string_view name) const;
  // All of that name below.
  std::vector<const Element*> all(std::string_view name) const;
  // The text of child(), or "".
  const std::string& child_text(std::string_view name) const;
};

// The root. corrupt: not well-formed, a document type, or one of the limits above.
[[nodiscard]] Result<Element> parse(std::string_view text);

// Text as it may stand between tags and in attributes; control characters are left out.
std::string escaped(std::string_view text);

}  // namespace hoshi::protocols::xml
