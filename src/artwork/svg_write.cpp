// Our own SVG: paths in millimetres.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include <cmath>

#include "artwork/drawing.h"
#include "artwork/svg_text.h"

namespace hoshi::artwork {
namespace {

// Hundredths of a millimetre are finer than any printer; half a file smaller than thousandths.
std::string short_number(double value) { return number(std::round(value * 100) / 100); }

std::string point(Point p) { return short_number(p.x) + " " + short_number(p.y); }

std::string path_of(const Shape& shape) {
  std::string out;
  for (const auto& segment : shape.outline) {
    switch (segment.kind) {
      case Segment::Kind::move: out += "M" + point(segment.to); break;
      case Segment::Kind::line: out += "L" + point(segment.to); break;
      case Segment::Kind::curve: out += "C" + point(segment.control_1) + " " + point(segment.control_2) + " " + point(segment.to); break;
      case Segment::Kind::close: out += "Z"; break;
    }
  }
  return out;
}

}  // namespace

std::string number(double value) {
  const double rounded = std::round(value * 1000) / 1000;  // a micrometre
  std::string text = fmt::format("{:.3f}", rounded == 0 ? 0.0 : rounded);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string escaped_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
  return out;
}

std::string code_path(const PlacedCode& placed) {
  std::string out;
  const double m = placed.module_mm;
  for (int y = 0; y < placed.code.size; ++y) {
    for (int x = 0; x < placed.code.size;) {
      int run = 0;
      while (x + run < placed.code.size && placed.code.is_dark(x + run, y)) ++run;
      if (run > 0) {
        out += fmt::format("M{} {}h{}v{}h-{}z", number(placed.corner.x + x * m), number(placed.corner.y + y * m), number(run * m), number(m), number(run * m));
      }
      x += run > 0 ? run : 1;
    }
  }
  return out;
}

std::string to_svg(const Drawing& drawing) {
  const std::string width = number(drawing.width_mm);
  const std::string height = number(drawing.height_mm);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}mm\" height=\"{1}mm\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "aria-labelledby=\"title description\" xml:lang=\"{2}\">\n<title id=\"title\">{3}</title>\n<desc id=\"description\">{4}</desc>\n",
      width, height, escaped_xml(drawing.language), escaped_xml(drawing.title), escaped_xml(drawing.description));
  for (const auto& shape : drawing.shapes) out += fmt::format("<path fill=\"#{:06x}\" fill-rule=\"evenodd\" d=\"{}\"/>\n", shape.colour, path_of(shape));
  if (drawing.code.code.size > 0) out += fmt::format("<path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"{}\"/>\n", code_path(drawing.code));
  return out + "</svg>\n";
}

}  // namespace hoshi::artwork
