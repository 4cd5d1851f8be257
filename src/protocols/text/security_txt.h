// security.txt (RFC 9116): its fields and what is wrong with them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::protocols::text {

struct SecurityTxt {
  std::vector<std::string> contacts;  // URIs in the order of preference
  std::string expires;                // as written (RFC 3339)
  std::string expires_on;             // its day, YYYY-MM-DD, or "" when it is not a date and time
  std::vector<std::string> policies;
  std::vector<std::string> canonical;
  std::vector<std::string> preferred_languages;  // lower case
  bool is_signed = false;            // in an OpenPGP cleartext frame; the signature is not checked
  std::vector<std::string> defects;  // "no_contact", "no_expires", … fixed words, in order of appearance
};

constexpr std::size_t security_txt_limit_bytes = 64u << 10;

// invalid_input beyond the limit, or when not one field of the RFC is there (an HTML page, for one).
[[nodiscard]] Result<SecurityTxt> parse_security_txt(std::string_view text);

}  // namespace hoshi::protocols::text
