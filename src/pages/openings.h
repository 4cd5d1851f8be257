// How a case begins: pages and API say only "open", the scheme's machine says which step that is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pages/site.h"

namespace hoshi::pages {

// The first step of the machine ("complaint", "surveillance" …) in this office's scheme; "open", which no machine has, when there is
// no such machine: the office refuses it.
std::string opening_step(const Site& site, std::string_view machine);

// What begins an application of the kind ("new", "withdrawal" …): a filing begins with its first draft (docs/office-commands.md).
std::string opening_step_of_application(const Site& site, std::string_view kind);

}  // namespace hoshi::pages
