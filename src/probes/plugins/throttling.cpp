// Measures at each login what is done against guessing passwords; may lock the test account for a while.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_space.h"
#include "probes/probe.h"
#include "probes/throttle_meter.h"

namespace hoshi::probes {
namespace {

constexpr std::size_t points_max = 240;
constexpr std::size_t right_after_max = 24;

std::vector<std::string_view> facts() { return {"login.throttle", "login.curve"}; }

std::vector<Task> plan(const PlanInput& input) { return login_tasks(input, "throttling"); }

Value right_after_of(const ThrottleReport& report) {
  ValueList list;
  for (const auto& one : report.right_after) {
    if (list.size() >= right_after_max) break;
    list.push_back(ValueList{one.wrong, one.from, one.outcome});
  }
  return list;
}

Value throttle_of(const ThrottleReport& report, const LoginSurface& surface, const Bench& bench) {
  const auto& pairs = bench.knowledge("default_credentials")["pair"].as_list();
  const auto space = default_space(bench.product().authentication(surface.authentication), pairs.size());
  const auto rate = report.sustained_per_hour;
  return object({{"class", report.throttle_class},
                 {"tries", report.tries},
                 {"lock_after_tries", report.lock_after_tries},
                 {"recovery_ms", report.recovery.count()},
                 {"serial_per_hour", report.serial_per_hour},
                 {"parallel_per_hour", report.parallel_per_hour},
                 {"sustained_per_hour", rate},
                 {"first_delay_ms", report.first_delay.count()},
                 {"last_delay_ms", report.last_delay.count()},
                 {"usual_ms", report.usual.count()},
                 {"right_ms", report.right.count()},
                 {"connections", report.connections},
                 {"cap", report.cap.cap},
                 {"cap_tried", report.cap.tried},
                 {"control", report.control},
                 {"second_factor", report.second_factor},
                 {"left_open", report.left_open},
                 {"sources", report.sources},
                 {"scope", report.scope},
                 {"right_after", right_after_of(report)},
                 {"default_space", space.basis},
                 {"exhaust_default_hours", hours_to_guess(space.count, rate)},
                 {"exhaust_user_hours", hours_to_guess(user_space_half(), rate)}});
}

Result<void> run(const Task& task, Bench& bench) {
  if (!bench.disruption_allowed()) return fail(ErrorCode::forbidden, "may lock an account: needs --allow-disruptive");
  const auto surface = HOSHI_TRY(prepared_surface(task, bench));
  const MeterInput input{surface, credential_for(surface, bench, false), credential_for(surface, bench, true),
                         bench.sources()};
  const auto report = measure_throttle(bench.network(), input, MeterLimits{});
  bench.observe("login.throttle", surface.subject(), throttle_of(report, surface, bench));
  bench.observe("login.curve", surface.subject(),
                object({{"points", curve_points(report.points, points_max)},
                        {"locked_at_ms", report.locked_at.count()},
                        {"open_again_ms", report.open_again_at.count()}}));
  return {};
}

}  // namespace

extern const Probe probe_throttling;
const Probe probe_throttling{
    "throttling", Phase::throttling, Intrusion::disruptive, std::chrono::seconds(175), facts, plan, run, false, false, {Effect::lock},
};

}  // namespace hoshi::probes
