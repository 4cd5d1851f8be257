// Logging in at an ONVIF device: an operation that is refused without a WS-UsernameToken and done with it.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/logins/kinds.h"
#include "probes/onvif_client.h"

namespace hoshi::probes::logins {
namespace {

LoginClass class_of_answer(const OnvifAnswer& answer) {
  if (answer.is_done()) return LoginClass::accepted;
  const bool says_lock = answer.is_soap && contains_ignoring_case(answer.soap.reason, "lock");
  if (answer.status == 423 || answer.status == 429 || says_lock) return LoginClass::locked;
  if (answer.status == 503) return LoginClass::throttled;
  return answer.is_refused() ? LoginClass::refused : LoginClass::unclear;
}

LoginAttempt failed(LoginAttempt attempt, transport::Network& network, const Error& error) {
  attempt.ended = network.time();
  attempt.outcome = error.code == ErrorCode::invalid_input ? LoginClass::unclear : class_of(error);
  attempt.signature.status = "no answer";
  return attempt;
}

}  // namespace

LoginAttempt try_onvif(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  OnvifClient client(network, {surface.target, surface.port, surface.tls, surface.host, false});
  OnvifPlace place;
  if (surface.path != "/") place.path = surface.path;  // "/": the description names none
  const auto is_there = client.greet(place.path);
  if (!is_there) return failed(std::move(attempt), network, is_there.error());
  if (!*is_there) {
    attempt.ended = network.time();
    attempt.outcome = LoginClass::unclear;
    attempt.signature.status = not_http;
    return attempt;
  }
  // The first asks for the least: users of every level may do it.
  const OnvifAccount account{pair.account, pair.password};
  for (const auto* operation : {"GetDeviceInformation", "GetUsers"}) {
    const auto without = client.ask(place, operation, "");
    if (!without) return failed(std::move(attempt), network, without.error());
    if (without->is_done()) continue;
    const auto with = client.ask(place, operation, "", &account);
    if (!with) return failed(std::move(attempt), network, with.error());
    attempt.began = with->began;
    attempt.ended = with->ended;
    attempt.outcome = class_of_answer(*with);
    attempt.signature.status = std::string(operation) + " " + with->how();
    attempt.privileged_read = attempt.outcome == LoginClass::accepted && without->is_refused();
    if (attempt.privileged_read) attempt.confirmed_by = operation;
    return attempt;
  }
  attempt.ended = network.time();
  attempt.outcome = LoginClass::unclear;
  attempt.answers_anyone = true;
  attempt.signature.status = "nothing asks for a login";
  return attempt;
}

}  // namespace hoshi::probes::logins
