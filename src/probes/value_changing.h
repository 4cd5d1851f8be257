// Changes an authentication value by its recipe, looks at what that did everywhere, and changes it back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/recipe_runner.h"
#include "probes/value_trial.h"

namespace hoshi::probes {

// A value the device may have now, and how the tester can know it without its standing anywhere.
struct TestValue {
  std::string value;  // secret
  std::string how;    // "`next` of the credentials file"; no secret
};

// `Hx`, digits of SHA-256 over the former value and a number, `-7`: of every usual class of characters, and known to
// whoever knows the former value.
TestValue value_after(const std::string& former, const std::string& number);

// One run. Borrows everything. Emits value.change, value.session, value.weak, value.kept.
class ValueChanging {
 public:
  ValueChanging(Bench& bench, const Recipe& recipe, const Credential& account, std::string target);
  // conflict when the original value could not be put back: the message says which one is in force.
  [[nodiscard]] Result<void> run();

 private:
  struct Door {
    TriedDoor tried;
    LoginClass old_after = LoginClass::no_answer;
    LoginClass new_after = LoginClass::no_answer;
    bool refuses_random = false;
    bool was_asked = false;
  };
  struct Session {
    const Recipe* opens = nullptr;
    const Recipe* uses = nullptr;
    Bindings kept;
    bool alive_before = false;
  };

  bool take_controls();
  void open_sessions();
  bool is_alive(const Session& session);
  void report_sessions();
  RecipeResult change(const std::string& from, const std::string& to);
  void look_at_doors();
  void report_doors();
  void try_weak();
  bool try_weak(std::string_view what, const TestValue& weak);
  void try_same();
  void restart();
  bool change_and_see(const TestValue& to);
  bool put_back();
  bool is_original_everywhere();
  LoginClass answer(const std::string& value) const;
  TestValue fresh();
  bool is_late() const;
  bool needs_hands() const;

  Bench& bench_;
  transport::Network& network_;
  const Recipe& recipe_;
  const Credential& account_;
  std::string target_;
  TestValue original_;
  TestValue now_;
  TestValue next_;
  std::vector<Door> doors_;
  std::vector<Session> sessions_;
  const Door* witness_ = nullptr;  // the first door that takes the new value
};

}  // namespace hoshi::probes
