// The list, and the walk over the file.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/template_check.h"

#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"

namespace hoshi::artwork {
namespace {

constexpr std::size_t elements_max = 20'000;
constexpr int depth_max = 32;

const std::set<std::string, std::less<>> elements{"svg",      "g",       "path",    "rect",           "circle",         "ellipse", "line", "polyline",
                                                  "polygon",  "defs",    "clipPath", "linearGradient", "radialGradient", "stop",    "title", "desc"};
const std::set<std::string, std::less<>> attributes{
    "id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "width", "height", "points", "transform", "viewBox",
    "preserveAspectRatio", "version", "xmlns", "role", "aria-label", "aria-labelledby", "aria-hidden", "xml:lang", "lang", "xml:space",
    "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-dasharray", "stroke-dashoffset", "stroke-opacity", "opacity", "color", "stop-color", "stop-opacity", "offset", "clip-path",
    "clip-rule", "gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits", "shape-rendering", "vector-effect"};
// Places for words: <text> with these.
const std::set<std::string, std::less<>> text_attributes{"id", "x", "y", "font-size", "font-weight", "text-anchor", "fill", "textLength"};
const std::set<std::string, std::less<>> code_places{"hoshi-qr", "hoshi-stars"};
const std::set<std::string, std::less<>> text_places{"hoshi-number", "hoshi-level", "hoshi-scheme", "hoshi-claim-ja", "hoshi-claim-en"};

// "url(" only as url(#id): everything else could fetch something.
bool leads_outside(std::string_view value) {
  const std::string small = lower(value);
  if (small.find("javascript:") != std::string::npos || small.find("data:") != std::string::npos) return true;
  for (auto at = small.find("url"); at != std::string::npos; at = small.find("url", at + 3)) {
    if (!std::string_view(small).substr(at).starts_with("url(#")) return true;
  }
  return false;
}

class Check {
 public:
  Result<void> element(pugi::xml_node node, int depth) {
    const std::string name = node.name();
    const std::string_view id = node.attribute("id").value();
    const bool is_text_place = name == "text" && text_places.contains(id);
    if (++count_ > elements_max || depth > depth_max) return fail(ErrorCode::invalid_input, "the label's SVG has too many elements, or too deep ones");
    if (!elements.contains(name) && !is_text_place) {
      return fail(ErrorCode::invalid_input, "<" + printable(name, 40) + "> may not stand in a label's SVG" +
                                                (name == "text" ? " outside the places for text; convert it to paths" : ""));
    }
    for (const auto attribute : node.attributes()) HOSHI_CHECK(attribute_of(node, attribute, is_text_place));
    if (id.starts_with("hoshi-")) HOSHI_CHECK(place(node, id, is_text_place));
    for (const auto child : node.children()) {
      if (child.type() == pugi::node_element) {
        if (is_text_place) return fail(ErrorCode::invalid_input, "the place " + printable(id) + " has elements in it");
        HOSHI_CHECK(element(child, depth + 1));
      } else if (child.type() != pugi::node_pcdata) {
        // HTML reads <title> and <desc> as its own, where a CDATA section ends at the first ">".
        return fail(ErrorCode::invalid_input, "processing instructions, document types and CDATA sections may not stand in a label's SVG");
      }
    }
    return {};
  }

  std::map<std::string, pugi::xml_node, std::less<>> places() && { return std::move(places_); }

 private:
  static Result<void> attribute_of(pugi::xml_node node, pugi::xml_attribute attribute, bool is_text_place) {
    const std::string_view name = attribute.name();
    if (!(is_text_place ? text_attributes : attributes).contains(name)) {
      return fail(ErrorCode::invalid_input, "the attribute " + printable(name, 40) + " of <" + printable(node.name(), 40) + "> may not stand in a label's SVG");
    }
    if (name != "xmlns" && leads_outside(attribute.value())) {
      return fail(ErrorCode::invalid_input, "the attribute " + printable(name, 40) + " of <" + printable(node.name(), 40) + "> leads out of the file");
    }
    return {};
  }

  Result<void> place(pugi::xml_node node, std::string_view id, bool is_text_place) {
    const bool is_box = code_places.contains(id) && std::string_view(node.name()) == "rect";
    if (!is_box && !is_text_place) return fail(ErrorCode::invalid_input, printable(id) + " is no place of a label, or stands on the wrong element");
    // A transform would change the size of the modules after it was checked.
    for (auto parent = node; parent; parent = parent.parent()) {
      if (parent.attribute("transform") || parent.attribute("clip-path") || parent.attribute("opacity")) {
        return fail(ErrorCode::invalid_input, "the place " + printable(id) + " stands in something with transform, clip-path or opacity");
      }
    }
    if (!places_.emplace(id, node).second) return fail(ErrorCode::invalid_input, "the place " + printable(id) + " is there twice");
    return {};
  }

  std::size_t count_ = 0;
  std::map<std::string, pugi::xml_node, std::less<>> places_;
};

}  // namespace

Result<std::map<std::string, pugi::xml_node, std::less<>>> checked_places(pugi::xml_node root) {
  Check check;
  HOSHI_CHECK(check.element(root, 0));
  return std::move(check).places();
}

std::optional<double> length_of(std::string_view text, std::string_view unit) {
  constexpr double length_max = 100'000;
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (problem != std::errc() || rest != unit || !std::isfinite(value) || std::fabs(value) > length_max) return std::nullopt;
  return value;
}

}  // namespace hoshi::artwork
