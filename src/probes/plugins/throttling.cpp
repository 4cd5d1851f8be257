// Measures at each login what is done against guessing passwords; may lock the test account for a while.
// SPDX-License-Identifier: Apache-2.0
#include "probes/probe.h"
#include "probes/throttle_meter.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() { return {"login.throttle"}; }

std::vector<Task> plan(const PlanInput& input) { return login_tasks(input, "throttling"); }

Result<void> run(const Task& task, Bench& bench) {
  if (!bench.disruption_allowed()) return fail(ErrorCode::forbidden, "may lock an account: needs --allow-disruptive");
  const auto surface = HOSHI_TRY(prepared_surface(task, bench));
  const MeterInput input{surface, credential_for(surface, bench, false), credential_for(surface, bench, true)};
  const auto report = measure_throttle(bench.network(), input, MeterLimits{});
  bench.observe("login.throttle", surface.subject(),
                object({{"class", report.throttle_class},
                        {"tries", report.tries},
                        {"lock_after_tries", report.lock_after_tries},
                        {"recovery_ms", report.recovery.count()},
                        {"serial_per_hour", report.serial_per_hour},
                        {"parallel_per_hour", report.parallel_per_hour},
                        {"sustained_per_hour", report.sustained_per_hour},
                        {"first_delay_ms", report.first_delay.count()},
                        {"last_delay_ms", report.last_delay.count()},
                        {"connections", report.connections},
                        {"control", report.control},
                        {"scope", report.scope}}));
  return {};
}

}  // namespace

extern const Probe probe_throttling;
const Probe probe_throttling{
    "throttling", Phase::throttling, Intrusion::disruptive, std::chrono::seconds(175), facts, plan, run, false, false, {Effect::lock},
};

}  // namespace hoshi::probes
