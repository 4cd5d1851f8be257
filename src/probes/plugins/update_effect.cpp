// Gives the device tampered update images and the good one, and judges by what became of it, never by its answer.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/probe.h"
#include "probes/update_sequence.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() { return {"update.applied", "update.kept", "update.variant", "update.cut"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  if (std::find(input.targets.begin(), input.targets.end(), "main") == input.targets.end()) return tasks;
  for (const auto& one : update_plans(input.product)) tasks.push_back({"update_effect", "main", "", one.mechanism});
  return tasks;
}

Result<void> run(const Task& task, Bench& bench) {
  for (const auto& one : update_plans(bench.product())) {
    if (one.mechanism == task.reference) return run_update(bench, task.target, one);
  }
  return fail(ErrorCode::not_found, "the description has no such update");
}

}  // namespace

extern const Probe probe_update_effect;
const Probe probe_update_effect{
    "update_effect", Phase::update, Intrusion::disruptive, std::chrono::minutes(60), facts, plan, run,
    false, false, {Effect::overwrite, Effect::restart},
};

}  // namespace hoshi::probes
