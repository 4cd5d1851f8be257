// Reads UPnP descriptions and asks their services what they tell, and (agreed only) take, without authentication.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "probes/access_report.h"
#include "probes/endpoint.h"
#include "probes/http_surfaces.h"
#include "probes/upnp_client.h"
#include "protocols/text/labels.h"

namespace hoshi::probes {
namespace {

namespace upnp = protocols::upnp;

constexpr std::size_t descriptions_max = 4;
constexpr std::size_t paths_max = 40;
constexpr std::string_view mapping_seconds = "60";  // what could not be removed ends by itself

std::vector<std::string_view> facts() {
  return {"access.unauthenticated", "access.refused", "access.not_tried", "identity.shown"};
}

// "tcp/49152 /rootDesc.xml" as discovery tells it.
struct Location {
  std::string endpoint;
  std::string path;
};

std::vector<Location> announced(const Observations& seen, std::string_view target) {
  std::vector<Location> locations;
  for (const auto* announcement : seen.with_fact("discovery.announced")) {
    if (announcement->subject.target != target) continue;
    for (const auto& entry : announcement->value["locations"].as_list()) {
      const auto& text = entry.as_text();
      const auto blank = text.find(' ');
      const bool is_place = blank != std::string::npos && tcp_port_of(text.substr(0, blank)) && text.substr(blank + 1).starts_with('/');
      if (is_place) locations.push_back({text.substr(0, blank), text.substr(blank + 1)});
    }
  }
  return locations;
}

std::vector<Task> plan(const PlanInput& input) {
  std::set<std::pair<std::string, std::string>> places;
  for (const auto& task : http_tasks(input, "upnp_access")) places.emplace(task.target, task.endpoint);
  for (const auto& target : input.targets) {
    for (const auto& location : announced(input.seen, target)) places.emplace(target, location.endpoint);
    for (const auto& route : input.product.routes) {
      const bool is_upnp = route.protocol == "upnp" && route.transport == "tcp" && route.status != "disabled";
      if (is_upnp && route.target == target) places.emplace(target, route.endpoint());
    }
  }
  std::vector<Task> tasks;
  for (const auto& [target, endpoint] : places) tasks.push_back({"upnp_access", target, endpoint, ""});
  return tasks;
}

struct Found {
  const AccessReport& report;
  HttpEndpoint endpoint;
  std::string path;
  upnp::Description description;

  transport::Network& network() const { return report.bench().network(); }
  const upnp::Service* service(std::string_view name) const {
    for (const auto& service : description.services) {
      if (service.name() == name) return &service;
    }
    return nullptr;
  }
};

// The declared names where the description shows one of them, else its own words.
void report_identity(const Found& found) {
  const auto& product = found.report.bench().product();
  const auto& d = found.description;
  const std::string all = d.friendly_name + "\n" + d.model_name + "\n" + d.model_number + "\n" + d.model_description;
  const std::string own = d.model_name + " " + d.model_number;
  std::string model(trimmed(own));
  std::vector<std::string> names{product.model};
  for (const auto& member : product.family) names.push_back(member.model);
  for (const auto& name : names) {
    if (!name.empty() && protocols::text::shows_word(all, name)) model = name;
  }
  const bool shows_version = !product.firmware.empty() && protocols::text::shows_word(all, product.firmware);
  const auto& task = found.report.task();
  found.report.bench().observe("identity.shown", {task.target, task.endpoint, ""},
                               object({{"model", printable(model, 100)},
                                       {"version", shows_version ? product.firmware : ""},
                                       {"where", "upnp " + printable(found.path, 100)}}));
}

upnp::Arguments arguments_of(const Value& pairs) {
  upnp::Arguments arguments;
  for (const auto& pair : pairs.as_list()) {
    const auto& parts = pair.as_list();
    if (parts.size() == 2) arguments.emplace_back(parts[0].as_text(), parts[1].as_text());
  }
  return arguments;
}

Tried call(const Found& found, const upnp::Service& service, std::string_view action, const upnp::Arguments& arguments) {
  const auto place = control_place(found.endpoint, found.path, found.description, service);
  if (!place) return {false, "control URL points elsewhere", 0, false};
  const auto result = call_action(found.network(), *place, service.type, action, arguments);
  if (!result) return {false, "connection", 0, false};
  return {result->is_done(), result->how(), result->bytes, result->is_refused()};
}

// Requests are declared as "Browse" or "ContentDirectory Browse".
const Request* declared_for(const AccessReport& report, const std::string& service, const std::string& action) {
  for (const auto* request : report.requests()) {
    if (request->path == action || request->path == service + " " + action) return request;
  }
  return nullptr;
}

void read_services(const Found& found, const Value& reads) {
  std::set<std::string> elsewhere;
  for (const auto& read : reads.as_list()) {
    const auto* service = found.service(read["service"].as_text());
    const std::string& action = read["action"].as_text();
    if (service == nullptr) continue;
    const auto* request = declared_for(found.report, service->name(), action);
    if (request != nullptr && request->operation == "write") continue;
    const Tried tried = call(found, *service, action, arguments_of(read["arguments"]));
    if (tried.how == "control URL points elsewhere" && elsewhere.insert(service->name()).second) {
      found.report.not_tried("", service->name() + ": the control URL points elsewhere and was not followed");
    }
    if (request != nullptr) {
      found.report.decide(*request, tried, std::nullopt);
    } else if (tried.worked) {
      found.report.unauthenticated("", "read", service->name() + " " + action, tried.bytes);
    }
  }
}

// Another host of the target's IPv4 network; "" when the target was not named by its address.
std::string neighbour_of(const std::string& host) {
  const auto parts = split(host, '.');
  const bool is_ipv4 = parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return parse_number(part, 255).has_value();
  });
  if (!is_ipv4) return "";
  const std::string last = parts[3] == "253" ? "252" : "253";
  return fmt::format("{}.{}.{}.{}", parts[0], parts[1], parts[2], last);
}

