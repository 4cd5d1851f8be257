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
// The same, with the reason and the statement on interests that the step itself needs.
std::vector<Field> asked_fields(const Page& page, std::string_view machine, std::string_view event, const office::PossibleStep* step);

// The form of one step: the fields it asks for, its key; `problems` and what is wrong in which field stand above it.
void write_step_form(Page& page, const std::vector<Field>& fields, std::string_view where, const Value& data, const Wrongs& wrongs,
                     const std::vector<std::string>& problems, std::string_view button, const office::PossibleStep* step = nullptr,
                     std::int64_t seen_version = 0);

}  // namespace hoshi::pages
