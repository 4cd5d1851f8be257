// The house's own sign: a star of ten facets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hoshi::public_register {

// Inline SVG of a star, the light halves of its facets and the dark ones, drawn with the pen of the page; hidden from screen readers.
inline constexpr std::string_view emblem =
    "<svg viewBox=\"0 0 100 100\" aria-hidden=\"true\" focusable=\"false\"><g fill=\"currentColor\">"
    "<path d=\"M50 4 61.2 35.6 94.7 36.5 68.1 56.9 77.6 89 50 70 22.4 89 31.9 56.9 5.3 36.5 38.8 35.6Z\" opacity=\".45\"/>"
    "<path d=\"M50 4V51L61.2 35.6ZM94.7 36.5 50 51 68.1 56.9ZM77.6 89 50 51V70ZM22.4 89 50 51 31.9 56.9ZM5.3 36.5 50 51 38.8 35.6Z\"/></g></svg>";

}  // namespace hoshi::public_register
