// The JSON that static/passkey.js exchanges with the office.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pages/site.h"
#include "web/route.h"

namespace hoshi::pages {

std::vector<web::Route> passkey_log_in_routes(const Site& site);
std::vector<web::Route> passkey_account_routes(const Site& site);

// What a browser sends: base64url without padding (WebAuthn, 5.8); invalid_input names the member.
[[nodiscard]] Result<accounts::Assertion> assertion_from(const Value& sent);
[[nodiscard]] Result<accounts::Registration> registration_from(const Value& sent);

}  // namespace hoshi::pages
