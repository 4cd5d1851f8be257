// Logging in at an SNMP agent by community: a value for who knows it, silence for everybody else.
// SPDX-License-Identifier: Apache-2.0
#include "probes/logins/kinds.h"
#include "probes/snmp_client.h"

namespace hoshi::probes::logins {
namespace {

namespace snmp = protocols::snmp;

const snmp::Oid& first_object() {
  static const snmp::Oid name{1, 3};
  return name;
}

snmp::Oid object_of(const LoginSurface& surface) {
  const auto declared = snmp::oid_from(std::string_view(surface.privileged_path));
  return declared ? *declared : system_description();
}

}  // namespace

LoginAttempt try_snmp(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.silence_refuses = true;  // RFC 1157, 4.1: a message of another community is dropped
  attempt.began = network.time();
  attempt.ended = attempt.began;
  auto agent = CommunityAgent::open(network, surface.target, surface.port);
  auto answer = agent ? agent->get(pair.password, object_of(surface))
                      : Result<snmp::Pdu>(tl::unexpected<Error>(agent.error()));
  attempt.ended = network.time();
  // An object that this community may not see says nothing about the community; there is always a first one it may.
  if (answer && answer->value() == nullptr) answer = agent->get_next(pair.password, first_object());
  if (!answer) {
    attempt.outcome = class_of(answer.error());
    attempt.signature.status = attempt.outcome == LoginClass::no_answer ? "silence" : "nobody listens";
    return attempt;
  }
  attempt.privileged_read = answer->value() != nullptr;
  attempt.outcome = attempt.privileged_read ? LoginClass::accepted : LoginClass::unclear;
  attempt.signature.status = attempt.privileged_read ? "value" : "answer without a value";
  if (attempt.privileged_read) attempt.confirmed_by = "value read";
  return attempt;
}

}  // namespace hoshi::probes::logins
