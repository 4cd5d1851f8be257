// A drawing in millimetres: filled outlines and one QR code; drawn once, written as SVG, PNG and PDF.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "artwork/qr.h"
#include "base/date.h"
#include "base/result.h"

namespace hoshi::artwork {

struct Point {
  double x = 0;
  double y = 0;
};

struct Segment {
  enum class Kind { move, line, curve, close };
  Kind kind = Kind::close;
  Point to;
  Point control_1;  // of a cubic curve
  Point control_2;
};

// Filled by the even-odd rule.
struct Shape {
  std::vector<Segment> outline;
  std::uint32_t colour = 0;  // 0xRRGGBB
};

struct PlacedCode {
  QrCode code;
  Point corner;           // of the first module
  double module_mm = 0.33;
};

struct Drawing {
  double width_mm = 0;
  double height_mm = 0;
  std::string title;        // what people hear who do not see it, and the PDF's title
  std::string description;
  std::string language;     // of title and description: "ja"
  Date date;                // stands in the PDF as the time of making, so that equal drawings give equal bytes
  std::vector<Shape> shapes;  // the first at the bottom
  PlacedCode code;
};

// No fonts, scripts, styles or references: only paths.
std::string to_svg(const Drawing& drawing);
// At least the given resolution: modules of the code are whole pixels, so it may be up to one pixel a module more. The resolution is
// in the file (pHYs). invalid_input beyond 2,400 dots an inch or 12,000 pixels a side.
[[nodiscard]] Result<std::string> to_png(const Drawing& drawing, int dots_per_inch);
[[nodiscard]] Result<std::string> to_pdf(const Drawing& drawing);

}  // namespace hoshi::artwork
