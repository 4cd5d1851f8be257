// Scans all TCP ports of a target and says which are open, and how sure one can be.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>

#include "probes/endpoint.h"
#include "probes/probe.h"

namespace hoshi::probes {

namespace {

// A scan of fewer ports than these (a list was given, or it was cut short) is never called complete.
constexpr std::uint64_t all_ports = 65535;

std::vector<std::string_view> facts() { return {"target.reached", "port.open", "ports.scanned"}; }

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const std::string& target : input.targets) {
    tasks.push_back({"tcp_ports", target, "", ""});
  }
  return tasks;
}

Result<void> run(const Task& task, Bench& bench) {
  auto report = bench.network().scan_tcp(task.target, {});
  if (!report) {
    return tl::unexpected(report.error());
  }
  const std::uint64_t open = report->open.size();
  const std::uint64_t asked = open + report->closed + report->filtered;
  const bool answers = open + report->closed > 0;
  bench.observe("target.reached", {task.target, "", ""},
                object({{"answers", answers}, {"open", open}, {"closed", report->closed},
                        {"filtered", report->filtered}}));
  for (const std::uint16_t port : report->open) {
    ValueList over;
    if (std::binary_search(report->open_ipv4.begin(), report->open_ipv4.end(), port)) over.emplace_back("ipv4");
    if (std::binary_search(report->open_ipv6.begin(), report->open_ipv6.end(), port)) over.emplace_back("ipv6");
    bench.observe("port.open", {task.target, tcp_endpoint(port), ""}, object({{"over", Value(std::move(over))}}));
  }
  bench.observe("ports.scanned", {task.target, "tcp", ""},
                object({{"asked", asked}, {"open", open}, {"closed", report->closed},
                        {"filtered", report->filtered}, {"complete", report->complete && asked >= all_ports},
                        {"control", answers}}));
  return {};
}

}  // namespace

// 65,535 ports at the slowest rate the scanner falls back to (100 a second) take eleven minutes.
extern const Probe probe_tcp_ports;
const Probe probe_tcp_ports{"tcp_ports", Phase::discovery, Intrusion::active, std::chrono::minutes(15),
                            facts,       plan,             run};

}  // namespace hoshi::probes
