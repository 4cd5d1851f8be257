// The fields of an application's form, in the parts in which they are shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "office/views.h"
#include "pages/fields.h"

namespace hoshi::pages {

struct FieldGroup {
  std::string heading;  // key
  std::vector<Field> fields;
};

// `parties` are those the visitor may name; `kind` and `level` decide what is asked.
std::vector<FieldGroup> application_fields(const Page& page, std::string_view kind, int level, const std::vector<office::PartyView>& parties);
// All of them in one list.
std::vector<Field> flat(const std::vector<FieldGroup>& groups);

}  // namespace hoshi::pages
