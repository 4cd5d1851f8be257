// Copies what pugixml read into a bounded tree.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/xml/element.h"

#include <pugixml.hpp>

#include "base/text.h"

namespace hoshi::protocols::xml {
namespace {

std::string local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

// The depth is bounded by depth_limit, so the recursion is too.
Result<Element> copied(const pugi::xml_node& node, std::size_t depth, std::size_t& count) {
  if (depth > depth_limit) return fail(ErrorCode::corrupt, "XML nested too deeply");
  if (++count > element_limit) return fail(ErrorCode::corrupt, "XML of too many elements");
  Element element{local_name(node.name()), "", {}};
  for (const auto& part : node.children()) {
    if (part.type() == pugi::node_element) {
      element.children.push_back(HOSHI_TRY(copied(part, depth + 1, count)));
    } else if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) {
      if (element.text.size() < text_limit_bytes) element.text += std::string_view(part.value()).substr(0, text_limit_bytes);
    }
  }
  element.text = std::string(trimmed(element.text));
  return element;
}

void collect(const Element& element, std::string_view name, std::vector<const Element*>& found) {
  for (const auto& child : element.children) {
    if (child.name == name) found.push_back(&child);
    collect(child, name, found);
  }
}

}  // namespace

const Element* Element::child(std::string_view wanted) const {
  for (const auto& child : children) {
    if (child.name == wanted) return &child;
  }
  return nullptr;
}

const Element* Element::find(std::string_view wanted) const {
  for (const auto& child : children) {
    if (child.name == wanted) return &child;
    if (const auto* below = child.find(wanted)) return below;
  }
  return nullptr;
}

std::vector<const Element*> Element::all(std::string_view wanted) const {
  std::vector<const Element*> found;
  collect(*this, wanted, found);
  return found;
}

const std::string& Element::child_text(std::string_view wanted) const {
  static const std::string nothing;
  const auto* found = child(wanted);
  return found != nullptr ? found->text : nothing;
}

Result<Element> parse(std::string_view text) {
  if (text.size() > size_limit_bytes) return fail(ErrorCode::corrupt, "XML beyond the limit");
  // Whoever declares a document type wants entities; no device needs one.
  if (text.find("<!DOCTYPE") != std::string_view::npos || text.find("<!ENTITY") != std::string_view::npos) {
    return fail(ErrorCode::corrupt, "XML with a document type");
  }
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed || !document.document_element()) return fail(ErrorCode::corrupt, "not XML");
  std::size_t count = 0;
  return copied(document.document_element(), 1, count);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out.push_back(c);
    }
  }
  return out;
}

}  // namespace hoshi::protocols::xml
