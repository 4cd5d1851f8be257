// What each step of each machine asks for, as fields; and the form that asks it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/views.h"
#include "pages/fields.h"

namespace hoshi::pages {

// Of docs/office-commands.md; a step that asks for nothing has none. `machine`: "organisation", "application", "label", "case".
std::vector<Field> step_fields(const Page& page, std::string_view machine, std::string_view event);

// The form of one step: its fields, reason, interest statement, key; `problems` stand above it.
void write_step_form(Page& page, std::string_view machine, std::string_view event, std::string_view where, const Value& data, const Wrongs& wrongs,
                     const std::vector<std::string>& problems, const office::PossibleStep* step = nullptr, std::int64_t seen_version = 0);

}  // namespace hoshi::pages
