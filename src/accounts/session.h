// Who is logged in: the identity behind a session of a browser or a token of the API.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>

#include "base/date.h"
#include "domain/words.h"
#include "workflow/machine.h"

namespace hoshi::accounts {

struct Identity {
  std::string account;           // id
  std::string name;              // for show
  std::string organisation;      // id, or "" for people of the office
  std::set<std::string> roles;   // by the grants in force now
  std::set<std::string> scopes;  // of a token; empty for a browser's session, which has all its roles allow
  bool by_token = false;
  bool strong = false;           // a second factor was shown in this session
  Language language = Language::ja;

  workflow::Actor actor() const { return {account, organisation, roles}; }
};

}  // namespace hoshi::accounts
