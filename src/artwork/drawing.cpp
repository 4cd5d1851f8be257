// A drawing on Cairo: shapes as they are, modules of the code on whole pixels.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/drawing.h"

#include <cmath>

#include "artwork/surface.h"

namespace hoshi::artwork {
namespace {

constexpr int dots_per_inch_max = 2400;

void fill(cairo_t* pen, const Shape& shape) {
  cairo_new_path(pen);
  for (const auto& segment : shape.outline) {
    switch (segment.kind) {
      case Segment::Kind::move: cairo_move_to(pen, segment.to.x, segment.to.y); break;
      case Segment::Kind::line: cairo_line_to(pen, segment.to.x, segment.to.y); break;
      case Segment::Kind::curve:
        cairo_curve_to(pen, segment.control_1.x, segment.control_1.y, segment.control_2.x, segment.control_2.y, segment.to.x, segment.to.y);
        break;
      case Segment::Kind::close: cairo_close_path(pen); break;
    }
  }
  const auto part = [&](int shift) { return static_cast<double>((shape.colour >> shift) & 0xFFu) / 255; };
  cairo_set_source_rgb(pen, part(16), part(8), part(0));
  cairo_set_fill_rule(pen, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill(pen);
}

void fill_code(cairo_t* pen, const QrCode& code, Point corner, double module) {
  cairo_new_path(pen);
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size; ++x) {
      if (code.is_dark(x, y)) cairo_rectangle(pen, corner.x + x * module, corner.y + y * module, module, module);
    }
  }
  cairo_set_source_rgb(pen, 0, 0, 0);
  // Winding: neighbouring modules touch, and even-odd would cut hair lines where rounding lets them overlap.
  cairo_set_fill_rule(pen, CAIRO_FILL_RULE_WINDING);
  cairo_fill(pen);
}

}  // namespace

Result<std::string> to_png(const Drawing& drawing, int dots_per_inch) {
  if (dots_per_inch < 72 || dots_per_inch > dots_per_inch_max) return fail(ErrorCode::invalid_input, "a resolution is 72 to 2,400 dots an inch");
  const double wanted = dots_per_inch / mm_per_inch;
  const double module_pixels = std::ceil(drawing.code.module_mm * wanted - 1e-9);
  const double scale = drawing.code.code.size > 0 ? module_pixels / drawing.code.module_mm : wanted;
  const auto pixels = [&](double mm) { return static_cast<int>(std::ceil(mm * scale - 1e-6)); };
  return painted_png(pixels(drawing.width_mm), pixels(drawing.height_mm), scale, [&](cairo_t* pen) {
    cairo_scale(pen, scale, scale);
    for (const auto& shape : drawing.shapes) fill(pen, shape);
    cairo_identity_matrix(pen);
    const Point corner{std::round(drawing.code.corner.x * scale), std::round(drawing.code.corner.y * scale)};
    fill_code(pen, drawing.code.code, corner, module_pixels);
    return true;
  });
}

Result<std::string> to_pdf(const Drawing& drawing) {
  return painted_pdf(drawing.width_mm, drawing.height_mm, drawing.title, drawing.date, [&](cairo_t* pen) {
    cairo_scale(pen, points_per_mm, points_per_mm);
    for (const auto& shape : drawing.shapes) fill(pen, shape);
    fill_code(pen, drawing.code.code, drawing.code.corner, drawing.code.module_mm);
    return true;
  });
}

}  // namespace hoshi::artwork
