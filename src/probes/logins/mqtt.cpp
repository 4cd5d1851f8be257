// Logging in at an MQTT broker: CONNECT with user and password, and the code of the answer.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "probes/broker_session.h"
#include "probes/logins/kinds.h"

namespace hoshi::probes::logins {
namespace {

using protocols::mqtt::ConnectMeaning;

LoginClass class_of_meaning(ConnectMeaning meaning) {
  switch (meaning) {
    case ConnectMeaning::accepted: return LoginClass::accepted;
    case ConnectMeaning::not_authorised: return LoginClass::refused;
    case ConnectMeaning::locked: return LoginClass::locked;
    case ConnectMeaning::busy: return LoginClass::throttled;
    case ConnectMeaning::other_version_needed: return LoginClass::unclear;
    case ConnectMeaning::other: return LoginClass::unclear;
  }
  return LoginClass::unclear;
}

}  // namespace

LoginAttempt try_mqtt(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto session = BrokerSession::open(network, {surface.target, surface.port, surface.tls},
                                           {pair.account, pair.password});
  attempt.ended = network.time();
  if (!session) {
    const bool is_other_protocol = session.error().code == ErrorCode::corrupt;
    attempt.outcome = is_other_protocol ? LoginClass::unclear : class_of(session.error());
    attempt.signature.status = is_other_protocol ? "not mqtt" : "no answer to connect";
    return attempt;
  }
  attempt.outcome = class_of_meaning(session->answer().meaning);
  attempt.signature.status = fmt::format("connack {}", session->answer().code);
  // The session itself is the privilege; that not everybody gets it shows in the negative control.
  attempt.privileged_read = attempt.outcome == LoginClass::accepted;
  if (attempt.privileged_read) attempt.confirmed_by = "connack 0";
  return attempt;
}

}  // namespace hoshi::probes::logins
