// The Cookie header, the cookies of our own, and the language a visitor reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/words.h"

namespace hoshi::web {

using Cookies = std::map<std::string, std::string, std::less<>>;

// RFC 6265, 4.2. What cannot be read is left out. A name that comes twice is left out as well: which of the two is ours
// cannot be told (a neighbouring host may have planted one).
Cookies parse_cookies(std::string_view header);

enum class Transport { plain, secure };
// Over TLS the names carry __Host-, so that no neighbouring host and no plain connection can set them (RFC 6265bis, 4.1.3.2).
std::string session_cookie_name(Transport transport);
std::string form_cookie_name(Transport transport);
constexpr std::string_view language_cookie_name = "hoshi_language";

// Values of Set-Cookie headers. An empty secret takes the cookie away.
std::string session_cookie(std::string_view secret, Transport transport);
std::string form_cookie(std::string_view secret, Transport transport);
std::string language_cookie(Language language, Transport transport);

// The cookie's, then the better liked of ja and en in Accept-Language, then en for somebody who reads neither, then ja.
Language language_of(const Cookies& cookies, std::string_view accept_language);

}  // namespace hoshi::web
