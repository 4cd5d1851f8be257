// Text by Pango turned into paths; stars by arithmetic.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/outlines.h"

#include <pango/pangocairo.h>

#include <cmath>
#include <memory>
#include <numbers>

#include "artwork/surface.h"
#include "base/text.h"

namespace hoshi::artwork {
namespace {

constexpr std::size_t text_bytes_max = 200;
constexpr double units_per_mm = 100;  // Pango lays out in hundredths of a millimetre, so that hinting does not round widths
constexpr double inner_radius = 0.42;  // of a star: between the geometric 0.38 and a friendlier shape

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct FreeFont {
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct FreePath {
  void operator()(cairo_path_t* path) const { cairo_path_destroy(path); }
};

std::vector<Segment> segments_of(const cairo_path_t& path, Point corner) {
  std::vector<Segment> out;
  const auto at = [&](const cairo_path_data_t& data) { return Point{corner.x + data.point.x / units_per_mm, corner.y + data.point.y / units_per_mm}; };
  for (int i = 0; i < path.num_data; i += path.data[i].header.length) {
    const cairo_path_data_t* data = &path.data[i];
    switch (data->header.type) {
      case CAIRO_PATH_MOVE_TO: out.push_back({Segment::Kind::move, at(data[1]), {}, {}}); break;
      case CAIRO_PATH_LINE_TO: out.push_back({Segment::Kind::line, at(data[1]), {}, {}}); break;
      case CAIRO_PATH_CURVE_TO: out.push_back({Segment::Kind::curve, at(data[3]), at(data[1]), at(data[2])}); break;
      case CAIRO_PATH_CLOSE_PATH: out.push_back({}); break;
    }
  }
  return out;
}

// Vertex `index` of ten, outer ones even, clockwise from the top.
Point vertex(Point centre, double radius, int index) {
  const double angle = index * std::numbers::pi / 5;
  const double length = index % 2 == 0 ? radius : radius * inner_radius;
  return {centre.x + length * std::sin(angle), centre.y - length * std::cos(angle)};
}

void add_polygon(Shape& shape, const std::vector<Point>& points) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    shape.outline.push_back({i == 0 ? Segment::Kind::move : Segment::Kind::line, points[i], {}, {}});
  }
  shape.outline.push_back({});
}

std::vector<Point> star_points(Point centre, double radius) {
  std::vector<Point> points;
  for (int i = 0; i < 10; ++i) points.push_back(vertex(centre, radius, i));
  return points;
}

}  // namespace

Result<SetLine> set_line(const TextLine& line, Point corner) {
  const Surface surface(cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr), cairo_surface_destroy);
  const Pen pen(cairo_create(surface.get()), cairo_destroy);
  const std::unique_ptr<PangoLayout, Unref> layout(pango_cairo_create_layout(pen.get()));
  const std::unique_ptr<PangoFontDescription, FreeFont> font(pango_font_description_from_string("BIZ UDPGothic, Noto Sans CJK JP"));
  const std::string text = printable(line.text, text_bytes_max);
  pango_font_description_set_weight(font.get(), line.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_text(layout.get(), text.c_str(), static_cast<int>(text.size()));
  pango_layout_set_single_paragraph_mode(layout.get(), 1);
  pango_context_set_language(pango_layout_get_context(layout.get()), pango_language_from_string("ja"));
  double height = line.height_mm;
  int width = 0;
  int line_height = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    pango_font_description_set_absolute_size(font.get(), height * units_per_mm * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_get_size(layout.get(), &width, &line_height);
    const double width_mm = width / (units_per_mm * PANGO_SCALE);
    if (width_mm <= line.width_max_mm) break;
    height *= line.width_max_mm / width_mm * 0.995;
  }
  if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
    return fail(ErrorCode::unavailable, "no font has every character of \"" + text + "\": install fonts-morisawa-bizud-gothic and fonts-noto-cjk");
  }
  pango_cairo_layout_path(pen.get(), layout.get());
  const std::unique_ptr<cairo_path_t, FreePath> path(cairo_copy_path(pen.get()));
  if (path->status != CAIRO_STATUS_SUCCESS) return fail(ErrorCode::internal, "text cannot be drawn");
  SetLine out;
  out.width_mm = width / (units_per_mm * PANGO_SCALE);
  out.height_mm = line_height / (units_per_mm * PANGO_SCALE);
  const Point from{line.align == Align::centre ? corner.x - out.width_mm / 2 : corner.x, corner.y};
  out.shape = {segments_of(*path, from), line.colour};
  return out;
}

Shape star(Point centre, double radius, std::uint32_t colour) {
  Shape shape{{}, colour};
  add_polygon(shape, star_points(centre, radius));
  return shape;
}

Shape star_outline(Point centre, double radius, double line_mm, std::uint32_t colour) {
  Shape shape = star(centre, radius, colour);
  // The inner border is nearer the centre by the line's width, measured at right angles to a side.
  const Point a = vertex({}, 1, 0);
  const Point b = vertex({}, 1, 1);
  const double apothem = std::abs(a.x * b.y - a.y * b.x) / std::hypot(b.x - a.x, b.y - a.y);
  add_polygon(shape, star_points(centre, radius - line_mm / apothem));
  return shape;
}

Shape star_facets(Point centre, double radius, std::uint32_t colour) {
  Shape shape{{}, colour};
  for (int point = 0; point < 10; point += 2) add_polygon(shape, {centre, vertex(centre, radius, point), vertex(centre, radius, point + 1)});
  return shape;
}

Shape rounded_plate(Point corner, double width, double height, double radius, std::uint32_t colour) {
  constexpr double bend = 0.5523;  // of a cubic curve that is nearly a quarter of a circle
  const double k = radius * (1 - bend);
  const double right = corner.x + width;
  const double bottom = corner.y + height;
  Shape shape{{}, colour};
  const auto line = [&](Point to) { shape.outline.push_back({shape.outline.empty() ? Segment::Kind::move : Segment::Kind::line, to, {}, {}}); };
  const auto curve = [&](Point one, Point two, Point to) { shape.outline.push_back({Segment::Kind::curve, to, one, two}); };
  line({corner.x + radius, corner.y});
  line({right - radius, corner.y});
  curve({right - k, corner.y}, {right, corner.y + k}, {right, corner.y + radius});
  line({right, bottom - radius});
  curve({right, bottom - k}, {right - k, bottom}, {right - radius, bottom});
  line({corner.x + radius, bottom});
  curve({corner.x + k, bottom}, {corner.x, bottom - k}, {corner.x, bottom - radius});
  line({corner.x, corner.y + radius});
  curve({corner.x, corner.y + k}, {corner.x + k, corner.y}, {corner.x + radius, corner.y});
  shape.outline.push_back({});
  return shape;
}

}  // namespace hoshi::artwork
