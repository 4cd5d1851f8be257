// Selection of probes.
// SPDX-License-Identifier: Apache-2.0
#include "operations/selection.h"

#include <algorithm>

#include "agent/port_ranges.h"
#include "base/text.h"

namespace hoshi::operations {
namespace {

Result<std::vector<std::string>> probes_named(const Home& home, const Scheme& scheme, const std::vector<std::string>& names) {
  std::vector<std::string> probes;
  for (const auto& name : names) {
    if (probes::find_probe(name) != nullptr) {
      probes.push_back(name);
      continue;
    }
    const Criterion* criterion = scheme.criterion(name);
    if (criterion != nullptr) {
      probes.insert(probes.end(), criterion->probes.begin(), criterion->probes.end());
      continue;
    }
    std::vector<std::string> known;
    for (const auto* probe : probes::catalog()) known.emplace_back(probe->name);
    for (const auto& one : scheme.criteria) known.push_back(one.id);
    const auto near = nearest(name, known);
    return fail(ErrorCode::invalid_input, home.text(near ? "assess.unknown_selection_near" : "assess.unknown_selection", {{"name", name}, {"suggestion", near.value_or("")}}));
  }
  return probes;
}

bool is_allowed(const probes::Probe& probe, const std::vector<probes::Effect>& allowed) {
  if (probe.intrusion != probes::Intrusion::disruptive) return true;
  return std::all_of(probe.effects.begin(), probe.effects.end(), [&](probes::Effect one) { return probes::has_effect(allowed, one); });
}

}  // namespace

Result<agent::ScheduleOptions> select_probes(const Home& home, const Scheme& scheme, const std::vector<std::string>& only,
                                             const std::vector<std::string>& skip) {
  agent::ScheduleOptions schedule;
  schedule.only = HOSHI_TRY(probes_named(home, scheme, only));
  if (!only.empty() && schedule.only.empty()) schedule.only.emplace_back("none");  // criteria that need no probe
  schedule.skip = HOSHI_TRY(probes_named(home, scheme, skip));
  return schedule;
}

std::string plan_text(const Home& home, const agent::ScheduleOptions& schedule, const ReachableTargets& reachable,
                      const AssessOptions& options, const std::vector<probes::Effect>& allowed) {
  std::string out = home.text("plan.head") + "\n";
  for (const auto& [name, hosts] : reachable.addresses.as_map()) {
    std::vector<std::string> texts;
    for (const auto& host : hosts.as_list()) texts.push_back(host.as_text());
    out += "  " + name + ": " + join(texts, ", ") + "\n";
  }
  for (const auto& [name, addresses] : reachable.targets) {
    if (name.starts_with("document:")) out += "  " + name + " (GET)\n";
  }
  const std::string ports = options.ports.empty() ? "1-65535" : agent::to_ranges(options.ports);
  out += home.text("plan.ports", {{"ports", ports}, {"rate", std::to_string(options.rate_per_second)}}) + "\n\n";
  auto in_order = probes::catalog();
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto* a, const auto* b) { return a->phase < b->phase; });
  for (const auto* probe : in_order) {
    const std::string state = !agent::is_wanted(*probe, schedule) ? "plan.left_out" : is_allowed(*probe, allowed) ? "plan.will_run" : "plan.needs_permission";
    out += "  " + std::string(probe->name) + " [" + home.text("plan." + std::string(probes::name_of(probe->intrusion))) +
           "] " + home.text("probe." + std::string(probe->name)) + " – " + home.text(state) + "\n";
  }
  return out;
}

}  // namespace hoshi::operations
