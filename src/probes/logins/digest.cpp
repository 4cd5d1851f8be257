// Logging in with HTTP Digest authentication (RFC 7616), through stale nonces to an answer that judged the password.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "probes/logins/exchange.h"
#include "probes/logins/kinds.h"
#include "protocols/http/authorization.h"

namespace hoshi::probes::logins {
namespace {

namespace http = protocols::http;

constexpr int stale_answers_max = 4;  // one is usual; a device that never stops would never judge a password
constexpr std::size_t client_nonce_bytes = 8;

Result<http::DigestChallenge> challenge_in(const http::Response& response) {
  return http::first_digest(http::challenges_of(response.headers));
}

Result<http::Response> ask(transport::Network& network, const LoginSurface& surface, const std::string& path,
                           const http::DigestChallenge& challenge, const Pair& pair) {
  http::DigestInput input;
  input.uri = path;
  input.user = pair.account;
  input.password = pair.password;
  input.client_nonce = to_hex(network.random(client_nonce_bytes));
  // What follows from the password can be guessed offline, so it is kept out of the records as well.
  network.keep_secret(HOSHI_TRY(http::digest_response(challenge, input)));
  http::Request request;
  request.path = path;
  auto authorization = HOSHI_TRY(http::digest_authorization(challenge, input));
  request.headers = {{"Authorization", std::move(authorization)}};
  return exchange(network, surface, request);
}

// Asks with this challenge and, while the server only calls the nonce stale (RFC 7616, 3.3), with the new one.
Result<http::Response> ask_until_judged(transport::Network& network, const LoginSurface& surface,
                                        const std::string& path, http::DigestChallenge& challenge, const Pair& pair,
                                        bool& is_judged) {
  for (int round = 0; round <= stale_answers_max; ++round) {
    auto response = HOSHI_TRY(ask(network, surface, path, challenge, pair));
    const auto next = challenge_in(response);
    is_judged = response.status != 401 || !next || !next->stale;
    if (is_judged || round == stale_answers_max) return response;
    challenge = *next;
  }
  return fail(ErrorCode::internal, "unreachable");
}

void confirm_digest(LoginAttempt& attempt, transport::Network& network, const LoginSurface& surface,
                    const http::Response& response, http::DigestChallenge& challenge, const Pair& pair) {
  if (surface.privileged_path.empty() || surface.privileged_path == surface.path) {
    confirm(attempt, network, surface, surface.path, response);
    return;
  }
  bool is_judged = false;
  const auto opened = ask_until_judged(network, surface, surface.privileged_path, challenge, pair, is_judged);
  if (opened && is_judged) confirm(attempt, network, surface, surface.privileged_path, *opened);
}

}  // namespace

LoginAttempt try_digest(transport::Network& network, const LoginSurface& surface, const Pair& pair) {
  LoginAttempt attempt;
  attempt.began = network.time();
  http::Request request;
  request.path = surface.path;
  const auto first = exchange(network, surface, request);
  if (!first) {
    take_failure(attempt, network, first.error());
    return attempt;
  }
  auto challenge = challenge_in(*first);
  if (!challenge) {
    take_answer(attempt, network, *first);
    // Nobody was asked for anything: an open page, or the answer of a lock.
    if (attempt.outcome == LoginClass::accepted) attempt.answers_anyone = true;
    if (attempt.outcome != LoginClass::locked && attempt.outcome != LoginClass::throttled) {
      attempt.outcome = LoginClass::unclear;
    }
    attempt.detail = "no Digest challenge";
    return attempt;
  }
  bool is_judged = false;
  const auto response = ask_until_judged(network, surface, surface.path, *challenge, pair, is_judged);
  if (!response) {
    take_failure(attempt, network, response.error());
    return attempt;
  }
  take_answer(attempt, network, *response);
  if (!is_judged) {
    attempt.outcome = LoginClass::unclear;
    attempt.detail = "every nonce was called stale";
    return attempt;
  }
  if (attempt.outcome == LoginClass::accepted) {
    confirm_digest(attempt, network, surface, *response, *challenge, pair);
  }
  return attempt;
}

}  // namespace hoshi::probes::logins
