// Logging in at a VNC server: the challenge answered with the password (RFC 6143, 7.2.2); there is no user name.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "probes/logins/kinds.h"
#include "probes/vnc_session.h"

namespace hoshi::probes::logins {
namespace {

namespace vnc = protocols::vnc;

LoginAttempt failed(LoginAttempt attempt, transport::Network& network, const Error& error, std::string_view where) {
  attempt.ended = network.time();
  const bool is_other_protocol = error.code == ErrorCode::corrupt;
  attempt.outcome = is_other_protocol || error.code == ErrorCode::internal ? LoginClass::unclear : class_of(error);
  attempt.signature.status = is_other_protocol ? std::string(not_http) : std::string(where);
  return attempt;
}

// The server wants no password that we could give: nobody is let in now, anybody is, or by other means.
LoginAttempt without_challenge(LoginAttempt attempt, transport::Network& network, const VncSession& session) {
  attempt.ended = network.time();
  attempt.outcome = LoginClass::unclear;
  if (session.offer().types.empty()) {
    attempt.outcome = vnc::speaks_of_a_lock(session.offer().reason) ? LoginClass::locked : LoginClass::throttled;
    attempt.signature.status = "takes nobody";
  } else if (session.offers(vnc::security_none)) {
    attempt.answers_anyone = true;
    attempt.signature.status = "no password asked for";
  } else {
    attempt.signature.status = "no VNC Authentication";
  }
  return attempt;
}

}  // namespace

LoginAttempt try_vnc(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  auto session = VncSession::open(network, surface.target, surface.port, surface.tls);
  if (!session) return failed(std::move(attempt), network, session.error(), "no handshake");
  if (!session->offers(vnc::security_vnc)) return without_challenge(std::move(attempt), network, *session);
  attempt.began = network.time();
  const auto result = session->enter(pair.password);
  if (!result) return failed(std::move(attempt), network, result.error(), "closed at the password");
  attempt.ended = network.time();
  attempt.signature.status = fmt::format("result {}", result->code);
  if (result->code != 0) {
    const bool is_lock = result->code == 2 || vnc::speaks_of_a_lock(result->reason);
    attempt.outcome = is_lock ? LoginClass::locked : LoginClass::refused;
    return attempt;
  }
  attempt.outcome = LoginClass::accepted;
  attempt.privileged_read = session->look().has_value();
  if (attempt.privileged_read) attempt.confirmed_by = "desktop";
  return attempt;
}

}  // namespace hoshi::probes::logins
