// Reads the cheapest thing from services that often stand there without a password.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "probes/bare/services.h"
#include "probes/http_client.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

struct Service {
  std::string_view protocol;
  std::string_view product;  // of services inside HTTP, as services names them
  Result<void> (*look)(const bare::Visit& visit);
};

constexpr std::array<Service, 10> services{{
    {"redis", "", bare::look_at_redis},
    {"memcached", "", bare::look_at_memcached},
    {"mongodb", "", bare::look_at_mongodb},
    {"mysql", "", bare::look_at_mysql},
    {"postgresql", "", bare::look_at_postgresql},
    {"x11", "", bare::look_at_x11},
    {"rsync", "", bare::look_at_rsync},
    {"nut", "", bare::look_at_nut},
    {"docker", "Docker", bare::look_at_docker},
    {"elasticsearch", "Elasticsearch", bare::look_at_elasticsearch},
}};

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "login.offered",
          "asset.seen_in_clear"};
}

// What was seen there, and where HTTP was seen, whose product it is; else what is declared.
const Service* service_at(const Product& product, const Observations& seen, const Task& task) {
  std::string protocol;
  std::string name;
  for (const auto* service : seen.with_fact("service.identified")) {
    if (service->subject.target != task.target || service->subject.endpoint != task.endpoint) continue;
    protocol = service->value["protocol"].as_text();
    name = service->value["product"].as_text();
  }
  const auto* route = product.route_at(task.target, task.endpoint);
  for (const auto& service : services) {
    const bool is_seen = service.product.empty() ? service.protocol == protocol : service.product == name;
    if (is_seen) return &service;
  }
  for (const auto& service : services) {
    if (route != nullptr && service.protocol == route->protocol) return &service;
  }
  return nullptr;
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<std::string_view> protocols{"http", "https"};
  for (const auto& service : services) protocols.push_back(service.protocol);
  std::vector<Task> tasks;
  for (auto& task : tasks_for_protocols(input, "bare_access", protocols)) {
    if (service_at(input.product, input.seen, task) != nullptr) tasks.push_back(std::move(task));
  }
  return tasks;
}

Result<void> run(const Task& task, Bench& bench) {
  const auto* service = service_at(bench.product(), bench.seen(), task);
  if (service == nullptr) return fail(ErrorCode::invalid_input, "no such service at " + task.endpoint);
  const auto place = HOSHI_TRY(place_of(task, bench));
  AccessReport report(bench, task);
  const bare::Visit visit{bench, task, place, report};
  const auto looked = service->look(visit);
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
  if (!looked) visit.leave_requests(trouble_of(looked.error()));
  return {};
}

}  // namespace

extern const Probe probe_bare_access;
const Probe probe_bare_access{
    "bare_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
