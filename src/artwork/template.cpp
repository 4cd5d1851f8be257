// Filling of an operator's SVG, and its PNG and PDF by librsvg.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/template.h"

#include <fmt/core.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <sstream>

#include "artwork/outlines.h"
#include "artwork/surface.h"
#include "artwork/svg_text.h"
#include "artwork/template_check.h"
#include "base/bytes.h"
#include "base/text.h"

namespace hoshi::artwork {
namespace {

constexpr double module_min_mm = 0.33;
constexpr double code_min_mm = 16;
constexpr double side_max_mm = 500;
constexpr int level_max = 4;

struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

double length_or(pugi::xml_node node, const char* name, double fallback) { return length_of(node.attribute(name).value()).value_or(fallback); }

Box box_of(pugi::xml_node node) {
  return {length_or(node, "x", 0), length_or(node, "y", 0), length_or(node, "width", 0), length_or(node, "height", 0)};
}

std::string path_data(const Shape& shape) {
  Drawing one;
  one.shapes = {shape};
  const std::string svg = to_svg(one);
  const auto from = svg.find(" d=\"") + 4;
  return svg.substr(from, svg.find('"', from) - from);
}

// Puts a path in the place's stead, before it, and takes the place away.
pugi::xml_node replaced_by_path(pugi::xml_node place, const std::string& data, const std::string& fill) {
  auto path = place.parent().insert_child_before("path", place);
  path.append_attribute("d") = data.c_str();
  path.append_attribute("fill") = fill.c_str();
  path.append_attribute("fill-rule") = "evenodd";
  place.parent().remove_child(place);
  return path;
}

Result<void> put_code(pugi::xml_node place, const QrCode& code, double unit_mm) {
  const Box box = box_of(place);
  const double side = std::min(box.width, box.height);
  const double module = side / (code.size + 2 * quiet_zone_modules);
  if (module * unit_mm < module_min_mm - 1e-9) {
    return fail(ErrorCode::invalid_input, fmt::format("the place hoshi-qr gives the code of this address modules of {:.2f} mm; 0.33 mm are needed: make it larger, or the address shorter", module * unit_mm));
  }
  const Point corner{box.x + (box.width - module * code.size) / 2, box.y + (box.height - module * code.size) / 2};
  auto paper = place.parent().insert_child_before("rect", place);
  for (const auto& [name, value] : {std::pair{"x", box.x}, std::pair{"y", box.y}, std::pair{"width", box.width}, std::pair{"height", box.height}}) {
    paper.append_attribute(name) = number(value).c_str();
  }
  paper.append_attribute("fill") = "#fff";
  replaced_by_path(place, code_path({code, corner, module}), "#000").append_attribute("shape-rendering") = "crispEdges";
  return {};
}

void put_stars(pugi::xml_node place, int level) {
  const Box box = box_of(place);
  const double radius = std::min(box.height / 1.9, box.width / level_max / 2.1);
  const std::string given = place.attribute("fill").value();
  Shape shape;
  for (int i = 0; i < level_max; ++i) {
    const Point centre{box.x + box.width * (2 * i + 1) / (2 * level_max), box.y + box.height / 2 + radius * 0.05};
    const Shape one = i < level ? star(centre, radius, 0) : star_outline(centre, radius, radius * 0.1, 0);
    shape.outline.insert(shape.outline.end(), one.outline.begin(), one.outline.end());
  }
  replaced_by_path(place, path_data(shape), given.empty() ? "#000" : given);
}

Result<void> put_text(pugi::xml_node place, const std::string& text) {
  TextLine line;
  line.text = text;
  line.height_mm = length_or(place, "font-size", 3);
  line.width_max_mm = length_or(place, "textLength", 1000);
  line.weight = std::string_view(place.attribute("font-weight").value()) == "bold" ? Weight::bold : Weight::regular;
  const bool is_centred = std::string_view(place.attribute("text-anchor").value()) == "middle";
  line.align = is_centred ? Align::centre : Align::left;
  // y is the baseline in SVG; BIZ UDPGothic's stands 0.88 of the em below the top.
  const Point corner{length_or(place, "x", 0), length_or(place, "y", 0) - 0.88 * line.height_mm};
  const auto set = HOSHI_TRY(set_line(line, corner));
  const std::string fill = place.attribute("fill").value();
  replaced_by_path(place, path_data(set.shape), fill.empty() ? "#000" : fill);
  return {};
}

Result<void> check_box(const std::map<std::string, pugi::xml_node, std::less<>>& places, std::string_view name, double least_mm, double unit_mm) {
  const auto found = places.find(name);
  if (found == places.end()) return fail(ErrorCode::invalid_input, "the label's SVG has no place " + std::string(name));
  const Box box = box_of(found->second);
  if (std::min(box.width, box.height) * unit_mm < least_mm) {
    return fail(ErrorCode::invalid_input, fmt::format("the place {} is smaller than {} mm", name, least_mm));
  }
  return {};
}

std::string text_of(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str() + "\n";
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

// Draws a filled template; nothing in it leads outside, and librsvg is given no base address that could.
bool draw_svg(cairo_t* pen, const std::string& svg, double width, double height) {
  GError* problem = nullptr;
  const ByteView bytes = view_of(svg);
  const std::unique_ptr<RsvgHandle, Unref> handle(rsvg_handle_new_from_data(bytes.data(), bytes.size(), &problem));
  const RsvgRectangle everything{0, 0, width, height};
  const bool is_drawn = handle && rsvg_handle_render_document(handle.get(), pen, &everything, &problem) != 0;
  g_clear_error(&problem);
  return is_drawn;
}

}  // namespace

Result<LabelTemplate> LabelTemplate::parse(std::string_view svg) {
  if (svg.size() > template_bytes_max) return fail(ErrorCode::invalid_input, "the label's SVG has more than 1 MiB");
  auto document = std::make_shared<pugi::xml_document>();
  const auto state = document->load_buffer(svg.data(), svg.size(), pugi::parse_default | pugi::parse_doctype | pugi::parse_pi);
  if (!state) return fail(ErrorCode::invalid_input, fmt::format("the label's SVG is no XML: {} at byte {}", state.description(), state.offset));
  for (const auto child : document->children()) {
    if (child.type() != pugi::node_element) return fail(ErrorCode::invalid_input, "processing instructions and document types may not stand in a label's SVG");
  }
  const auto root = document->document_element();
  if (std::string_view(root.name()) != "svg") return fail(ErrorCode::invalid_input, "the label's file is no SVG");
  const auto places = HOSHI_TRY(checked_places(root));
  LabelTemplate out;
  const auto width = length_of(root.attribute("width").value(), "mm");
  const auto height = length_of(root.attribute("height").value(), "mm");
  const auto box = split(root.attribute("viewBox").value(), ' ');
  const auto box_width = box.size() == 4 && box[0] == "0" && box[1] == "0" ? length_of(box[2]) : std::nullopt;
  const auto box_height = box_width ? length_of(box[3]) : std::nullopt;
  if (!width || !height || !box_height || *width < code_min_mm || *height < code_min_mm || *width > side_max_mm || *height > side_max_mm || *box_width <= 0) {
    return fail(ErrorCode::invalid_input, "the label's SVG needs width and height in mm (16 to 500) and a viewBox \"0 0 width height\"");
  }
  if (std::fabs(*box_height / *box_width - *height / *width) > 0.01) return fail(ErrorCode::invalid_input, "the viewBox of the label's SVG has another shape than width and height");
  out.unit_mm_ = *width / *box_width;
  HOSHI_CHECK(check_box(places, "hoshi-qr", code_min_mm, out.unit_mm_));
  if (!places.contains("hoshi-number")) return fail(ErrorCode::invalid_input, "the label's SVG has no place hoshi-number");
  if (!places.contains("hoshi-level") && !places.contains("hoshi-stars")) return fail(ErrorCode::invalid_input, "the label's SVG has neither a place hoshi-stars nor hoshi-level");
  out.width_mm_ = *width;
  out.height_mm_ = *height;
  out.document_ = std::move(document);
  return out;
}

Result<std::string> LabelTemplate::fill(const LabelFace& face) const {
  if (face.level < 1 || face.level > level_max) return fail(ErrorCode::invalid_input, "a label has one to four stars");
  const QrCode code = HOSHI_TRY(qr_code(face.url));
  pugi::xml_document filled;
  filled.reset(*document_);
  const auto places = HOSHI_TRY(checked_places(filled.document_element()));
  const std::map<std::string, std::string, std::less<>> texts{{"hoshi-number", face.number}, {"hoshi-level", "★" + std::to_string(face.level)},
                                                              {"hoshi-scheme", face.scheme.ja}, {"hoshi-claim-ja", face.claim.ja}, {"hoshi-claim-en", face.claim.en}};
  for (const auto& [name, place] : places) {
    const auto text = texts.find(name);
    if (text != texts.end()) {
      HOSHI_CHECK(put_text(place, text->second));
    } else if (name == "hoshi-stars") {
      put_stars(place, face.level);
    } else {
      HOSHI_CHECK(put_code(place, code, unit_mm_));
    }
  }
  return text_of(filled);
}

Result<LabelArt> label_art(const LabelFace& face, LabelSize size, int dots_per_inch) {
  const Drawing drawing = HOSHI_TRY(draw_label(face, size));
  LabelArt art;
  art.svg = to_svg(drawing);
  art.png = HOSHI_TRY(to_png(drawing, dots_per_inch));
  art.pdf = HOSHI_TRY(to_pdf(drawing));
  return art;
}

Result<LabelArt> label_art(const LabelFace& face, const LabelTemplate& design, int dots_per_inch) {
  LabelArt art;
  art.svg = HOSHI_TRY(design.fill(face));
  const double scale = dots_per_inch / mm_per_inch;
  const auto width = static_cast<int>(std::ceil(design.width_mm() * scale));
  const auto height = static_cast<int>(std::ceil(design.height_mm() * scale));
  art.png = HOSHI_TRY(painted_png(width, height, scale, [&](cairo_t* pen) { return draw_svg(pen, art.svg, width, height); }));
  art.pdf = HOSHI_TRY(painted_pdf(design.width_mm(), design.height_mm(), face.number, face.issued, [&](cairo_t* pen) {
    return draw_svg(pen, art.svg, design.width_mm() * points_per_mm, design.height_mm() * points_per_mm);
  }));
  return art;
}

}  // namespace hoshi::artwork
