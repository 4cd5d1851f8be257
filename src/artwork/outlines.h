// Outlines to draw with: text as paths, stars, plates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "artwork/drawing.h"

namespace hoshi::artwork {

enum class Weight { regular, bold };
enum class Align { left, centre };

struct TextLine {
  std::string text;
  double height_mm = 2;      // of the font (its em)
  double width_max_mm = 50;  // a longer line is set smaller, to fit
  Weight weight = Weight::regular;
  Align align = Align::left;
  std::uint32_t colour = 0;
};

struct SetLine {
  Shape shape;
  double width_mm = 0;
  double height_mm = 0;  // of the line, after fitting
};

// The line with its top left (or top centre) corner at `corner`. BIZ UDPGothic, else Noto Sans CJK JP, else what fontconfig has; unavailable
// when no font has a character, naming the package to install. Text is cleaned of control characters and cut at 200 bytes.
[[nodiscard]] Result<SetLine> set_line(const TextLine& line, Point corner);

// A five-pointed star, its top at centre.y - radius.
Shape star(Point centre, double radius, std::uint32_t colour);
Shape star_outline(Point centre, double radius, double line_mm, std::uint32_t colour);
// The dark halves of the five points: over star() they make the house's motif.
Shape star_facets(Point centre, double radius, std::uint32_t colour);
Shape rounded_plate(Point corner, double width, double height, double radius, std::uint32_t colour);

}  // namespace hoshi::artwork
