// Pages of accounts: logging in, second factors, links, one's own account, and the administration of all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

std::vector<web::Route> log_in_routes(const Site& site);
std::vector<web::Route> account_routes(const Site& site);
std::vector<web::Route> administration_routes(const Site& site);

// Shows the link that somebody was invited or recovered with, once.
web::Response secret_page(const Site& site, const web::Request& request, const web::Visitor& visitor, std::string_view title, const std::string& secret,
                          const std::vector<std::pair<std::string, std::string>>& crumbs);
// "/somewhere?x=y" of our own to go on to after logging in; "/" for anything else.
std::string safe_next(std::string_view next);

}  // namespace hoshi::pages
