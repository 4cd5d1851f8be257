// Cairo's surfaces as files in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cairo-pdf.h>
#include <cairo.h>

#include <functional>
#include <memory>
#include <string>

#include "base/date.h"
#include "base/result.h"

namespace hoshi::artwork {

constexpr double mm_per_inch = 25.4;
constexpr double points_per_mm = 72 / mm_per_inch;

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;
using Pen = std::unique_ptr<cairo_t, void (*)(cairo_t*)>;

// Says false when it could not draw.
using Painter = std::function<bool(cairo_t*)>;

// White paper, and the resolution in the file (PNG, 11.3.5.3 pHYs). `painter` draws in pixels.
[[nodiscard]] Result<std::string> painted_png(int width, int height, double pixels_per_mm, const Painter& painter);
// One page; `painter` draws in points.
[[nodiscard]] Result<std::string> painted_pdf(double width_mm, double height_mm, const std::string& title, Date date, const Painter& painter);

}  // namespace hoshi::artwork
