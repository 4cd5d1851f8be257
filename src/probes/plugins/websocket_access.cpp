// Opens WebSockets without credentials, where they are declared and where pages name them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.h"
#include "probes/access_report.h"
#include "probes/http_client.h"
#include "probes/http_surfaces.h"
#include "probes/probe.h"
#include "probes/question.h"
#include "protocols/websocket/frame.h"

namespace hoshi::probes {
namespace {

namespace websocket = protocols::websocket;

constexpr milliseconds first_message{2500};  // most services say at once what there is
constexpr std::size_t paths_max = 5;         // of those that pages name
constexpr int frames_max = 8;                // pings and halves of messages before the first whole one

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear"};
}

bool is_websocket_route(const Route* route) {
  return route != nullptr && (route->protocol == "websocket" || route->protocol == "ws" || route->protocol == "wss");
}

std::vector<Task> plan(const PlanInput& input) {
  return tasks_for_protocols(input, "websocket_access", {"http", "https", "websocket", "ws", "wss"});
}

struct Opened {
  int status = 0;
  bool is_open = false;
  std::size_t bytes = 0;  // of the first message; 0: none came in time
};

Result<Opened> open_at(Bench& bench, const HttpEndpoint& endpoint, std::string_view path) {
  const std::string host = endpoint.host.empty() ? endpoint.target : endpoint.host;
  const std::string key = to_base64(bench.network().random(16));
  const Bytes request = HOSHI_TRY(websocket::write_upgrade(path, host, key));
  auto line = HOSHI_TRY(Questioner::open(bench.network(), endpoint.target, {endpoint.port, endpoint.tls}));
  const auto answer = HOSHI_TRY(line.ask(request, [&](ByteView received) { return websocket::read_upgrade(received, key); }));
  Opened opened{answer.status, answer.is_open, 0};
  for (int frames = 0; opened.is_open && frames < frames_max && opened.bytes == 0; ++frames) {
    const auto frame = line.hear(websocket::read_frame, first_message);
    if (!frame || frame->kind == websocket::Kind::close) break;
    const bool is_content = frame->kind == websocket::Kind::text || frame->kind == websocket::Kind::binary;
    if (is_content) opened.bytes = frame->payload.size();
  }
  return opened;
}

std::string status_word(const Opened& opened) {
  return opened.status == 101 ? "wrong_accept" : "status_" + std::to_string(opened.status);
}

void try_request(Bench& bench, const HttpEndpoint& endpoint, AccessReport& report, const Request& request) {
  if (request.operation == "write") return report.not_tried(request.asset, "no message to be sent is agreed");
  const auto opened = open_at(bench, endpoint, request.path);
  if (!opened) return report.not_tried(request.asset, trouble_of(opened.error()));
  if (opened->status == 401 || opened->status == 403) {
    return report.refused(request.asset, "read", request.path, std::to_string(opened->status), false);
  }
  if (!opened->is_open) return report.not_tried(request.asset, status_word(*opened));
  // An open line is not yet a reading: services often close or stay silent until a token came.
  if (opened->bytes == 0) return report.not_tried(request.asset, "no_message");
  report.unauthenticated(request.asset, "read", request.path, opened->bytes);
  if (!endpoint.tls) report.seen_in_clear(request.asset, "first message", "read without logging in");
}

// Paths in "/" and in declared pages; pages that need a login name theirs only to those who are in.
std::vector<std::string> named_paths(Bench& bench, const Task& task, const HttpEndpoint& endpoint) {
  std::vector<std::string> paths;
  for (const auto& page : declared_paths(bench.product(), task.target, task.endpoint)) {
    const auto answer = get_http(bench.network(), endpoint, page);
    if (!answer) continue;
    for (const auto& path : websocket::paths_in(response_text(bench.network(), answer->response))) {
      if (paths.size() < paths_max && std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
    }
  }
  return paths;
}

Result<void> run(const Task& task, Bench& bench) {
  AccessReport report(bench, task);
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  const bool is_declared = is_websocket_route(report.route());
  for (const auto& path : named_paths(bench, task, endpoint)) {
    if (is_declared && report.is_declared(path)) continue;
    const auto opened = open_at(bench, endpoint, path);
    if (opened && opened->is_open) report.unauthenticated("", "subscribe", path, opened->bytes);
  }
  HOSHI_CHECK(bench.network().wait(milliseconds(0)));  // the deadline is ours, everything else the device's
  if (!is_declared) return {};  // requests of HTTP routes are http_access's
  for (const auto* request : report.requests()) try_request(bench, endpoint, report, *request);
  return {};
}

}  // namespace

extern const Probe probe_websocket_access;
const Probe probe_websocket_access{
    "websocket_access", Phase::detail, Intrusion::active, std::chrono::seconds(90), facts, plan, run,
};

}  // namespace hoshi::probes
