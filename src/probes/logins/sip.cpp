// Logging in to a SIP registrar: REGISTER with Digest, which asks for bindings and changes none.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "probes/logins/kinds.h"
#include "probes/sip_agent.h"

namespace hoshi::probes::logins {
namespace {

namespace sip = protocols::sip;

LoginClass class_of_response(const sip::Response& response) {
  if (response.status >= 200 && response.status < 300) return LoginClass::accepted;
  switch (response.status) {
    case 401:
    case 403:
    case 404:
    case 407: return LoginClass::refused;
    case 429:
    case 480:
    case 503: return LoginClass::throttled;
    default: return LoginClass::unclear;
  }
}

std::optional<milliseconds> retry_after_of(const sip::Response& response) {
  const auto* value = response.header("Retry-After");
  const auto seconds = value != nullptr ? parse_number(*value, 86400) : std::nullopt;
  return seconds ? std::optional(milliseconds(*seconds * 1000)) : std::nullopt;
}

}  // namespace

LoginAttempt try_sip(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto fail_with = [&](const Error& error) {
    attempt.ended = network.time();
    const bool is_other = error.code == ErrorCode::corrupt || error.code == ErrorCode::invalid_input;
    attempt.outcome = is_other ? LoginClass::unclear : class_of(error);
    attempt.signature.status = is_other ? "not sip" : "no answer to register";
    return attempt;
  };
  const std::string host = surface.host.empty() ? surface.target : surface.host;
  const bool is_udp = surface.endpoint.starts_with("udp/");
  auto agent = SipAgent::open(network, {surface.target, host, surface.port, surface.tls, is_udp});
  if (!agent) return fail_with(agent.error());
  sip::Request request;
  request.method = "REGISTER";
  const auto judged = agent->ask_as(std::move(request), pair.account, pair.password);
  if (!judged) return fail_with(judged.error());
  attempt.began = judged->sent;
  attempt.ended = network.time();
  attempt.outcome = class_of_response(judged->response);
  attempt.retry_after = retry_after_of(judged->response);
  attempt.signature.status = fmt::format("sip {}", judged->response.status);
  attempt.detail = attempt.signature.status;
  if (!judged->asked_for_password && attempt.outcome == LoginClass::accepted) attempt.answers_anyone = true;
  if (!judged->was_judged && attempt.outcome != LoginClass::throttled) attempt.outcome = LoginClass::unclear;
  // The bindings are the privilege: they are refused before the password, on the same line.
  attempt.privileged_read = attempt.outcome == LoginClass::accepted && judged->asked_for_password;
  if (attempt.privileged_read) attempt.confirmed_by = "register";
  return attempt;
}

}  // namespace hoshi::probes::logins