// A door through the gateway for another host, closed again at once; by agreement only.
Tried add_mapping(const Found& found, const upnp::Service& service) {
  const std::string client = neighbour_of(found.endpoint.host);
  if (client.empty()) return {false, "another host's address is not known", 0, false};
  const Bytes noise = found.network().random(2);
  const std::string port = std::to_string(49152 + (noise[0] * 256 + noise[1]) % 16000);
  const upnp::Arguments name{{"NewRemoteHost", ""}, {"NewExternalPort", port}, {"NewProtocol", "TCP"}};
  upnp::Arguments mapping = name;
  mapping.insert(mapping.end(), {{"NewInternalPort", port}, {"NewInternalClient", client}, {"NewEnabled", "1"},
                                 {"NewPortMappingDescription", "hoshi"},
                                 {"NewLeaseDuration", std::string(mapping_seconds)}});
  // Nobody's mapping is overwritten.
  if (call(found, service, "GetSpecificPortMappingEntry", name).how == "200") return {false, "the port is taken", 0, false};
  Tried tried = call(found, service, "AddPortMapping", mapping);
  if (!tried.worked) return tried;
  const Tried seen = call(found, service, "GetSpecificPortMappingEntry", name);
  const Tried removed = call(found, service, "DeletePortMapping", name);
  tried.worked = seen.worked && seen.how == "200";
  tried.how = tried.worked ? "" : "not_readable_back";
  if (!removed.worked) found.report.not_tried("", "the port mapping made for the test could not be removed; it ends after a minute");
  return tried;
}

void write_services(const Found& found) {
  for (const auto* request : found.report.requests()) {
    if (request->operation != "write" || !found.report.may_do(*request)) continue;
    const bool is_mapping = request->path == "AddPortMapping" || request->path.ends_with(" AddPortMapping");
    const auto* service = found.service("WANIPConnection");
    if (service == nullptr) service = found.service("WANPPPConnection");
    if (!is_mapping || service == nullptr) {
      found.report.not_tried(request->asset, "of writing actions only AddPortMapping is known");
      continue;
    }
    found.report.decide(*request, add_mapping(found, *service), std::nullopt);
  }
}

Result<void> look_at(const AccessReport& report, const HttpEndpoint& endpoint, const std::string& path,
                     std::set<std::string>& seen) {
  auto description = HOSHI_TRY(read_description(report.bench().network(), endpoint, path));
  if (!description) return {};
  // The same device under another path says nothing new.
  const std::string key = description->device_type + description->friendly_name + std::to_string(description->services.size());
  if (!seen.insert(key).second) return {};
  const Found found{report, endpoint, path, std::move(*description)};
  report_identity(found);
  read_services(found, report.bench().knowledge("upnp")["read"]);
  write_services(found);
  return {};
}

Result<void> run(const Task& task, Bench& bench) {
  const Value& knowledge = bench.knowledge("upnp");
  if (knowledge["path"].as_list().empty()) return fail(ErrorCode::internal, "knowledge/upnp has no paths");
  const AccessReport report(bench, task);
  const auto endpoint = http_endpoint(bench, task.target, task.endpoint);
  std::vector<std::string> paths;
  for (const auto& location : announced(bench.seen(), task.target)) {
    if (location.endpoint == task.endpoint) paths.push_back(location.path);
  }
  for (const auto& path : knowledge["path"].as_list()) paths.push_back(path.as_text());
  std::set<std::string> seen;
  for (std::size_t i = 0; i < paths.size() && i < paths_max && seen.size() < descriptions_max; ++i) {
    HOSHI_CHECK(look_at(report, endpoint, paths[i], seen));
  }
  return bench.network().wait(milliseconds(0));
}

}  // namespace

extern const Probe probe_upnp_access;
const Probe probe_upnp_access{
    "upnp_access", Phase::detail, Intrusion::active, std::chrono::seconds(180), facts, plan, run, false, false, {Effect::overwrite},
};

}  // namespace hoshi::probes
