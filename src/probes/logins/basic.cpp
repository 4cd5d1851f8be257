// Logging in with HTTP Basic authentication (RFC 7617).
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/exchange.h"
#include "probes/logins/kinds.h"
#include "protocols/http/authorization.h"

namespace hoshi::probes::logins {

namespace http = protocols::http;

LoginAttempt try_basic(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  attempt.ended = attempt.began;
  const auto authorization = http::basic_authorization(pair.account, pair.password);
  if (!authorization) {
    attempt.outcome = LoginClass::unclear;
    attempt.detail = "cannot be written as Basic";
    return attempt;
  }
  // The password stands in it only after base64 with the account, so it is a secret of its own.
  network.keep_secret(authorization->substr(authorization->find(' ') + 1));
  http::Request request;
  request.path = surface.path;
  request.headers = {{"Authorization", *authorization}};
  const auto response = exchange(network, surface, request);
  if (!response) {
    take_failure(attempt, network, response.error());
    return attempt;
  }
  take_answer(attempt, network, *response);
  if (attempt.outcome != LoginClass::accepted) return attempt;
  if (surface.privileged_path.empty() || surface.privileged_path == surface.path) {
    confirm(attempt, network, surface, surface.path, *response);
    return attempt;
  }
  request.path = surface.privileged_path;
  const auto opened = exchange(network, surface, request);
  if (opened) confirm(attempt, network, surface, surface.privileged_path, *opened);
  return attempt;
}

}  // namespace hoshi::probes::logins
