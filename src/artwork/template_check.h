// What may stand in an operator's SVG: a list of elements and attributes, everything else is refused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::artwork {

// The places of the file by name ("hoshi-qr" …); refuses the file when anything in it is not on the list.
[[nodiscard]] Result<std::map<std::string, pugi::xml_node, std::less<>>> checked_places(pugi::xml_node root);

// A plain number, or one with "mm" where `unit` asks for it; nothing for anything else, or beyond 100,000.
std::optional<double> length_of(std::string_view text, std::string_view unit = "");

}  // namespace hoshi::artwork
