// Changes an authentication value by its recipe, looks at what that did everywhere, and changes it back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/recipe_runner.h"
#include "probes/value_notes.h"
#include "probes/value_trial.h"

namespace hoshi::probes {

// One run. Borrows everything. Emits value.set before anything is set, value.change, value.session, value.weak, value.kept. When an
// earlier run was cut off and left another value in force, that is found by its notes and put back first.
class ValueChanging {
 public:
  ValueChanging(Bench& bench, const Recipe& recipe, const Credential& account, std::string target);
  // conflict when the original value could not be put back: the message says which one is in force, or which may be.
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
  bool take_back();
  std::string left_values() const;
  void open_sessions();
  bool is_alive(const Session& session);
  void report_sessions();
  RecipeResult change(const std::string& from, const TestValue& to);
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
  std::vector<TestValue> left_{};  // by an earlier run; the newest first
  std::vector<Door> doors_;
  std::vector<Session> sessions_;
  const Door* witness_ = nullptr;  // the first door that takes the new value
};

}  // namespace hoshi::probes
