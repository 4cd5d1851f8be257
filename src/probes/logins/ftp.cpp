// Logging in with USER and PASS of FTP (RFC 959), in clear or over TLS where the server demands it (RFC 4217).
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "probes/ftp_session.h"
#include "probes/logins/kinds.h"

namespace hoshi::probes::logins {
namespace {

using protocols::ftp::Reply;

bool speaks_of_a_lock(const Reply& reply) {
  for (const auto* words : {"too many", "locked", "try again later", "temporarily", "banned"}) {
    if (contains_ignoring_case(reply.text, words)) return true;
  }
  return false;
}

LoginClass class_of_entry(const FtpEntry& entry) {
  const Reply& last = entry.last();
  if (entry.is_in()) return LoginClass::accepted;
  if (last.code == 421 || speaks_of_a_lock(last)) return LoginClass::locked;
  // RFC 959, 5.4: 332 wants more than a password; 430 and 550 are refusals of some servers.
  if (last.code == 530 || last.code == 430 || last.code == 550) return LoginClass::refused;
  return LoginClass::unclear;
}

LoginAttempt failed(LoginAttempt attempt, transport::Network& network, const Error& error, std::string_view where) {
  const bool is_other_protocol = error.code == ErrorCode::corrupt;
  const bool is_ours = error.code == ErrorCode::invalid_input;
  attempt.ended = network.time();
  attempt.outcome = is_other_protocol || is_ours ? LoginClass::unclear : class_of(error);
  attempt.signature.status = is_other_protocol ? std::string(not_http) : std::string(where);
  if (is_ours) attempt.detail = "cannot be written as a line";
  return attempt;
}

// Connected, over TLS where needed, before any name was said. The reply is the greeting or the answer to AUTH.
Result<FtpSession> prepared(transport::Network& network, const LoginSurface& surface) {
  const bool implicit_tls = surface.tls && !surface.starttls;
  auto session = FtpSession::open(network, {surface.target, surface.port, implicit_tls});
  if (!session || !surface.starttls) return session;
  const auto agreed = HOSHI_TRY(session->start_tls());
  if (agreed.code != 234) return fail(ErrorCode::unavailable, "no TLS");
  return session;
}

}  // namespace

LoginAttempt try_ftp(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  auto session = prepared(network, surface);
  if (!session) return failed(std::move(attempt), network, session.error(), "no greeting");
  if (session->greeting().code != 220) {
    attempt.ended = network.time();
    attempt.outcome = session->greeting().code == 421 ? LoginClass::throttled : LoginClass::unclear;
    attempt.signature.status = fmt::format("greeting {}", session->greeting().code);
    return attempt;
  }
  // What is refused now and given after the password is the privilege.
  const auto before = session->command("PWD");
  if (!before) return failed(std::move(attempt), network, before.error(), "closed before the name");
  attempt.began = network.time();
  const auto entry = session->log_in(pair.account, pair.password);
  if (!entry) return failed(std::move(attempt), network, entry.error(), "closed at the password");
  attempt.ended = entry->answered_at;
  attempt.outcome = class_of_entry(*entry);
  attempt.signature.status = fmt::format("{} {}", entry->user.code, entry->password.code);
  if (attempt.outcome != LoginClass::accepted) return attempt;
  const auto after = session->command("PWD");
  attempt.privileged_read = before->is_refusal() && after && after->code == 257;
  if (attempt.privileged_read) attempt.confirmed_by = "working directory";
  return attempt;
}

}  // namespace hoshi::probes::logins
