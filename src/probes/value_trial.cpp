// Trying values between controls.
// SPDX-License-Identifier: Apache-2.0
#include "probes/value_trial.h"

namespace hoshi::probes {
namespace {

constexpr int looks = 4;
constexpr milliseconds between_looks{3000};  // a web server that begins anew takes two to ten seconds

}  // namespace

Result<std::vector<TriedDoor>> doors_of(std::string_view authentication, std::string_view target, Bench& bench) {
  std::vector<TriedDoor> doors;
  for (auto& surface : login_surfaces(bench.product(), bench.seen())) {
    if (surface.authentication != authentication || base_target(surface.target) != target) continue;
    if (surface.kind == "telnet") {
      surface.prompts = HOSHI_TRY(protocols::telnet::prompts_from(bench.knowledge("prompts")));
    }
    doors.emplace_back();
    doors.back().surface = std::move(surface);
  }
  return doors;
}

LoginAttempt patient_try(transport::Network& network, const LoginSurface& surface, const std::string& account,
                         const std::string& value) {
  auto attempt = try_login(network, surface, account, value);
  for (int look = 1; look < looks; ++look) {
    const bool is_gone = attempt.outcome == LoginClass::connection_lost || attempt.outcome == LoginClass::no_answer;
    if (!is_gone || attempt.silence_refuses || !network.wait(between_looks)) break;
    attempt = try_login(network, surface, account, value);
  }
  return attempt;
}

void take_controls(TriedDoor& door, transport::Network& network, const std::string& account, const std::string& value) {
  door.controls.negative = patient_try(network, door.surface, account, random_password(network));
  door.controls.positive = patient_try(network, door.surface, account, value);
  door.before = settle(*door.controls.positive, door.controls);
  if (door.before != LoginClass::accepted) door.controls.positive.reset();
}

LoginClass answer_of(const TriedDoor& door, transport::Network& network, const std::string& account, const std::string& value) {
  return settle(patient_try(network, door.surface, account, value), door.controls);
}

}  // namespace hoshi::probes
