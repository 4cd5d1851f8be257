// Logging in over SSH with a password, through the network's own client.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "probes/logins/kinds.h"

namespace hoshi::probes::logins {
namespace {

using Outcome = transport::SshLogin::Outcome;

// The status is part of the signature; the class is what it means for a password.
std::pair<LoginClass, std::string_view> meaning_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted: return {LoginClass::accepted, "accepted"};
    case Outcome::refused: return {LoginClass::refused, "refused"};
    case Outcome::partial: return {LoginClass::unclear, "partial"};
    case Outcome::no_password_method: return {LoginClass::unclear, "no password method"};
    case Outcome::disconnected: return {LoginClass::connection_lost, "disconnected"};
    case Outcome::unreachable: return {LoginClass::connection_lost, "unreachable"};
    case Outcome::timed_out: return {LoginClass::no_answer, "timed out"};
  }
  return {LoginClass::unclear, "unknown"};
}

}  // namespace

LoginAttempt try_ssh(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto login = network.ssh_login(surface.target, surface.port, pair.account, pair.password,
                                       connect_timeout + answer_timeout);
  attempt.ended = network.time();
  if (!login) {
    attempt.outcome = class_of(login.error());
    attempt.signature.status = "no connection";
    return attempt;
  }
  const auto [outcome, status] = meaning_of(login->outcome);
  attempt.outcome = outcome;
  attempt.signature.status = status;
  attempt.detail = printable(login->detail);
  attempt.asks_second_factor = login->outcome == Outcome::partial;
  // When the `none` method opens the door, the password proved nothing.
  attempt.answers_anyone = login->none_accepted;
  if (attempt.answers_anyone) attempt.outcome = LoginClass::unclear;
  // The server's success message comes over the authenticated channel: nobody without the login gets it.
  attempt.privileged_read = attempt.outcome == LoginClass::accepted;
  if (attempt.privileged_read) attempt.confirmed_by = "ssh";
  return attempt;
}

}  // namespace hoshi::probes::logins
