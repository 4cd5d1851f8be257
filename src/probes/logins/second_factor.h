// Tells a page that asks for a one-time code from one that asks for the password again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "probes/login.h"

namespace hoshi::probes::logins {

// A form with a field named like a code (otp, 2fa, verification …) and without the surface's password field.
bool asks_for_code(std::string_view page, const LoginSurface& surface);

}  // namespace hoshi::probes::logins
