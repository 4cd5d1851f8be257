// Who stands behind the secret of a cookie or of an API token: what the web asks before every request.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "accounts/session.h"
#include "base/result.h"

namespace hoshi::accounts {

struct Seen {
  std::optional<Identity> identity;  // logged in; empty: nobody
  std::optional<Identity> half;      // the password was right, the second factor of the account is still to be shown
  std::string session;               // id of the session, no secret; "" for a token and for nobody
};

// Threads share it. Unknown, ended and malformed secrets are nobody, no error; an Error is a failure of our own and
// lets nobody in.
class Visitors {
 public:
  virtual ~Visitors() = default;
  [[nodiscard]] virtual Result<Seen> by_session(std::string_view secret) = 0;
  [[nodiscard]] virtual Result<Seen> by_token(std::string_view secret) = 0;
};

}  // namespace hoshi::accounts
