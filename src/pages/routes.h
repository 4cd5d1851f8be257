// The table of all URLs of the office.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "web/errors.h"
#include "web/route.h"

namespace hoshi::pages {

// `site` outlives them.
std::vector<web::Route> all_routes(const Site& site);
// Draws what went wrong in the frame of the office.
web::ProblemPage problem_page(const Site& site);

}  // namespace hoshi::pages
