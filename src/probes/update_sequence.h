// The order of an update test: tampered images on the old version, the good one, power off, and what is beyond.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "probes/update_trial.h"

namespace hoshi::probes {

// What the description gives for one update mechanism; pointers live as long as product and bench.
struct UpdatePlan {
  std::string mechanism;
  const Recipe* update = nullptr;
  const Recipe* version = nullptr;
  const Recipe* restore = nullptr;    // null: none declared
  const Recipe* power_off = nullptr;  // with power_on, or null
  const Recipe* power_on = nullptr;
  const Recipe* restart = nullptr;
  const Recipe* network_off = nullptr;  // with network_on, or null
  const Recipe* network_on = nullptr;
};
// One for each mechanism that has an update recipe, an image, and a way to read the version.
std::vector<UpdatePlan> update_plans(const Product& product);

// Runs one plan and emits update.applied, update.kept, update.variant and update.cut. `target` is the one that is updated.
[[nodiscard]] Result<void> run_update(Bench& bench, const std::string& target, const UpdatePlan& plan);

}  // namespace hoshi::probes
