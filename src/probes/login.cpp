// Dispatch to the kinds of login, and the judgement of an attempt by the controls.
// SPDX-License-Identifier: Apache-2.0
#include "probes/login.h"

#include <fmt/format.h>

#include <cstdlib>

#include "probes/logins/kinds.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t random_password_characters = 20;

// A form without a privileged page answers "unclear" to right and wrong alike; likeness alone decides.
LoginClass settle_unclear(const LoginAttempt& attempt, const LoginControls& controls) {
  const bool was_judged = controls.negative && controls.negative->outcome == LoginClass::refused;
  if (attempt.answers_anyone) return was_judged ? LoginClass::locked : LoginClass::unclear;
  if (!controls.negative || attempt.signature.status == not_http) return LoginClass::unclear;
  if (attempt.signature.is_like(controls.negative->signature)) {
    return controls.distinguishable() ? LoginClass::refused : LoginClass::unclear;
  }
  if (controls.positive && attempt.signature.is_like(controls.positive->signature)) {
    return controls.distinguishable() ? LoginClass::accepted : LoginClass::unclear;
  }
  return controls.distinguishable() ? LoginClass::locked : LoginClass::unclear;
}

LoginClass settle_accepted(const LoginAttempt& attempt, const LoginControls& controls) {
  if (!controls.negative || controls.negative->outcome == LoginClass::accepted) return LoginClass::unclear;
  if (attempt.privileged_read) return LoginClass::accepted;
  if (attempt.signature.is_like(controls.negative->signature)) return LoginClass::refused;
  const bool is_like_positive = controls.positive && attempt.signature.is_like(controls.positive->signature);
  return is_like_positive ? LoginClass::accepted : LoginClass::unclear;
}

LoginClass settle_silence(const LoginAttempt& attempt, const LoginControls& controls) {
  const bool is_refusal = attempt.silence_refuses && controls.is_refused_by_silence() && controls.distinguishable();
  return is_refusal ? LoginClass::refused : LoginClass::no_answer;
}

}  // namespace

std::string_view name_of(LoginClass outcome) {
  switch (outcome) {
    case LoginClass::accepted: return "accepted";
    case LoginClass::refused: return "refused";
    case LoginClass::locked: return "locked";
    case LoginClass::throttled: return "throttled";
    case LoginClass::connection_lost: return "connection_lost";
    case LoginClass::no_answer: return "no_answer";
    case LoginClass::unclear: return "unclear";
  }
  return "unclear";
}

std::string LoginSignature::text() const { return fmt::format("{}/{}/{}/{}", status, length_bits, title, shape); }

bool LoginSignature::is_like(const LoginSignature& other) const {
  return status == other.status && title == other.title && shape == other.shape &&
         std::abs(length_bits - other.length_bits) <= 1;
}

LoginAttempt try_login(transport::Network& network, const LoginSurface& surface, const std::string& account,
                       const std::string& password) {
  const logins::Pair pair{account, password};
  for (const auto& kind : logins::kinds()) {
    if (kind.name == surface.kind) return kind.attempt(network, surface, pair);
  }
  LoginAttempt attempt;
  attempt.outcome = LoginClass::unclear;
  attempt.detail = "unknown kind of login";
  return attempt;
}

bool LoginControls::distinguishable() const {
  if (!negative || negative->outcome == LoginClass::accepted || negative->answers_anyone) return false;
  if (is_refused_by_silence()) {
    return positive && positive->outcome == LoginClass::accepted && positive->privileged_read;
  }
  // It was not judged, so it says nothing about judging.
  if (is_lock_sign(negative->outcome) || negative->signature.status == not_http) return false;
  if (positive) {
    const bool opened = positive->outcome == LoginClass::accepted || positive->outcome == LoginClass::unclear;
    return opened && !positive->answers_anyone &&
           (positive->privileged_read || !positive->signature.is_like(negative->signature));
  }
  return negative->outcome == LoginClass::refused;
}

bool LoginControls::is_refused_by_silence() const {
  return negative && negative->silence_refuses && negative->outcome == LoginClass::no_answer;
}

LoginClass settle(const LoginAttempt& attempt, const LoginControls& controls) {
  switch (attempt.outcome) {
    case LoginClass::accepted:
      return settle_accepted(attempt, controls);
    case LoginClass::unclear:
      return settle_unclear(attempt, controls);
    case LoginClass::refused: {
      const bool was_refused = controls.negative && controls.negative->outcome == LoginClass::refused;
      if (was_refused && !attempt.signature.is_like(controls.negative->signature)) return LoginClass::locked;
      return LoginClass::refused;
    }
    case LoginClass::no_answer:
      return settle_silence(attempt, controls);
    case LoginClass::locked:
    case LoginClass::throttled:
    case LoginClass::connection_lost:
      return attempt.outcome;
  }
  return LoginClass::unclear;
}

bool is_lock_sign(LoginClass outcome) {
  switch (outcome) {
    case LoginClass::locked:
    case LoginClass::throttled:
    case LoginClass::connection_lost:
    case LoginClass::no_answer:
      return true;
    case LoginClass::accepted:
    case LoginClass::refused:
    case LoginClass::unclear:
      return false;
  }
  return true;
}

std::string random_password(transport::Network& network) {
  // 32 signs, so that every byte gives one without bias.
  constexpr std::string_view signs = "abcdefghijkmnpqrstuvwxyz23456789";
  static_assert(signs.size() == 32);
  std::string text;
  for (const auto byte : network.random(random_password_characters)) text.push_back(signs[byte % signs.size()]);
  return text;
}

}  // namespace hoshi::probes
