// Logging in at an SNMPv3 agent: user and authentication password; reports tell a wrong digest from an unknown user.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/kinds.h"
#include "probes/snmp_client.h"

namespace hoshi::probes::logins {
namespace {

using Outcome = UsmLogin::Outcome;

LoginClass class_of_outcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted: return LoginClass::accepted;
    // An unknown user and a wrong password are one refusal: neither opens the door.
    case Outcome::wrong_password:
    case Outcome::unknown_user:
    case Outcome::not_supported: return LoginClass::refused;
    case Outcome::other: return LoginClass::unclear;
  }
  return LoginClass::unclear;
}

std::string_view detail_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted: return "the digest is right";
    case Outcome::wrong_password: return "wrong digest";
    case Outcome::unknown_user: return "unknown user";
    case Outcome::not_supported: return "this user does not authenticate";
    case Outcome::other: return "an answer that fits nothing";
  }
  return "";
}

}  // namespace

LoginAttempt try_snmpv3(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  namespace snmp = protocols::snmp;
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto declared = snmp::oid_from(std::string_view(surface.privileged_path));
  auto agent = UsmAgent::discover(network, surface.target, surface.port);
  const auto login = agent ? log_in(*agent, pair.account, pair.password, declared ? *declared : system_description())
                           : Result<UsmLogin>(tl::unexpected<Error>(agent.error()));
  attempt.ended = network.time();
  if (!login) {
    const bool is_other_protocol = login.error().code == ErrorCode::corrupt;
    attempt.outcome = is_other_protocol ? LoginClass::unclear : class_of(login.error());
    attempt.signature.status = is_other_protocol ? "not snmpv3" : "no answer";
    return attempt;
  }
  attempt.outcome = class_of_outcome(login->outcome);
  attempt.signature.status = attempt.outcome == LoginClass::refused ? "report" : name_of(attempt.outcome);
  attempt.detail = detail_of(login->outcome);
  // The agent processes only what was authenticated (RFC 3414, 3.2); that not everybody is shows in the negative control.
  attempt.privileged_read = attempt.outcome == LoginClass::accepted;
  if (attempt.privileged_read) attempt.confirmed_by = login->answer.is_encrypted ? "encrypted answer" : "authenticated answer";
  return attempt;
}

}  // namespace hoshi::probes::logins
