// Tests of what the bench of a task hides in observations.
// SPDX-License-Identifier: Apache-2.0
#include "agent/task_bench.h"

#include <gtest/gtest.h>

#include "probes/fake_network.h"

namespace hoshi::agent {
namespace {

std::vector<std::string_view> facts() { return {"identity.shown"}; }
std::vector<probes::Task> no_plan(const probes::PlanInput&) { return {}; }
Result<void> no_run(const probes::Task&, probes::Bench&) { return {}; }

std::string observed_with_password(const std::string& password, const std::string& text) {
  Supplies supplies;
  supplies.credentials = {{"web", "admin", password, false}};
  supplies.knowledge["default_credentials"] = object({{"pair", ValueList{object({{"account", "admin"}, {"password", "default"}})}}});
  const probes::Probe probe{"identity", probes::Phase::detail, probes::Intrusion::passive, std::chrono::seconds(1), facts, no_plan, no_run};
  const probes::Task task{"identity", "main", "tcp/80", ""};
  probes::testing::FakeWorld world;
  probes::testing::FakeNetwork network(world);
  const Observations seen;
  std::string said;
  TaskBench bench(supplies, seen, probe, task, network,
                  {[&](const Observation& one) { said = one.value["model"].as_text(); }, [](std::string_view, std::string_view) {}});
  bench.observe("identity.shown", {"main", "tcp/80", ""}, object({{"model", text}}), {});
  return said;
}

TEST(TaskBench, HidesTestPasswordsInObservations) {
  EXPECT_EQ(observed_with_password("correct horse", "model correct horse 2"), "model ************* 2");
}

TEST(TaskBench, LeavesWordsOfThePublicListAlone) {
  EXPECT_EQ(observed_with_password("default", "the default model"), "the default model");
}

TEST(TaskBench, LeavesShortWordsAndNamesOfAccountsAlone) {
  EXPECT_EQ(observed_with_password("12345", "serial 12345"), "serial 12345");
  EXPECT_EQ(observed_with_password("admin", "admin page"), "admin page");
}

}  // namespace
}  // namespace hoshi::agent
