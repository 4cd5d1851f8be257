// Percent-encoding.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hoshi {

// RFC 3986, 2.3: everything but unreserved characters is escaped, with digits in capitals.
std::string encode_percent(std::string_view text);

}  // namespace hoshi
