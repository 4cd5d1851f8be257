// Whose requests and attempts count together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hoshi {

// An IPv4 address, also where IPv6 holds it (::ffff:0:0/96), or the /64 of an IPv6 address, which one subscriber has whole; in one spelling.
// What is no address stays as it is.
std::string client_network(std::string_view address);

bool is_address(std::string_view text);  // IPv4 or IPv6, without port and zone

// "192.0.2.1:80" and "[2001:db8::1]:80", as some proxies write them; else the text itself.
std::string without_port(std::string_view text);

}  // namespace hoshi
