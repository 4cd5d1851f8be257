// Tries a value at every login of an authentication, between controls, while the value in force changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probes/login.h"

namespace hoshi::probes {

// A login and what is known of right and wrong values there.
struct TriedDoor {
  LoginSurface surface;
  LoginControls controls;
  LoginClass before = LoginClass::no_answer;  // of the value said to be right
  // It was accepted and a random one was not: answers mean something here.
  bool is_known() const { return before == LoginClass::accepted && controls.distinguishable(); }
};

// The login surfaces of the target that belong to the authentication, with the words they need.
[[nodiscard]] Result<std::vector<TriedDoor>> doors_of(std::string_view authentication, std::string_view target, Bench& bench);

// One try, and after trouble with the connection a few more: a service may begin anew when a value changes.
LoginAttempt patient_try(transport::Network& network, const LoginSurface& surface, const std::string& account,
                         const std::string& value);

// A random value, then the one said to be right.
void take_controls(TriedDoor& door, transport::Network& network, const std::string& account, const std::string& value);

// What the door says to the value in the light of its controls.
LoginClass answer_of(const TriedDoor& door, transport::Network& network, const std::string& account, const std::string& value);

}  // namespace hoshi::probes
