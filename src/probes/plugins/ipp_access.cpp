// Asks a printer for what it says of itself and for its jobs, without a login.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/http_client.h"
#include "probes/http_surfaces.h"
#include "probes/open_services.h"
#include "probes/probe.h"
#include "protocols/ipp/message.h"

namespace hoshi::probes {
namespace {

namespace ipp = protocols::ipp;

constexpr std::uint16_t ipp_port = 631;
struct PlaceOfIpp {
  std::string_view path;
  std::uint16_t operation;
};
// Where printers have their queue (RFC 8010, 4; IPP Everywhere), and where CUPS tells all of its own.
constexpr std::array<PlaceOfIpp, 4> usual_places{{{"/ipp/print", ipp::get_printer_attributes},
                                                  {"/ipp", ipp::get_printer_attributes},
                                                  {"/", ipp::get_printer_attributes},
                                                  {"/", ipp::cups_get_printers}}};

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "identity.shown"};
}

bool is_ipp_route(const Route* route) {
  return route != nullptr && (route->protocol == "ipp" || route->protocol == "ipps");
}

// IPP runs over HTTP, so it is looked for where HTTP was seen on its port, and where it is declared.
std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (auto& task : tasks_for_protocols(input, "ipp_access", {"http", "https", "ipp", "ipps"})) {
    const auto* route = input.product.route_at(task.target, task.endpoint);
    if (tcp_port(task.endpoint) == ipp_port || is_ipp_route(route)) tasks.push_back(std::move(task));
  }
  return tasks;
}

struct Printer {
  Bench& bench;
  HttpEndpoint endpoint;

  // forbidden with the HTTP status as message: the printer wants a login. not_found: no IPP at that path.
  Result<ipp::Answer> ask(std::uint16_t operation, const std::string& path) {
    const std::string host = endpoint.host.empty() ? endpoint.target : endpoint.host;
    protocols::http::Request request;
    request.method = "POST";
    request.path = path;
    request.headers = {{"Content-Type", "application/ipp"}};
    const std::string uri = fmt::format("{}://{}:{}{}", endpoint.tls ? "ipps" : "ipp", host, endpoint.port, path);
    request.body = to_text(ipp::write_request({operation, uri, {}}));
    const auto answer = HOSHI_TRY(ask_http(bench.network(), endpoint, std::move(request)));
    const int status = answer.response.status;
    if (status == 401 || status == 403) return fail(ErrorCode::forbidden, std::to_string(status));
    if (status != 200) return fail(ErrorCode::not_found, fmt::format("status_{}", status));
    return ipp::read_answer(to_bytes(answer.response.body));
  }
};

// client-error-forbidden, -not-authenticated and -not-authorized (RFC 8011, appendix B).
bool is_refusal(const ipp::Answer& answer) { return answer.status >= 0x0401 && answer.status <= 0x0403; }

void try_read(Printer& printer, AccessReport& report, const Request* request, std::uint16_t operation,
              const std::string& path) {
  const std::string asset = request != nullptr ? request->asset : "";
  const std::string what = request != nullptr ? request->path : operation == ipp::get_jobs ? "jobs" : "printer attributes";
  const auto answer = printer.ask(operation, path);
  if (!answer && answer.error().code == ErrorCode::forbidden) {
    if (request != nullptr) report.refused(asset, "read", what, answer.error().message, false);
    return;
  }
  if (!answer) {
    const bool says_status = answer.error().code == ErrorCode::not_found;
    if (request != nullptr) report.not_tried(asset, says_status ? answer.error().message : "no_answer");
    return;
  }
  if (answer->is_successful()) {
    const std::size_t count = operation == ipp::get_jobs ? answer->jobs : answer->attributes.size();
    // Jobs that are not there show nothing; an empty queue is still one that anybody may look into.
    report.unauthenticated(asset, "read", what, count);
    if (request != nullptr && !printer.endpoint.tls) report.seen_in_clear(asset, what, "read without logging in");
    return;
  }
  if (request == nullptr) return;
  const std::string how = fmt::format("ipp_{:04x}", answer->status);
  if (is_refusal(*answer)) return report.refused(asset, "read", what, how, false);
  report.not_tried(asset, how);
}

// "jobs" or "/printers/office#jobs": the queue's path, and what is asked there.
struct Asked {
  std::uint16_t operation = ipp::get_printer_attributes;
  std::string path;
};
Asked asked_by(const Request& request, const std::string& usual_path) {
  Asked asked{ipp::get_printer_attributes, usual_path};
  const auto mark = request.path.find('#');
  const std::string name = mark == std::string::npos ? request.path : request.path.substr(mark + 1);
  if (name == "jobs" || name == "/jobs") asked.operation = ipp::get_jobs;
  if (mark != std::string::npos && request.path.starts_with('/')) asked.path = request.path.substr(0, mark);
  return asked;
}

void show_identity(AccessReport& report, const ipp::Answer& answer) {
  std::string model = answer.value_of("printer-make-and-model");
  std::string version = answer.value_of("printer-firmware-string-version");
  if (version.empty()) version = answer.value_of("cups-version");
  report.identity(model, version, "printer attributes");
}

// The path at which IPP was understood, or "". Says what the printer tells of itself.
Result<std::string> find_printer(Printer& printer, AccessReport& report) {
  std::string found;
  for (const auto& [path, operation] : usual_places) {
    const auto answer = printer.ask(operation, std::string(path));
    if (!answer && !is_device_trouble(answer.error()) && answer.error().code != ErrorCode::forbidden &&
        answer.error().code != ErrorCode::not_found) {
      return tl::unexpected<Error>(answer.error());
    }
    if (!answer) continue;
    if (found.empty() || answer->is_successful()) found = path;
    if (!answer->is_successful()) continue;
    show_identity(report, *answer);
    report.unauthenticated("", "read", "printer attributes", answer->attributes.size());
    break;
  }
  return found;
}

Result<void> run(const Task& task, Bench& bench) {
  AccessReport report(bench, task);
  Printer printer{bench, http_endpoint(bench, task.target, task.endpoint)};
  const std::string found = HOSHI_TRY(find_printer(printer, report));
  if (!found.empty()) try_read(printer, report, nullptr, ipp::get_jobs, found);
  for (const auto* request : report.requests()) {
    if (request->operation == "write") {
      report.not_tried(request->asset, "nothing is printed or set");
      continue;
    }
    const Asked asked = asked_by(*request, found.empty() ? std::string(usual_places.front().path) : found);
    try_read(printer, report, request, asked.operation, asked.path);
  }
  return {};
}

}  // namespace

extern const Probe probe_ipp_access;
const Probe probe_ipp_access{
    "ipp_access", Phase::detail, Intrusion::active, std::chrono::seconds(90), facts, plan, run,
};

}  // namespace hoshi::probes
