// An operator's own label: an SVG file with named places that are filled with a label's number, stars and QR code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "artwork/label_art.h"
#include "base/result.h"

namespace hoshi::artwork {

constexpr std::size_t template_bytes_max = 1u << 20;

// docs/label-template.md describes the format. Immutable; threads may share it.
class LabelTemplate {
 public:
  // The file is the operator's, but is read as if it were hostile: only shapes, gradients and clips; no script, style sheet, image, link, font,
  // text outside the places, reference to anything but an id of the file. invalid_input names the element that may not stand there,
  // or what is wrong with a place: a code below 0.33 mm a module or 16 mm, a missing place, a place twice.
  [[nodiscard]] static Result<LabelTemplate> parse(std::string_view svg);

  // The SVG with every place filled; text becomes outlines.
  [[nodiscard]] Result<std::string> fill(const LabelFace& face) const;
  double width_mm() const { return width_mm_; }
  double height_mm() const { return height_mm_; }

 private:
  LabelTemplate() = default;
  std::shared_ptr<const pugi::xml_document> document_;  // shared: copies of a template look at the one document, which nobody changes
  double width_mm_ = 0;
  double height_mm_ = 0;
  double unit_mm_ = 0;  // of the viewBox
};

// A label in its three forms.
struct LabelArt {
  std::string svg;
  std::string png;
  std::string pdf;
};

// Our own design.
[[nodiscard]] Result<LabelArt> label_art(const LabelFace& face, LabelSize size, int dots_per_inch);
// The operator's: one size, that of the file.
[[nodiscard]] Result<LabelArt> label_art(const LabelFace& face, const LabelTemplate& design, int dots_per_inch);

}  // namespace hoshi::artwork
