// The table of URLs: every one is listed by hand with who may use it; a test walks all of them with every role.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "accounts/session.h"
#include "web/message.h"

namespace hoshi::web {

// Who may come in at all. What an actor may do to one application is workflow's word (take_step), asked behind this door.
enum class Door {
  anyone,         // no log-in: the register, complaints, log-in itself
  account,        // anybody logged in
  applicant,      // accounts of an applicant's organisation or an agent
  office,         // any office role
  administrator,  // accounts, keys, settings: no role in decisions
};

enum class Token { no, yes };  // may an API token come in here (else only a session of the browser)

struct Visitor {
  std::optional<accounts::Identity> identity;  // empty: nobody
  std::optional<accounts::Identity> half;      // the password was right, the second factor is still to be shown; has no rights
  std::string session;                         // id of the session (no secret); "" for a token and for nobody
};

// The answer; an Error is shown in the user's language by the server (codes become statuses there alone).
using Handler = std::function<Result<Response>(const Request& request, const Visitor& visitor)>;

// Whether the address with a slash at its end is the same page, or leads to the one without.
enum class Slash { leads_on, same_page };

struct Route {
  std::string method;
  std::string pattern;  // "/applications/{id}/submit"; a part in braces is one segment, {rest...} the remainder
  Door door = Door::administrator;
  Token token = Token::no;
  std::string scope;    // needed of a token: "application:submit", "register:read" …
  std::string party_scope;  // enough of a token whose account has no role of the office; "" where only `scope` is
  std::size_t body_bytes_max = 64u << 10;
  Slash slash = Slash::leads_on;
  Handler handler;
};

}  // namespace hoshi::web
