// Right and wrong passwords at one login, from here, from another source and for another account, each written down.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/guess_log.h"
#include "probes/login.h"

namespace hoshi::probes {

// Accounts and addresses that a measurement may use; all borrowed.
struct GuessInput {
  const LoginSurface& surface;
  const Credential* known = nullptr;
  const Credential* second = nullptr;
  int sources = 1;  // of Bench::sources()
  std::string account = "admin";  // whose password is guessed when no account is known
};

struct Judged {
  LoginAttempt attempt;
  LoginClass outcome = LoginClass::no_answer;  // settled by the controls

  bool is_accepted() const { return outcome == LoginClass::accepted; }
};

// One lane of the network; not for several threads.
class Guesser {
 public:
  Guesser(transport::Network& network, const GuessInput& input);

  // The first wrong and right try; false when right and wrong cannot be told apart.
  bool take_controls();
  const LoginControls& controls() const { return controls_; }
  // The right password worked before, and wrong ones looked different.
  bool has_control() const { return has_control_; }
  // The right password is not enough: a further factor is asked for, and a wrong one is not.
  bool asks_second_factor() const { return asks_second_factor_; }
  bool can_try_second() const { return second_works_; }
  bool can_try_elsewhere() const { return elsewhere_works_; }

  Judged wrong();
  Judged wrong_elsewhere();
  Judged wrong_for_stranger();  // an account nobody has
  Judged right();
  Judged right_elsewhere();
  Judged second();

  const std::string& account() const { return input_.known != nullptr ? input_.known->account : input_.account; }
  // Who guesses against silence waits for nobody: a wrong try costs what the device takes to answer a right one.
  milliseconds time_of(const LoginAttempt& attempt) const;
  void keep(const std::vector<GuessPoint>& points) { points_.insert(points_.end(), points.begin(), points.end()); }
  const std::vector<GuessPoint>& points() const { return points_; }
  TaskTime began() const { return began_; }
  // An answer met the right password that fits nothing: no lock can be told from that.
  bool is_erratic() const { return is_erratic_; }

 private:
  Judged judged(LoginAttempt attempt, PasswordSent sent);
  Judged try_right(const LoginSurface& surface, const Credential& credential);

  transport::Network& network_;
  const GuessInput& input_;
  LoginSurface elsewhere_;
  TaskTime began_;
  LoginControls controls_;
  std::vector<GuessPoint> points_;
  bool has_control_ = false;
  bool asks_second_factor_ = false;
  bool second_works_ = false;
  bool elsewhere_works_ = false;
  bool is_erratic_ = false;
};

}  // namespace hoshi::probes
