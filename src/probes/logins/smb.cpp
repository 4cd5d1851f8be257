// Logging in to SMB with NTLMv2: one session a try, and what the status of its answer means.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "probes/logins/kinds.h"
#include "probes/smb_session.h"

namespace hoshi::probes::logins {
namespace {

namespace smb = protocols::smb;
using smb::StatusMeaning;

LoginClass class_of_answer(const smb::SessionAnswer& answer) {
  switch (smb::meaning_of(answer.status)) {
    // A guest's session is given to whoever is not known: the password was not right.
    case StatusMeaning::success:
      return answer.is_guest || answer.is_anonymous ? LoginClass::refused : LoginClass::accepted;
    case StatusMeaning::refused: return LoginClass::refused;
    case StatusMeaning::locked: return LoginClass::locked;
    case StatusMeaning::busy: return LoginClass::throttled;
    case StatusMeaning::right_but_shut:
    case StatusMeaning::other: return LoginClass::unclear;
  }
  return LoginClass::unclear;
}

}  // namespace

LoginAttempt try_smb(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  const auto fail_with = [&](const Error& error) {
    attempt.ended = network.time();
    const bool is_other_protocol = error.code == ErrorCode::corrupt;
    attempt.outcome = is_other_protocol ? LoginClass::unclear : class_of(error);
    attempt.signature.status = is_other_protocol ? "not smb" : "no answer to session setup";
    return attempt;
  };
  auto session = SmbSession::open(network, surface.target, surface.port);
  if (!session) return fail_with(session.error());
  attempt.began = network.time();
  const auto answer = session->log_in(network, smb::NtlmAccount{pair.account, pair.password});
  if (!answer) return fail_with(answer.error());
  attempt.ended = network.time();
  attempt.outcome = class_of_answer(*answer);
  attempt.signature.status = fmt::format("smb {:08x}{}", answer->status, answer->is_guest ? " guest" : "");
  attempt.detail = attempt.signature.status;
  // The session itself is the privilege; that not everybody gets it shows in the negative control.
  attempt.privileged_read = attempt.outcome == LoginClass::accepted;
  if (attempt.privileged_read) attempt.confirmed_by = "session of its own";
  return attempt;
}

}  // namespace hoshi::probes::logins
