// Locks a login once more and restarts the device by its declared recipe, to see whether that clears the lock.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/guesser.h"
#include "probes/probe.h"
#include "probes/recipe_runner.h"

namespace hoshi::probes {
namespace {

constexpr std::int64_t tries_max = 20;
constexpr std::int64_t tries_beyond = 2;      // a counter may begin elsewhere than it was seen to
constexpr milliseconds sure_margin{3000};     // nearer to the end the lock may have ended by itself
constexpr milliseconds wait_max{130'000};

milliseconds to_milliseconds(TaskTime time) { return std::chrono::duration_cast<milliseconds>(time); }

std::vector<std::string_view> facts() { return {"login.lock_restart"}; }

// A lock that was seen to end, so that the device can be left as it was; the right password is known.
bool is_lock(const Value& throttle) {
  const auto tries = throttle["lock_after_tries"].as_integer();
  return throttle["control"].as_bool() && tries >= 1 && tries <= tries_max &&
         throttle["recovery_ms"].as_integer() > 2 * sure_margin.count() && throttle["left_open"].as_bool();
}

const Observation* lock_of(const Observations& seen, const Subject& subject) {
  for (const auto* throttle : seen.with_fact("login.throttle")) {
    if (throttle->subject == subject && is_lock(throttle->value)) return throttle;
  }
  return nullptr;
}

std::vector<Task> plan(const PlanInput& input) {
  if (find_recipe(input.product, "restart") == nullptr) return {};
  auto tasks = login_tasks(input, "throttle_restart");
  std::erase_if(tasks, [&](const Task& task) {
    return lock_of(input.seen, {task.target, task.endpoint, task.reference}) == nullptr;
  });
  return tasks;
}

// True when the right password is shut out at the end.
bool lock_again(Guesser& guesser, std::int64_t tries) {
  for (std::int64_t i = 0; i < tries; ++i) {
    if (is_lock_sign(guesser.wrong().outcome)) break;
  }
  return !guesser.right().is_accepted();
}

Result<void> run(const Task& task, Bench& bench) {
  if (!bench.disruption_allowed()) return fail(ErrorCode::forbidden, "locks and restarts: needs --allow-disruptive");
  const auto surface = HOSHI_TRY(prepared_surface(task, bench));
  const auto* throttle = lock_of(bench.seen(), surface.subject());
  const auto* recipe = find_recipe(bench.product(), "restart");
  const auto* known = credential_for(surface, bench, false);
  if (throttle == nullptr || recipe == nullptr || known == nullptr) return fail(ErrorCode::not_found, "no lock to restart");
  auto& network = bench.network();
  const GuessInput input{surface, known};
  Guesser guesser(network, input);
  const milliseconds recovery(throttle->value["recovery_ms"].as_integer());
  const auto tries = throttle->value["lock_after_tries"].as_integer() + tries_beyond;
  const bool is_locked = guesser.take_controls() && guesser.has_control() && lock_again(guesser, tries);
  const auto locked_at = network.time();
  std::string cleared = "unknown";
  milliseconds since{0};
  if (is_locked) {
    const auto restart = run_recipe(*recipe, bench, {});
    const bool is_back = restart.done && await_answer(bench, surface.target, true, wait_max);
    since = to_milliseconds(network.time() - locked_at);
    const bool is_open = is_back && guesser.right().is_accepted();
    const bool is_early = since + sure_margin < recovery;
    if (is_back && !is_open) cleared = "no";
    if (is_back && is_open && is_early) cleared = "yes";
    // Leaves the device as it was: a lock that outlasted the restart ends by itself.
    const auto left = recovery - std::min(recovery, since);
    if (!is_open && left.count() > 0) HOSHI_CHECK(network.wait(std::min(left, wait_max)));
  }
  bench.observe("login.lock_restart", surface.subject(),
                object({{"recipe", recipe->id}, {"cleared", cleared}, {"since_lock_ms", since.count()}, {"control", is_locked}}));
  return {};
}

}  // namespace

extern const Probe probe_throttle_restart;
const Probe probe_throttle_restart{
    "throttle_restart", Phase::outage, Intrusion::disruptive, std::chrono::seconds(600), facts, plan, run, false, false,
    {Effect::lock, Effect::restart},
};

}  // namespace hoshi::probes
