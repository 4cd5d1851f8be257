// Parsing, resolving and comparing of http and https URLs from hostile sources (RFC 3986).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::protocols::http {

constexpr std::size_t url_limit_bytes = 8192;

struct Url {
  std::string scheme;      // "http" or "https"
  std::string host;        // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;  // the scheme's own when none was written
  std::string path = "/";  // begins with '/', dot segments removed, only visible ASCII
  std::string query;       // without '?'; a written but empty query is the same as none

  bool is_tls() const { return scheme == "https"; }
  bool is_address() const;          // the host is an IP address
  std::string origin_form() const;  // path and query, as a request line has it
  std::string authority() const;    // as Host has it: the port only when it is not the scheme's own
  std::string text() const;
  friend bool operator==(const Url&, const Url&) = default;
};

// An absolute URL. invalid_input for other schemes, user information, hosts that are no plain name or
// address (blanks, escapes, backslashes, numbers in disguise such as 0x7f.1), ports outside 1 to 65,535,
// control characters. Blanks and bytes beyond ASCII in path and query are percent-encoded. The fragment is
// dropped.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

// What a reference (a Location, an href) means on a page (RFC 3986, 5.2).
[[nodiscard]] Result<Url> resolve(const Url& base, std::string_view reference);

enum class Place {
  same_origin,  // scheme, host and port are equal
  same_host,    // another port or scheme of the same host
  elsewhere,
};
Place place_of(const Url& base, const Url& other);

// For values of query strings and form fields (application/x-www-form-urlencoded).
std::string form_encoded(std::string_view text);

}  // namespace hoshi::protocols::http
