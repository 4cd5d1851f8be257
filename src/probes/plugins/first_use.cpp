// On a unit in factory state: whether a value has to be set before anything opens, at every login; and what the factory value opens after.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/probe.h"
#include "probes/recipe_runner.h"
#include "probes/value_trial.h"

namespace hoshi::probes {
namespace {

constexpr std::string_view target_of_units = "main";
constexpr std::string_view first_unit = "A";

std::vector<std::string_view> facts() { return {"first_use.state"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  if (std::find(input.targets.begin(), input.targets.end(), target_of_units) == input.targets.end()) return tasks;
  for (const auto* recipe : recipes_for(input.product, "first_use")) {
    tasks.push_back({"first_use", std::string(target_of_units), "", recipe->id});
  }
  return tasks;
}

// One door, before and after a value was set.
struct Door {
  TriedDoor tried;
  std::optional<LoginAttempt> factory;  // before
  std::string after = "not_tried";
};

struct Values {
  std::string account;
  std::optional<std::string> factory;  // of the label
  std::string factory_account;
  std::string own;                     // the test account's
  bool is_one() const { return factory && *factory == own && factory_account == account; }
};

Values values_of(const Bench& bench, const Credential& test) {
  Values values{test.account, std::nullopt, test.account, test.password};
  for (const auto& one : bench.initial_passwords()) {
    if (one.unit != first_unit || one.authentication != test.authentication) continue;
    values.factory = one.password;
    if (!one.account.empty()) values.factory_account = one.account;
  }
  return values;
}

// What the device says before; true when the test account's value is in force already: then it is no longer in factory state.
bool look_before(std::vector<Door>& doors, transport::Network& network, const Values& values) {
  for (auto& door : doors) {
    door.tried.controls.negative = patient_try(network, door.tried.surface, values.factory_account, random_password(network));
    if (values.factory) door.factory = patient_try(network, door.tried.surface, values.factory_account, *values.factory);
  }
  if (values.is_one()) return false;
  return std::any_of(doors.begin(), doors.end(), [&](Door& door) {
    return answer_of(door.tried, network, values.account, values.own) == LoginClass::accepted;
  });
}

void look_after(std::vector<Door>& doors, transport::Network& network, const Values& values) {
  for (auto& door : doors) {
    auto after = door.tried;
    take_controls(after, network, values.account, values.own);
    door.tried.before = after.before;
    door.tried.controls.positive = after.controls.positive;
    if (!values.factory || values.is_one()) continue;
    const auto outcome = answer_of(after, network, values.factory_account, *values.factory);
    if (outcome == LoginClass::accepted) door.after = "usable";
    if (outcome == LoginClass::refused && after.is_known()) door.after = "refused";
  }
}

bool is_open(const LoginAttempt& random) { return random.outcome == LoginClass::accepted || random.answers_anyone; }

bool is_known(const Door& door) { return door.tried.before == LoginClass::accepted && door.tried.controls.positive.has_value(); }

// The factory value opened it; a random one beside it did not.
bool was_usable(const Door& door) {
  return door.factory && settle(*door.factory, door.tried.controls) == LoginClass::accepted;
}

std::string_view state_of(const Door& door) {
  if (was_usable(door)) return "usable";
  // What did not open then means something only where it is known what opening looks like.
  if (!is_known(door)) return "unknown";
  if (is_open(*door.tried.controls.negative)) return "open";
  if (!door.factory) return "unknown";
  const auto outcome = settle(*door.factory, door.tried.controls);
  // Nobody listened there yet, or nothing that the right value opens now was to be had with this one.
  const bool was_shut = outcome == LoginClass::refused || outcome == LoginClass::connection_lost;
  const bool was_without_effect = door.tried.controls.positive->privileged_read && outcome != LoginClass::no_answer;
  return was_shut || was_without_effect ? "forced" : "unknown";
}

void report(const std::vector<Door>& doors, Bench& bench, std::string_view authentication, bool was_factory_state) {
  for (const auto& door : doors) {
    bench.observe("first_use.state", door.tried.surface.subject(),
                  object({{"authentication", authentication},
                          {"state", was_factory_state ? state_of(door) : std::string_view("unknown")},
                          {"after", door.after},
                          {"control", door.factory.has_value() && (is_known(door) || was_usable(door))}}));
  }
}

Result<void> look(const Recipe& recipe, const Credential& test, Bench& bench) {
  auto& network = bench.network();
  const auto values = values_of(bench, test);
  network.keep_secret(values.own);
  if (values.factory) network.keep_secret(*values.factory);
  std::vector<Door> doors;
  for (auto& tried : HOSHI_TRY(doors_of(recipe.authentication, target_of_units, bench))) doors.push_back({std::move(tried), std::nullopt, "not_tried"});
  const bool is_set_up = look_before(doors, network, values);
  if (!is_set_up) {
    const auto done = run_recipe(recipe, bench, {{"account", values.account}, {"old", values.factory.value_or("")},
                                                 {"password", values.factory.value_or("")}, {"new", values.own}});
    if (done.nobody && done.steps == 0) return {};
  }
  look_after(doors, network, values);
  report(doors, bench, recipe.authentication, !is_set_up);
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  for (const auto* recipe : recipes_for(bench.product(), "first_use")) {
    if (recipe->id != task.reference) continue;
    for (const auto& one : bench.credentials()) {
      if (one.authentication == recipe->authentication && !one.second) return look(*recipe, one, bench);
    }
    return fail(ErrorCode::invalid_input, "there is no test account of " + recipe->authentication + ": its password is what first use sets");
  }
  return fail(ErrorCode::not_found, "no recipe called " + task.reference);
}

}  // namespace

extern const Probe probe_first_use;
const Probe probe_first_use{
    .name = "first_use",
    .phase = Phase::change,
    .intrusion = Intrusion::disruptive,
    .budget = std::chrono::seconds(300),
    .facts = facts,
    .plan = plan,
    .run = run,
    .uses_canaries = true,  // labels are secrets like canaries: a recorded folder has none
    .effects = {Effect::overwrite, Effect::lock},
};

}  // namespace hoshi::probes
