// Cookies as a client of one host keeps them (RFC 6265, 5.2, without domains and expiry times).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/message.h"

namespace hoshi::protocols::http {

struct Cookie {
  std::string name;
  std::string value;
  std::string path;       // "" when not given
  std::string same_site;  // lower case, or ""
  bool secure = false;
  bool http_only = false;
  bool is_removal = false;  // Max-Age of zero or less
};

// Nothing when there is no name or a control character.
std::optional<Cookie> parse_set_cookie(std::string_view value);

constexpr std::size_t cookie_limit = 50;
constexpr std::size_t cookie_limit_bytes = 4096;

// Keeps what a host set, by name; paths are not told apart, since only one login is walked at a time.
class CookieJar {
 public:
  void take(const Headers& headers);
  // The Cookie header's value, or "".
  std::string header() const;
  bool is_empty() const { return cookies_.empty(); }
  const std::vector<Cookie>& all() const { return cookies_; }

 private:
  std::vector<Cookie> cookies_;
};

}  // namespace hoshi::protocols::http
