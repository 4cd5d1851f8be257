// Finding of HTTP endpoints and their declared paths.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_surfaces.h"

#include <algorithm>
#include <set>

namespace hoshi::probes {
namespace {

const Observation* service_at(const Observations& seen, std::string_view target, std::string_view endpoint) {
  for (const auto* service : seen.with_fact("service.identified")) {
    if (service->subject.target == target && service->subject.endpoint == endpoint) return service;
  }
  return nullptr;
}

bool is_http(std::string_view protocol) { return protocol == "http" || protocol == "https"; }

}  // namespace

bool speaks_http(const Observations& seen, const Subject& endpoint) {
  const auto* service = service_at(seen, endpoint.target, endpoint.endpoint);
  return service != nullptr && is_http(service->value["protocol"].as_text());
}

HttpEndpoint http_endpoint(const Bench& bench, std::string_view target, std::string_view endpoint) {
  HttpEndpoint out;
  out.target = std::string(target);
  out.port = tcp_port(endpoint);
  out.host = bench.product().host_of(out.target);
  if (const auto* service = service_at(bench.seen(), target, endpoint)) {
    out.tls = service->value["tls"].as_bool() || service->value["protocol"].as_text() == "https";
    return out;
  }
  const auto* route = bench.product().route_at(target, endpoint);
  out.tls = route != nullptr && route->protocol == "https";
  return out;
}

std::vector<Task> http_tasks(const PlanInput& input, std::string_view probe) {
  std::set<std::pair<std::string, std::string>> places;
  for (const auto* service : input.seen.with_fact("service.identified")) {
    const auto& [target, endpoint, reference] = service->subject;
    const bool is_ours = std::find(input.targets.begin(), input.targets.end(), target) != input.targets.end();
    if (is_ours && is_http(service->value["protocol"].as_text()) && tcp_port(endpoint) != 0)
      places.emplace(target, endpoint);
  }
  std::vector<Task> tasks;
  for (const auto& [target, endpoint] : places) tasks.push_back({std::string(probe), target, endpoint, ""});
  return tasks;
}

bool is_http_route(const Route& route) { return route.status != "disabled" && is_http(route.protocol); }

std::vector<std::string> declared_paths(const Product& product, std::string_view target,
                                        std::string_view endpoint) {
  std::vector<std::string> paths{"/"};
  const auto add = [&](const std::string& path) {
    const bool is_new = path.starts_with('/') && std::find(paths.begin(), paths.end(), path) == paths.end();
    if (is_new) paths.push_back(path);
  };
  const auto* route = product.route_at(target, endpoint);
  if (route == nullptr) return paths;
  for (const auto& login : product.logins) {
    if (login.route != route->id) continue;
    add(login.path);
    add(login.privileged_path);
  }
  for (const auto& request : product.requests) {
    if (request.route == route->id && request.operation == "read") add(request.path);
  }
  return paths;
}

}  // namespace hoshi::probes
