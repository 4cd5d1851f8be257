// Looks whether the address of TR-069 connection requests asks for a login.
// SPDX-License-Identifier: Apache-2.0
#include "probes/access_report.h"
#include "probes/http_client.h"
#include "probes/http_surfaces.h"
#include "probes/probe.h"
#include "probes/question.h"
#include "protocols/http/challenge.h"

namespace hoshi::probes {
namespace {

constexpr std::uint16_t connection_request_port = 7547;

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "login.offered"};
}

bool is_tr069_route(const Route* route) {
  return route != nullptr && (route->protocol == "tr069" || route->protocol == "cwmp");
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (auto& task : tasks_for_protocols(input, "tr069_access", {"http", "https", "tr069", "cwmp"})) {
    const auto* route = input.product.route_at(task.target, task.endpoint);
    const bool is_usual = tcp_port(task.endpoint) == connection_request_port;
    if (is_usual || is_tr069_route(route)) tasks.push_back(std::move(task));
  }
  return tasks;
}

// Says what a GET without credentials came to; the path of connection requests is the description's word.
void look(Bench& bench, const HttpEndpoint& endpoint, AccessReport& report, const Request* request, const std::string& path) {
  const std::string asset = request != nullptr ? request->asset : "";
  const std::string operation = request != nullptr ? request->operation : "read";
  const auto answer = get_http(bench.network(), endpoint, path);
  if (!answer) {
    if (request != nullptr) report.not_tried(asset, trouble_of(answer.error()));
    return;
  }
  const auto& response = answer->response;
  if (response.status == 401) {
    const auto challenges = protocols::http::challenges_of(response.headers);
    for (const std::string_view kind : {"digest", "basic"}) {
      if (protocols::http::find_challenge(challenges, kind) == nullptr) continue;
      report.login_offered(kind, endpoint.tls, path, "connection request");
      break;
    }
  }
  const bool is_open = response.status == 200 || response.status == 204;  // TR-069, 3.2.2.2
  if (is_open) return report.unauthenticated(asset, operation, path, response.body.size());
  if (request == nullptr) return;
  const bool is_refusal = response.status == 401 || response.status == 403;
  if (is_refusal) return report.refused(asset, operation, path, std::to_string(response.status), false);
  report.not_tried(asset, "status_" + std::to_string(response.status));
}

Result<void> run(const Task& task, Bench& bench) {
  AccessReport report(bench, task);
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  bool has_asked = false;
  if (is_tr069_route(report.route())) {
    for (const auto* request : report.requests()) {
      look(bench, endpoint, report, request, request->path);
      has_asked = true;
    }
  }
  if (!has_asked) look(bench, endpoint, report, nullptr, "/");
  return bench.network().wait(milliseconds(0));  // the deadline is ours, everything else the device's
}

}  // namespace

extern const Probe probe_tr069_access;
const Probe probe_tr069_access{
    "tr069_access", Phase::detail, Intrusion::active, std::chrono::seconds(60), facts, plan, run,
};

}  // namespace hoshi::probes
