// Asks ONVIF services for what they should only tell after a login: device information, users, profiles, declared requests.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/http_surfaces.h"
#include "probes/onvif_client.h"

namespace hoshi::probes {
namespace {

namespace onvif = protocols::onvif;

constexpr std::string_view default_media_path = "/onvif/media_service";
constexpr std::array<std::string_view, 2> device_paths{"/onvif/device_service", "/onvif/device"};
// What the standard puts into the media service (ONVIF Media Service Specification, 5).
constexpr std::array<std::string_view, 4> media_operations{"GetProfiles", "GetVideoSources", "GetStreamUri",
                                                           "GetSnapshotUri"};

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "asset.seen_in_clear", "login.offered",
          "identity.shown"};
}

std::vector<Task> plan(const PlanInput& input) {
  auto tasks = http_tasks(input, "onvif_access");
  for (const auto& route : input.product.routes) {
    const bool is_ours = std::find(input.targets.begin(), input.targets.end(), route.target) != input.targets.end();
    const Task task{"onvif_access", route.target, route.endpoint(), ""};
    const bool is_new = std::none_of(tasks.begin(), tasks.end(), [&](const Task& other) { return other.id() == task.id(); });
    if (is_ours && is_new && route.protocol == "onvif" && route.status != "disabled" && route.transport == "tcp") {
      tasks.push_back(task);
    }
  }
  return tasks;
}

struct Device {
  const AccessReport& report;
  OnvifClient& client;
  std::string device_path;
  std::string media_path{default_media_path};
  bool tls = false;

  // "GetUsers", or with the path of its service in front: "/onvif/ptz_service GetNodes".
  OnvifPlace place_of(std::string_view operation) const {
    const bool is_media = std::find(media_operations.begin(), media_operations.end(), operation) != media_operations.end();
    return is_media ? OnvifPlace{onvif::Service::media, media_path} : OnvifPlace{onvif::Service::device, device_path};
  }
};

Tried tried_from(const Result<OnvifAnswer>& answer) {
  if (!answer) return {false, "connection", 0, false};
  if (answer->is_done()) return {true, "", answer->bytes, false};
  return {false, answer->how(), 0, answer->is_refused()};
}

Tried read_operation(const Device& device, const std::string& path, const OnvifAccount* account) {
  const auto blank = path.rfind(' ');
  const std::string operation = blank == std::string::npos ? path : path.substr(blank + 1);
  OnvifPlace place = device.place_of(operation);
  if (blank != std::string::npos) place.path = path.substr(0, blank);
  return tried_from(device.client.ask(place, operation, "", account));
}

// The one write that is known to be harmless: a scope of ours is added, seen, and taken away again.
Tried add_scope(const Device& device, transport::Network& network, const OnvifAccount* account) {
  const std::string scope = "onvif://www.onvif.org/name/hoshi-" + random_password(network);
  const std::string item = "<o:ScopeItem>" + scope + "</o:ScopeItem>";
  const auto place = device.place_of("AddScopes");
  Tried tried = tried_from(device.client.ask(place, "AddScopes", item, account));
  if (!tried.worked) return tried;
  const auto scopes = device.client.ask(place, "GetScopes", "", account);
  const auto items = scopes && scopes->is_done() ? scopes->soap.body.all("ScopeItem") : std::vector<const protocols::xml::Element*>{};
  tried.worked = std::any_of(items.begin(), items.end(), [&](const auto* seen) { return seen->text == scope; });
  tried.bytes = scope.size();
  const auto removed = device.client.ask(place, "RemoveScopes", item, account);
  if (tried.worked && (!removed || !removed->is_done())) tried.how = "left behind";
  if (!tried.worked) tried.how = "not_readable_back";
  return tried;
}

Tried carry_out(const Device& device, const Request& request, const OnvifAccount* account) {
  if (request.operation == "write") return add_scope(device, device.report.bench().network(), account);
  return read_operation(device, request.path, account);
}

void try_request(const Device& device, const Request& request) {
  const auto& report = device.report;
  if (!report.may_do(request)) return;
  if (request.operation == "write" && request.path != "AddScopes") {
    return report.not_tried(request.asset, "of writing operations only AddScopes is known to be harmless");
  }
  const Tried anonymous = carry_out(device, request, nullptr);
  std::optional<Tried> control;
  if (const auto known = anonymous.worked ? std::nullopt : report.test_account("onvif")) {
    const OnvifAccount account{known->credential.account, known->credential.password};
    control = carry_out(device, request, &account);
  }
  const bool in_clear = !device.tls && request.operation == "read";
  if (in_clear && anonymous.worked) report.seen_in_clear(request.asset, "response body", "read without logging in");
  if (in_clear && control && control->worked) report.seen_in_clear(request.asset, "response body", "read with the test account");
  report.decide(request, anonymous, control);
  if (anonymous.how == "left behind" || (control && control->how == "left behind")) {
    report.not_tried(request.asset, "the scope added for the test could not be removed again");
  }
}

// What the standard asks a login for; whether it matters is a person's word.
void look_around(const Device& device) {
  bool is_refused = false;
  for (const auto* operation : {"GetDeviceInformation", "GetUsers", "GetProfiles"}) {
    const auto answer = device.client.ask(device.place_of(operation), operation, "");
    if (!answer) continue;
    is_refused = is_refused || answer->is_refused();
    if (!answer->is_done()) continue;
    if (!device.report.is_declared(operation)) device.report.unauthenticated("", "read", operation, answer->bytes);
    if (std::string_view(operation) != "GetDeviceInformation") continue;
    const auto shown = onvif::device_information(answer->soap);
    const auto& task = device.report.task();
    device.report.bench().observe("identity.shown", {task.target, task.endpoint, ""},
                                  object({{"model", shown.model}, {"version", shown.firmware}, {"where", "onvif"}}));
  }
  if (is_refused) device.report.login_offered("onvif", device.tls, device.device_path, "NotAuthorized without a token");
}

// The port counts only to see whether the address is of this endpoint; nothing else is ever asked.
void find_media(Device& device, std::uint16_t port) {
  const auto answer = device.client.ask(device.place_of("GetCapabilities"), "GetCapabilities", "<o:Category>Media</o:Category>");
  const auto media = answer && answer->is_done() ? onvif::media_service(answer->soap) : std::nullopt;
  if (media && media->port == port) device.media_path = media->path;
}

Result<void> run(const Task& task, Bench& bench) {
  const AccessReport report(bench, task);
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  OnvifClient client(bench.network(), endpoint);
  Device device{report, client, "", std::string(default_media_path), endpoint.tls};
  for (const auto path : device_paths) {
    const auto is_there = client.greet(std::string(path));
    if (!is_there && !is_device_trouble(is_there.error())) return tl::unexpected(is_there.error());
    if (is_there && *is_there) {
      device.device_path = path;
      break;
    }
  }
  const bool is_declared = report.route() != nullptr && report.route()->protocol == "onvif";
  if (device.device_path.empty()) {
    for (const auto* request : report.requests()) {
      if (is_declared) report.not_tried(request->asset, "no ONVIF service answers");
    }
    return bench.network().wait(milliseconds(0));
  }
  find_media(device, endpoint.port);
  look_around(device);
  for (const auto* request : report.requests()) {
    if (is_declared) try_request(device, *request);
  }
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_onvif_access;
const Probe probe_onvif_access{
    "onvif_access", Phase::detail, Intrusion::active, std::chrono::seconds(120), facts, plan, run,
};

}  // namespace hoshi::probes
