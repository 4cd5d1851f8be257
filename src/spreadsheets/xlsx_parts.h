// The XML files of an XLSX archive, unpacked under limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "spreadsheets/sheet.h"

namespace hoshi::spreadsheets {

using Parts = std::map<std::string, std::string, std::less<>>;

// Path in the archive → content, only of *.xml and *.rels. Two entries of one path are corrupt: readers would disagree.
[[nodiscard]] Result<Parts> unpack_parts(std::string_view bytes, const Limits& limits);

// Parsed. `part` names it in errors. No document type, no entities of the file's own (pugixml knows none).
[[nodiscard]] Result<std::unique_ptr<pugi::xml_document>> parse_part(std::string_view content, std::string_view part, const Limits& limits);

// Names are compared without their namespace prefix, which is the writer's choice.
bool is_named(pugi::xml_node node, std::string_view local_name);
pugi::xml_node child_named(pugi::xml_node node, std::string_view local_name);
std::string_view attribute_named(pugi::xml_node node, std::string_view local_name);

// The attribute as a number up to `maximum`, or `fallback` when it is missing or something else.
std::size_t number_in(pugi::xml_node node, std::string_view local_name, std::size_t maximum, std::size_t fallback);

}  // namespace hoshi::spreadsheets
