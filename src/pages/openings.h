// How cases, applications and filings begin: pages and API say only that, the scheme says which step it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pages/site.h"

namespace hoshi::pages {

// The first step of the machine ("complaint", "surveillance" …) in this office's scheme; "open", which no machine has, when there is
// no such machine: the office refuses it.
std::string opening_step(const Site& site, std::string_view machine);

// The step that begins an application or a filing of this kind: a filing is a draft from the first moment on.
std::string opening_of(const Site& site, std::string_view kind);

}  // namespace hoshi::pages
