// Logging in at an RTSP server with Basic or Digest: a DESCRIBE that is refused without the password and answered with it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "probes/logins/kinds.h"
#include "probes/rtsp_session.h"

namespace hoshi::probes::logins {
namespace {

using protocols::rtsp::Response;

LoginClass class_of_status(int status) {
  // RFC 2326, 11; 429 and 503 ask for patience, 423 is a lock by its name.
  if (status == 401 || status == 403) return LoginClass::refused;
  if (status == 423 || status == 429) return LoginClass::locked;
  if (status == 503 || status == 453) return LoginClass::throttled;
  // Whether a stream is there is told only to those who may know, so 404 after 401 is a candidate: without a privileged
  // read it counts only when the test account is answered alike.
  if (status / 100 == 2 || status == 404) return LoginClass::accepted;
  return LoginClass::unclear;
}

LoginAttempt failed(LoginAttempt attempt, transport::Network& network, const Error& error) {
  attempt.ended = network.time();
  const bool is_other_protocol = error.code == ErrorCode::corrupt;
  const bool is_ours = error.code == ErrorCode::invalid_input;
  attempt.outcome = is_other_protocol || is_ours ? LoginClass::unclear : class_of(error);
  attempt.signature.status = is_other_protocol ? std::string(not_http) : "no answer";
  if (is_ours) attempt.detail = "cannot be written as a request";
  return attempt;
}

// No challenge came: an open stream, another scheme, or a server that locked us out.
LoginAttempt not_asked(LoginAttempt attempt, const RtspEntry& entry, const LoginSurface& surface) {
  attempt.outcome = class_of_status(entry.first.status);
  if (attempt.outcome == LoginClass::accepted) attempt.answers_anyone = true;
  const bool is_kept = attempt.outcome == LoginClass::locked || attempt.outcome == LoginClass::throttled;
  if (!is_kept) attempt.outcome = LoginClass::unclear;
  attempt.signature.status = fmt::format("{} unasked", entry.first.status);
  attempt.detail = "no challenge for " + surface.kind;
  return attempt;
}

LoginAttempt try_rtsp(transport::Network& network, const LoginSurface& surface, const RtspAccount& account) {
  LoginAttempt attempt;
  attempt.began = network.time();
  RtspSession session(network, {surface.target, surface.host, surface.port, surface.tls});
  const auto entry = describe_as(network, session, surface.path, account);
  if (!entry) return failed(std::move(attempt), network, entry.error());
  attempt.began = entry->began;
  attempt.ended = entry->ended;
  if (!entry->was_asked) return not_asked(std::move(attempt), *entry, surface);
  attempt.signature.status = fmt::format("{}", entry->last.status);
  if (!entry->was_judged) {
    attempt.outcome = LoginClass::unclear;
    attempt.detail = "every nonce was called stale";
    return attempt;
  }
  attempt.outcome = class_of_status(entry->last.status);
  // Servers answer 200 to anything, or close the session; only a description that 401 stood before is a proof.
  attempt.privileged_read = entry->last.status == 200 && protocols::rtsp::parse_sdp(entry->last.body).has_value();
  if (attempt.privileged_read) attempt.confirmed_by = "session description";
  return attempt;
}

}  // namespace

LoginAttempt try_rtsp_basic(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  return try_rtsp(network, surface, {RtspScheme::basic, pair.account, pair.password});
}

LoginAttempt try_rtsp_digest(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  return try_rtsp(network, surface, {RtspScheme::digest, pair.account, pair.password});
}

}  // namespace hoshi::probes::logins
