// Changes each authentication value by its declared recipe and looks whether the old one is dead and the new one alive.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/probe.h"
#include "probes/value_changing.h"

namespace hoshi::probes {
namespace {

constexpr std::string_view target_of_changes = "main";

std::vector<std::string_view> facts() { return {"value.set", "value.change", "value.session", "value.weak", "value.kept"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  const bool is_there = std::find(input.targets.begin(), input.targets.end(), target_of_changes) != input.targets.end();
  const auto surfaces = login_surfaces(input.product, input.seen);
  for (const auto* recipe : recipes_for(input.product, "change")) {
    const bool has_door = std::any_of(surfaces.begin(), surfaces.end(), [&](const auto& surface) {
      return surface.authentication == recipe->authentication && base_target(surface.target) == target_of_changes;
    });
    if (is_there && has_door) tasks.push_back({"value_change", std::string(target_of_changes), "", recipe->id});
  }
  return tasks;
}

Result<void> run(const Task& task, Bench& bench) {
  for (const auto* recipe : recipes_for(bench.product(), "change")) {
    if (recipe->id != task.reference) continue;
    for (const auto& account : bench.credentials()) {
      if (account.authentication != recipe->authentication || account.second) continue;
      return ValueChanging(bench, *recipe, account, task.target).run();
    }
    return fail(ErrorCode::invalid_input, "there is no test account of " + recipe->authentication + " whose value could be changed");
  }
  return fail(ErrorCode::not_found, "no recipe called " + task.reference);
}

}  // namespace

extern const Probe probe_value_change;
const Probe probe_value_change{
    .name = "value_change",
    .phase = Phase::change,
    .intrusion = Intrusion::disruptive,
    .budget = std::chrono::seconds(600),
    .facts = facts,
    .plan = plan,
    .run = run,
    .effects = {Effect::overwrite, Effect::lock, Effect::restart},
};

}  // namespace hoshi::probes
