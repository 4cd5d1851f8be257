// Compares first passwords with labels and with each other, and tries one unit's value at another unit.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/login.h"
#include "probes/password_derivation.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

constexpr std::string_view first_unit = "A";
constexpr std::string_view prefix_of_units = "unit_";

std::vector<std::string_view> facts() { return {"initial.compared", "initial.derivable", "initial.shared"}; }

bool is_of_people(const Authentication& one) { return one.over_network && one.used_by != "machine"; }

// The doors of a further unit: those of the first, at its address.
std::vector<LoginSurface> surfaces_at(const std::string& target, const Product& product, const Observations& seen) {
  std::vector<LoginSurface> found;
  for (auto& surface : login_surfaces(product, seen)) {
    if (surface.target != "main" || surface.authentication.empty()) continue;
    surface.target = target;
    surface.host = product.host_of(target);
    found.push_back(std::move(surface));
  }
  return found;
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  if (input.product.units.empty()) return tasks;
  for (const auto& one : input.product.authentications) {
    if (is_of_people(one)) tasks.push_back({"initial_passwords", "", "", one.id});
  }
  for (const auto& target : input.targets) {
    if (!target.starts_with(prefix_of_units)) continue;
    for (const auto& surface : surfaces_at(target, input.product, input.seen)) {
      tasks.push_back({"initial_passwords", target, surface.endpoint, surface.id});
    }
  }
  return tasks;
}

const Unit* unit_of(const Product& product, std::string_view id) {
  const auto found = std::find_if(product.units.begin(), product.units.end(), [&](const Unit& unit) { return unit.id == id; });
  return found == product.units.end() ? nullptr : &*found;
}

const InitialPassword* label_of(const Bench& bench, std::string_view unit, std::string_view authentication) {
  for (const auto& one : bench.initial_passwords()) {
    if (one.unit == unit && one.authentication == authentication) return &one;
  }
  return nullptr;
}

Value list_of(const std::vector<std::string>& texts) {
  ValueList list;
  for (const auto& text : texts) list.emplace_back(text);
  return Value(std::move(list));
}

void compare(const Task& task, Bench& bench) {
  std::vector<LabelledUnit> labelled;
  std::vector<std::string> names;
  for (const auto& unit : bench.product().units) {
    const auto* label = label_of(bench, unit.id, task.reference);
    if (label == nullptr || label->password.empty()) continue;
    labelled.push_back({unit, label->password});
    names.push_back(unit.id);
  }
  if (labelled.empty()) return;
  const auto report = derivations(labelled, bench.product().model);
  const Subject subject{"", "", task.reference};
  bench.observe("initial.compared", subject,
                object({{"units", list_of(names)},
                        {"rules", report.rules},
                        {"characters", report.characters},
                        {"bits_at_most", report.bits_at_most},
                        {"control", report.control}}));
  for (const auto& one : report.found) {
    bench.observe("initial.derivable", subject,
                  object({{"units", list_of(one.units)}, {"rule", one.rule}, {"from", one.from}}));
  }
  if (!report.same.empty()) {
    bench.observe("initial.shared", subject, object({{"units", list_of(report.same)}, {"how", "same value"}}));
  }
}

// One try of the first unit's value at the other, between a random one and the other's own.
Result<void> try_at_other(const Task& task, Bench& bench) {
  const std::string id = task.target.substr(prefix_of_units.size());
  for (auto& surface : surfaces_at(task.target, bench.product(), bench.seen())) {
    if (surface.endpoint != task.endpoint || surface.id != task.reference) continue;
    if (surface.kind == "telnet") {
      surface.prompts = HOSHI_TRY(protocols::telnet::prompts_from(bench.knowledge("prompts")));
    }
    const auto* value = label_of(bench, first_unit, surface.authentication);
    const auto* own = label_of(bench, id, surface.authentication);
    if (value == nullptr || (own != nullptr && own->password == value->password)) return {};
    auto& network = bench.network();
    network.keep_secret(value->password);
    LoginControls controls;
    controls.negative = try_login(network, surface, value->account, random_password(network));
    if (own != nullptr) {
      network.keep_secret(own->password);
      controls.positive = try_login(network, surface, own->account, own->password);
      if (settle(*controls.positive, controls) != LoginClass::accepted) controls.positive.reset();
    }
    const auto tried = try_login(network, surface, value->account, value->password);
    if (settle(tried, controls) != LoginClass::accepted) return {};
    const auto units = list_of({std::string(first_unit), id});
    bench.observe("initial.shared", {task.target, surface.endpoint, surface.authentication},
                  object({{"units", units}, {"how", "accepted by the other unit"}}));
    return {};
  }
  return fail(ErrorCode::not_found, "no login called " + task.reference + " at " + task.endpoint);
}

Result<void> run(const Task& task, Bench& bench) {
  if (!task.target.empty()) {
    if (unit_of(bench.product(), task.target.substr(prefix_of_units.size())) == nullptr) return {};
    return try_at_other(task, bench);
  }
  compare(task, bench);
  return {};
}

}  // namespace

extern const Probe probe_initial_passwords;
const Probe probe_initial_passwords{
    .name = "initial_passwords",
    .phase = Phase::login,
    .intrusion = Intrusion::active,
    .budget = std::chrono::seconds(60),
    .facts = facts,
    .plan = plan,
    .run = run,
    .on_units = true,
    .uses_canaries = true,  // labels are secrets like canaries: a recorded folder has none
};

}  // namespace hoshi::probes
