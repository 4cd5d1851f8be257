// Tests of the probes throttling and throttle_restart on whole benches.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/login_device.h"

namespace hoshi::probes {

extern const Probe probe_throttling;
extern const Probe probe_throttle_restart;

namespace {

using namespace testing;

// A web page behind Basic that locks after three for a minute, and a person who restarts it.
struct Restarted : ::testing::Test {
  std::shared_ptr<LoginDevice> device = std::make_shared<LoginDevice>();
  FakeBench bench;
  Subject subject{"main", "tcp/80", "observed-basic"};
  int restarts = 0;
  bool clears = true;
  std::chrono::seconds restart_takes{10};

  Restarted() {
    device->lock = LockStyle::silent;
    bench.serve(80, basic_handler(device));
    Route route;
    route.id = "web";
    route.transport = "tcp";
    route.port = 80;
    route.protocol = "http";
    route.authentication = "auth";
    bench.described.routes = {route};
    Authentication authentication;
    authentication.id = "auth";
    authentication.default_value = "unique_per_unit";
    authentication.minimum_length = 8;
    authentication.generation = "digits";
    bench.described.authentications = {authentication};
    RecipeStep step;
    step.kind = "hand";
    step.await = "enter";
    Recipe recipe;
    recipe.id = "again";
    recipe.purpose = "restart";
    recipe.steps = {step};
    bench.described.recipes = {recipe};
    bench.accounts = {test_account(*device)};
    bench.saw("http.page", {"main", "tcp/80", ""}, object({{"path", "/"}, {"authentication", "basic"}}));
    bench.saw("port.open", {"main", "tcp/80", ""});
    bench.disruption = true;
    bench.world.acts = [this](const transport::BenchAct&) {
      ++restarts;
      bench.world.now += restart_takes;
      if (clears) device->locked_until.clear();
      return transport::BenchActReport{transport::BenchActReport::Outcome::done, ""};
    };
  }
  void locked_before(std::int64_t recovery_ms) {
    bench.saw("login.throttle", subject, object({{"class", "lock_account"}, {"control", true}, {"lock_after_tries", 3},
                                                 {"recovery_ms", recovery_ms}, {"left_open", true}}));
  }
  Value restarted() {
    locked_before(60'000);
    const auto tasks = bench.plan(probe_throttle_restart);
    EXPECT_EQ(tasks.size(), 1u);
    EXPECT_TRUE(bench.run(probe_throttle_restart, tasks.at(0)));
    return bench.values("login.lock_restart").at(0);
  }
};

TEST_F(Restarted, ClearsTheLock) {
  const auto seen = restarted();
  EXPECT_EQ(seen["cleared"].as_text(), "yes");
  EXPECT_TRUE(seen["control"].as_bool());
  EXPECT_EQ(restarts, 1);
}

TEST_F(Restarted, KeepsTheLockWhichIsWaitedOut) {
  clears = false;
  EXPECT_EQ(restarted()["cleared"].as_text(), "no");
  EXPECT_GE(bench.world.now, device->locked_until[""]);
}

TEST_F(Restarted, TellsNothingWhenTheLockHadEndedByThen) {
  clears = false;
  restart_takes = std::chrono::seconds(90);
  EXPECT_EQ(restarted()["cleared"].as_text(), "unknown");
}

TEST_F(Restarted, IsNotPlannedWithoutARecipeOrALockThatEnds) {
  EXPECT_TRUE(bench.plan(probe_throttle_restart).empty());
  locked_before(0);
  EXPECT_TRUE(bench.plan(probe_throttle_restart).empty());
  locked_before(60'000);
  bench.described.recipes.clear();
  EXPECT_TRUE(bench.plan(probe_throttle_restart).empty());
}

TEST_F(Restarted, NeedsLeaveToDisrupt) {
  bench.disruption = false;
  locked_before(60'000);
  EXPECT_FALSE(bench.run(probe_throttle_restart, bench.plan(probe_throttle_restart).at(0)));
  EXPECT_EQ(restarts, 0);
}

TEST_F(Restarted, IsMeasuredBeforeWithCurveAndHours) {
  const auto tasks = bench.plan(probe_throttling);
  ASSERT_EQ(tasks.size(), 1u);
  ASSERT_TRUE(bench.run(probe_throttling, tasks.at(0)));
  const auto throttle = bench.values("login.throttle").at(0);
  EXPECT_EQ(throttle["lock_after_tries"].as_integer(), 3);
  EXPECT_TRUE(throttle["left_open"].as_bool());
  EXPECT_EQ(throttle["default_space"].as_text(), "generation");
  EXPECT_EQ(throttle["exhaust_default_hours"].as_integer(), 100'000'000 / throttle["sustained_per_hour"].as_integer());
  EXPECT_GT(throttle["exhaust_user_hours"].as_integer(), throttle["exhaust_default_hours"].as_integer());
  EXPECT_EQ(throttle["right_after"].as_list().at(0).as_list().at(0).as_integer(), 3);
  const auto curve = bench.values("login.curve").at(0);
  EXPECT_GT(curve["locked_at_ms"].as_integer(), 0);
  EXPECT_GT(curve["open_again_ms"].as_integer(), curve["locked_at_ms"].as_integer());
  EXPECT_FALSE(curve["points"].as_list().empty());
}

}  // namespace
}  // namespace hoshi::probes
