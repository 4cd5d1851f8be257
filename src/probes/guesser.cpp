// Tries, their settling, and the controls of each address and account.
// SPDX-License-Identifier: Apache-2.0
#include "probes/guesser.h"

namespace hoshi::probes {
namespace {

constexpr milliseconds rest{25'000};  // 10 requests a minute give back four of them
constexpr int second_source = 2;

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

bool is_for_later(const LoginAttempt& attempt) {
  const bool is_shut = attempt.outcome == LoginClass::throttled || attempt.outcome == LoginClass::locked;
  return is_shut && attempt.retry_after.value_or(rest) <= rest;
}

}  // namespace

Guesser::Guesser(transport::Network& network, const GuessInput& input)
    : network_(network), input_(input), elsewhere_(input.surface), began_(network.time()) {
  elsewhere_.target += "@source2";
  for (const auto* credential : {input_.known, input_.second}) {
    if (credential != nullptr && !credential->password.empty()) network_.keep_secret(credential->password);
  }
}

milliseconds Guesser::time_of(const LoginAttempt& attempt) const {
  const bool is_silence = attempt.silence_refuses && attempt.outcome == LoginClass::no_answer;
  return is_silence && controls_.positive ? controls_.positive->took() : attempt.took();
}

Judged Guesser::judged(LoginAttempt attempt, PasswordSent sent) {
  // The controls themselves are what everything is settled by.
  const auto outcome = controls_.negative ? settle(attempt, controls_) : attempt.outcome;
  points_.push_back({to_milliseconds(attempt.began - began_), attempt.took(), letter_of(outcome, sent), 0});
  return {std::move(attempt), outcome};
}

bool Guesser::take_controls() {
  auto negative = wrong().attempt;
  // A limit of requests may have been met by the probes before: it is measured from rest.
  if (is_for_later(negative) && network_.wait(rest)) negative = wrong().attempt;
  controls_.negative = std::move(negative);
  if (input_.known == nullptr) return controls_.distinguishable();
  const auto try_right = [&] { return try_login(network_, input_.surface, input_.known->account, input_.known->password); };
  auto right = try_right();
  // The last try that the limit left may have been the wrong one.
  if (is_for_later(right) && network_.wait(rest)) right = try_right();
  controls_.positive = std::move(right);
  const auto positive = judged(*controls_.positive, PasswordSent::right);
  has_control_ = controls_.distinguishable() && positive.is_accepted();
  asks_second_factor_ = has_control_ && controls_.positive->asks_second_factor && !controls_.negative->asks_second_factor;
  if (!has_control_) {
    controls_.positive.reset();
    return controls_.distinguishable();
  }
  second_works_ = input_.second != nullptr && second().is_accepted();
  elsewhere_works_ = input_.sources >= second_source && right_elsewhere().is_accepted();
  is_erratic_ = false;
  return true;
}

Judged Guesser::wrong() {
  return judged(try_login(network_, input_.surface, account(), random_password(network_)), PasswordSent::wrong);
}

Judged Guesser::wrong_elsewhere() {
  return judged(try_login(network_, elsewhere_, account(), random_password(network_)), PasswordSent::wrong);
}

Judged Guesser::wrong_for_stranger() {
  const auto stranger = random_password(network_);
  return judged(try_login(network_, input_.surface, stranger, random_password(network_)), PasswordSent::wrong);
}

Judged Guesser::try_right(const LoginSurface& surface, const Credential& credential) {
  return judged(try_login(network_, surface, credential.account, credential.password), PasswordSent::right);
}

Judged Guesser::right() {
  auto made = try_right(input_.surface, *input_.known);
  is_erratic_ = is_erratic_ || made.outcome == LoginClass::unclear;
  return made;
}

Judged Guesser::right_elsewhere() { return try_right(elsewhere_, *input_.known); }

Judged Guesser::second() { return try_right(input_.surface, *input_.second); }

}  // namespace hoshi::probes
