// Planning by protocol.
// SPDX-License-Identifier: Apache-2.0
#include "probes/open_services.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "probes/endpoint.h"

namespace hoshi::probes {
namespace {

using Place = std::pair<std::string, std::string>;

bool is_one_of(std::string_view protocol, const std::vector<std::string_view>& protocols) {
  return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

const Observation* service_at(const Observations& seen, std::string_view target, std::string_view endpoint) {
  for (const auto* service : seen.with_fact("service.identified")) {
    if (service->subject.target == target && service->subject.endpoint == endpoint) return service;
  }
  return nullptr;
}

// The declared protocol counts where the service did not say what it is.
std::string protocol_at(const PlanInput& input, const Observation& port) {
  const auto* service = service_at(input.seen, port.subject.target, port.subject.endpoint);
  const std::string seen = service != nullptr ? service->value["protocol"].as_text() : "";
  if (!seen.empty() && seen != "unknown" && seen != "tls") return seen;
  const auto* route = input.product.route_at(port.subject.target, port.subject.endpoint);
  return route != nullptr ? route->protocol : seen;
}

}  // namespace

std::vector<Task> tasks_for_protocols(const PlanInput& input, std::string_view probe,
                                      const std::vector<std::string_view>& protocols,
                                      std::string_view transport) {
  std::set<Place> places;
  for (const auto* fact : {"port.open", "service.identified"}) {
    for (const auto* seen : input.seen.with_fact(fact)) {
      if (!seen->subject.endpoint.starts_with(std::string(transport) + "/")) continue;
      if (is_one_of(protocol_at(input, *seen), protocols)) places.emplace(seen->subject.target, seen->subject.endpoint);
    }
  }
  std::vector<Task> tasks;
  for (const auto& place : places) {
    const auto& targets = input.targets;
    if (std::find(targets.begin(), targets.end(), place.first) == targets.end()) continue;
    tasks.push_back({std::string(probe), place.first, place.second, ""});
  }
  return tasks;
}

Result<ServicePlace> place_of(const Task& task, const Bench& bench) {
  ServicePlace place{port_number(task.endpoint), false};
  if (place.port == 0) return fail(ErrorCode::invalid_input, "not a port: " + task.endpoint);
  if (const auto* service = service_at(bench.seen(), task.target, task.endpoint)) {
    place.tls = service->value["tls"].as_bool();
    return place;
  }
  const auto* route = bench.product().route_at(task.target, task.endpoint);
  const std::string protocol = route != nullptr ? route->protocol : "";
  place.tls = protocol == "mqtts" || protocol == "telnets" || protocol == "rtsps" || protocol == "ftps" || protocol == "coaps";
  return place;
}

}  // namespace hoshi::probes
