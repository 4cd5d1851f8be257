// The fields of an application's form, in the parts in which they are shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "office/queries.h"
#include "pages/fields.h"

namespace hoshi::pages {

struct FieldGroup {
  std::string heading;  // key
  std::vector<Field> fields;
};

struct Parties {
  std::map<std::string, std::vector<office::PartyName>> by_part;  // whom the visitor may name as what
  std::vector<office::PartyView> own;                             // those it sees, with their people and mandates
};
Parties parties_for(const Page& page);
// `kind` and `level` decide what is asked. Without parties the names and labels of the fields are right, and there is nothing to choose from.
std::vector<FieldGroup> application_fields(const Page& page, std::string_view kind, int level, const Parties& parties);
// All of them in one list.
std::vector<Field> flat(const std::vector<FieldGroup>& groups);

}  // namespace hoshi::pages
