// What each step of each machine asks for, as fields; and the form that asks it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/views.h"
#include "pages/fields.h"

namespace hoshi::pages {

// The form of one step: the fields it asks for, its key; `problems` and what is wrong in which field stand above it.
void write_step_form(Page& page, const std::vector<Field>& fields, std::string_view where, const Value& data, const Wrongs& wrongs,
                     const std::vector<std::string>& problems, std::string_view button, const office::PossibleStep* step = nullptr,
                     std::int64_t seen_version = 0);

}  // namespace hoshi::pages
