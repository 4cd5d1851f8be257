// Tests of the schedule: what is refused first when a device gives too much, and how long one endpoint may take.
// SPDX-License-Identifier: Apache-2.0
#include "agent/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "probes/fake_network.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;

Observation open_port(int port) {
  Observation open;
  open.id = "o" + std::to_string(port);
  open.probe = "tcp_ports";
  open.fact = "port.open";
  open.subject = {"main", "tcp/" + std::to_string(port), ""};
  open.value = ValueMap{};
  return open;
}

Supplies device_with_route(std::uint16_t port) {
  Supplies supplies;
  Route route;
  route.id = "web";
  route.target = "main";
  route.transport = "tcp";
  route.port = port;
  supplies.product.routes = {route};
  supplies.targets = {"main"};
  return supplies;
}

TEST(Schedule, LooksAtDeclaredEndpointsWhenEveryPortIsOpen) {
  std::vector<Observation> all;
  for (int port = 1; port <= 1000; ++port) all.push_back(open_port(port));
  const auto planned = plan_phase(probes::Phase::identification, device_with_route(999), Observations(std::move(all)), {});
  const auto runnable = std::count_if(planned.begin(), planned.end(), [](const Planned& one) { return one.refusal.empty(); });
  const auto declared = std::find_if(planned.begin(), planned.end(),
                                     [](const Planned& one) { return one.task.endpoint == "tcp/999"; });
  EXPECT_EQ(planned.size(), 1000u);
  EXPECT_EQ(runnable, 400);
  ASSERT_NE(declared, planned.end());
  EXPECT_EQ(declared->refusal, "");
}

TEST(Schedule, PlansJustTheTasksThatAreAskedFor) {
  ScheduleOptions options;
  options.just = [](const probes::Task& task) { return task.endpoint == "tcp/7"; };
  std::vector<Observation> all;
  for (int port = 1; port <= 10; ++port) all.push_back(open_port(port));
  const Observations seen(std::move(all));
  const auto planned = plan_phase(probes::Phase::identification, device_with_route(1), seen, options);
  EXPECT_EQ(planned.size(), 1u);
  options.skip = {std::string(planned.at(0).probe->name)};
  EXPECT_EQ(plan_phase(probes::Phase::identification, device_with_route(1), seen, options).at(0).refusal, "skipped");
}

TEST(Schedule, GivesAnEndpointOneBudgetForAllPhasesBeforeTheLogins) {
  EndpointBudget endpoints(100s);
  const auto* pages = probes::find_probe("http_pages");
  const auto* logins = probes::find_probe("default_credentials");
  ASSERT_TRUE(pages != nullptr && logins != nullptr);
  const probes::Task task{"http_pages", "main", "tcp/80", ""};
  EXPECT_EQ(endpoints.left(*pages, task), 100s);
  endpoints.spend(*pages, task, 60'500ms);
  EXPECT_EQ(endpoints.left(*pages, task), 39s);
  EXPECT_EQ(endpoints.left(*pages, {"http_pages", "main", "tcp/81", ""}), 100s);
  endpoints.spend(*pages, task, 60s);
  EXPECT_LE(endpoints.left(*pages, task), 0s);
  EXPECT_EQ(endpoints.left(*logins, task), logins->budget);
}

TEST(Schedule, CountsNoTimeThatBelongsToNoEndpoint) {
  EndpointBudget endpoints(100s);
  const auto* ports = probes::find_probe("tcp_ports");
  ASSERT_NE(ports, nullptr);
  endpoints.spend(*ports, {"tcp_ports", "main", "", ""}, 500s);
  EXPECT_EQ(endpoints.left(*ports, {"tcp_ports", "main", "", ""}), ports->budget);
}

// A probe that takes every trouble on the wire for the device's, and ends well.
const probes::Probe contented{"contented", probes::Phase::access, probes::Intrusion::active, 10s,
                              [] { return std::vector<std::string_view>{}; },
                              [](const probes::PlanInput&) { return std::vector<probes::Task>{}; },
                              [](const probes::Task&, probes::Bench&) { return Result<void>{}; }};

TEST(Schedule, DoesNotCallDoneWhatItsDeadlineCutShort) {
  const Supplies supplies;
  const Observations nothing;
  const probes::Task task{"contented", "main", "tcp/80", ""};
  probes::testing::FakeWorld world;
  probes::testing::FakeNetwork network(world);
  const TaskSink sink{[](const Observation&) {}, [](std::string_view, std::string_view) {}};
  TaskBench bench(supplies, nothing, contented, task, network, sink);
  EXPECT_TRUE(run_probe(contented, task, bench, [] { return false; }).done);
  const TaskEnd late = run_probe(contented, task, bench, [] { return true; });
  EXPECT_FALSE(late.done);
  EXPECT_EQ(late.kind, "deadline");
}

}  // namespace
}  // namespace hoshi::agent
