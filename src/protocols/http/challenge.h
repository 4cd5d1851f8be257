// WWW-Authenticate challenges: which ways of authentication a server asks for (RFC 9110, 11.6.1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/http/message.h"

namespace hoshi::protocols::http {

struct Challenge {
  std::string scheme;  // lower case: "basic", "digest", "bearer", …
  std::string token;   // a token68 instead of parameters (Negotiate, NTLM), or ""
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, values unquoted

  // The first parameter of that name, or "".
  const std::string& parameter(std::string_view name) const;
  bool has(std::string_view name) const;
};

constexpr std::size_t challenge_limit = 16;
constexpr std::size_t challenge_parameter_limit = 32;

// Never fails: what cannot be read is left out, missing commas between parameters are forgiven.
std::vector<Challenge> parse_challenges(std::string_view value);
// Of all WWW-Authenticate headers of the response.
std::vector<Challenge> challenges_of(const Headers& headers);

const Challenge* find_challenge(const std::vector<Challenge>& challenges, std::string_view scheme);

}  // namespace hoshi::protocols::http
