// The API of the office: the same commands and questions as the pages, as JSON, for sessions and for tokens of limited scope.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

// Scopes: "application:read", "application:submit" (the applicant's steps), "office:read", "office:act", "register:read", "file:write".
std::vector<web::Route> api_routes(const Site& site);
// Lists, and the office itself.
std::vector<web::Route> sight_routes(const Site& site);

// What programs use; everything else is pages.
bool is_described(const web::Route& route);
// OpenAPI 3.1 of these routes, made from the same table.
Value openapi(const std::vector<web::Route>& routes, std::string_view server);

}  // namespace hoshi::pages
