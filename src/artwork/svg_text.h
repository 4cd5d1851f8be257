// Small pieces of SVG text that the writer and the templates share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "artwork/drawing.h"

namespace hoshi::artwork {

std::string number(double value);                   // three decimals at most
std::string escaped_xml(std::string_view text);     // for content and attributes
std::string code_path(const PlacedCode& placed);    // the d= of all dark modules

}  // namespace hoshi::artwork
