// Compares two units of the product: the same key, certificate or password hash on both is one that all units share.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "probes/endpoint.h"
#include "probes/probe.h"
#include "probes/units/shown_keys.h"

namespace hoshi::probes {
namespace {

constexpr std::string_view unit_prefix = "unit_";
constexpr std::string_view own_unit = "A";  // the one that is assessed, target "main"
constexpr std::string_view in_artifacts = "artifacts";

std::vector<std::string_view> facts() { return {"units.same", "units.compared"}; }

std::vector<std::string> units_among(const std::vector<std::string>& targets) {
  std::vector<std::string> units;
  for (const auto& target : targets) {
    if (target.starts_with(unit_prefix) && target.find('@') == std::string::npos) units.push_back(target);
  }
  return units;
}

std::string unit_of(const Product& product, std::string_view artifact) {
  for (const auto& one : product.artifacts) {
    if (one.id == artifact) return one.unit.empty() ? std::string(own_unit) : one.unit;
  }
  return {};
}

// "ssh", "tls", or "" when the service shows no key.
std::string_view kind_of(const Observation& service) {
  if (service.value["tls"].as_bool()) return "tls";
  return service.value["protocol"].as_text() == "ssh" ? "ssh" : "";
}

// An endpoint for each other unit; the reference names the kind and the unit: "ssh unit_B".
std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& unit : units_among(input.targets)) {
    for (const auto* service : input.seen.with_fact("service.identified")) {
      const std::string_view kind = kind_of(*service);
      const bool is_ours = service->subject.target == "main" && tcp_port_of(service->subject.endpoint).has_value();
      if (is_ours && !kind.empty()) tasks.push_back({"unit_comparison", "main", service->subject.endpoint, std::string(kind) + "-" + unit});
    }
  }
  const auto findings = input.seen.with_fact("image.finding");
  const bool has_several = std::any_of(findings.begin(), findings.end(), [&](const Observation* finding) {
    return unit_of(input.product, finding->subject.reference) != unit_of(input.product, findings.front()->subject.reference);
  });
  if (has_several) tasks.push_back({"unit_comparison", "", "", std::string(in_artifacts)});
  return tasks;
}

void compare(const Task& task, Bench& bench, const std::string& unit, const ShownKeys& ours, const ShownKeys& theirs) {
  const ValueList units{own_unit, unit};
  for (const auto& [what, hash] : ours) {
    const auto other = theirs.find(what);
    if (other == theirs.end()) continue;
    const Subject subject{task.target, task.endpoint, what};
    const bool is_same = other->second == hash;
    if (is_same) bench.observe("units.same", subject, object({{"what", what}, {"units", units}, {"sha256", hash}}));
    bench.observe("units.compared", subject, object({{"what", what}, {"units", units}, {"same", is_same}}));
  }
}

// What can be a unit's own; an empty password or a readable file is the same by its nature.
std::string comparable(const std::string& what) {
  if (what == "private key") return what;
  return what == "weak hash" || what == "password hash" ? "password hash" : "";
}

void compare_artifacts(Bench& bench) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> holders;  // what and hash: units
  std::map<std::string, std::set<std::string>> looked_at;                        // what: units
  for (const auto* finding : bench.seen().with_fact("image.finding")) {
    const std::string what = comparable(finding->value["what"].as_text());
    const std::string unit = unit_of(bench.product(), finding->subject.reference);
    const std::string& hash = finding->value["sha256"].as_text();
    if (what.empty() || unit.empty() || hash.empty()) continue;
    holders[{what, hash}].insert(unit);
    looked_at[what].insert(unit);
  }
  std::set<std::string> shared;
  for (const auto& [key, units] : holders) {
    if (units.size() < 2) continue;
    shared.insert(key.first);
    bench.observe("units.same", {"", "", key.first},
                  object({{"what", key.first}, {"units", ValueList(units.begin(), units.end())}, {"sha256", key.second}}));
  }
  for (const auto& [what, units] : looked_at) {
    if (units.size() < 2) continue;
    bench.observe("units.compared", {"", "", what},
                  object({{"what", what}, {"units", ValueList(units.begin(), units.end())}, {"same", shared.contains(what)}}));
  }
}

Result<void> run(const Task& task, Bench& bench) {
  if (task.reference == in_artifacts) {
    compare_artifacts(bench);
    return {};
  }
  const auto port = tcp_port_of(task.endpoint);
  const auto dash = task.reference.find('-');
  if (!port || dash == std::string::npos) return fail(ErrorCode::invalid_input, "no service to compare: " + task.reference);
  const std::string target = task.reference.substr(dash + 1);
  const bool is_ssh = task.reference.starts_with("ssh");
  const auto keys_of = [&](std::string_view whose) { return is_ssh ? ssh_keys(bench.network(), whose, *port) : tls_keys(bench.network(), whose, *port); };
  const ShownKeys ours = HOSHI_TRY(keys_of(task.target));
  const ShownKeys theirs = HOSHI_TRY(keys_of(target));
  HOSHI_CHECK(bench.network().wait(std::chrono::milliseconds(0)));  // our own deadline is no silence of a unit
  compare(task, bench, target.substr(unit_prefix.size()), ours, theirs);
  return {};
}

}  // namespace

// A connection to each of two units.
extern const Probe probe_unit_comparison;
const Probe probe_unit_comparison{"unit_comparison", Phase::comparison, Intrusion::active, std::chrono::seconds(90), facts, plan, run, true};

}  // namespace hoshi::probes
