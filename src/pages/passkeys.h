// The JSON that static/office.js exchanges with the office.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

std::vector<web::Route> passkey_log_in_routes(const Site& site);
std::vector<web::Route> passkey_account_routes(const Site& site);

}  // namespace hoshi::pages
