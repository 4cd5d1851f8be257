// Compares the declared access routes with what was seen: undeclared, different, silent, open or in clear.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "probes/probe.h"
#include "protocols/datagrams/datagrams.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() {
  return {"route.matched",
          "route.undeclared",
          "route.protocol_differs",
          "route.not_answering",
          "route.authentication_differs",
          "route.plaintext"};
}

// One task a target, whether or not anything was seen there: an empty result has to be said as well.
std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& target : input.targets) tasks.push_back({"declared_routes", target, "", ""});
  return tasks;
}

const Observation* seen_at(const Observations& seen, std::string_view fact, const Subject& place) {
  for (const auto* observation : seen.with_fact(fact)) {
    if (observation->subject.target == place.target && observation->subject.endpoint == place.endpoint)
      return observation;
  }
  return nullptr;
}

// A complete scan with a control: only then does silence mean anything.
bool is_scan_complete(const Observations& seen, std::string_view target, std::string_view transport) {
  const auto* scan = seen_at(seen, "ports.scanned", {std::string(target), std::string(transport), ""});
  return scan != nullptr && scan->value["complete"].as_bool() && scan->value["control"].as_bool();
}

// "https" for http over TLS and so on, as descriptions name it; "" when nobody knows what speaks there.
std::string protocol_at(const Observations& seen, const Subject& place) {
  const auto* service = seen_at(seen, "service.identified", place);
  if (service == nullptr) return {};
  const std::string& protocol = service->value["protocol"].as_text();
  if (protocol == "unknown") return {};
  const bool is_tls = service->value["tls"].as_bool();
  const bool has_secure_name =
      protocol == "http" || protocol == "mqtt" || protocol == "rtsp" || protocol == "ftp" || protocol == "sip";
  return is_tls && has_secure_name ? protocol + "s" : protocol;
}

bool is_protected_channel(std::string_view protocol) {
  constexpr std::array<std::string_view, 11> names{"https", "mqtts", "rtsps", "ftps",    "ssh", "sips",
                                                   "tls",   "coaps", "quic",  "openvpn", "ike"};
  return std::find(names.begin(), names.end(), protocol) != names.end();
}

// Protocols that run inside HTTP: what is seen at their port is HTTP.
bool runs_inside(std::string_view declared, std::string_view seen) {
  constexpr std::array<std::string_view, 10> plain{"ipp",    "websocket", "ws",            "tr069", "onvif",
                                                   "docker", "upnp",      "elasticsearch", "soap",  "jsonrpc"};
  const bool is_secure = declared.ends_with('s') && declared != "ws";
  const auto name = is_secure ? declared.substr(0, declared.size() - 1) : declared;
  if (std::find(plain.begin(), plain.end(), name) == plain.end()) return false;
  return seen == "https" || (seen == "http" && !is_secure);
}

// Whether it protects is for its version and user to say, which another probe looks at.
bool may_be_protected(std::string_view protocol) { return is_protected_channel(protocol) || protocol == "snmp"; }

// Descriptions may say only that it is TLS, and have other words for some protocols.
bool is_same_protocol(std::string_view declared, std::string_view seen) {
  if (protocols::datagrams::plain_word(declared) == seen) return true;
  return declared == seen || (declared == "tls" && is_protected_channel(seen) && seen != "ssh") ||
         runs_inside(declared, seen);
}

// A port that was asked nothing its service had to answer says nothing by its silence.
bool does_silence_tell(const Route& route) {
  namespace datagrams = protocols::datagrams;
  if (route.transport == "tcp") return true;
  const auto entries = datagrams::entries_for(route.protocol);
  return std::any_of(entries.begin(), entries.end(), [](const datagrams::Entry* entry) {
    return entry->silence == datagrams::Silence::is_odd;
  });
}

ValueList protected_assets(const Product& product, const Route& route) {
  ValueList assets;
  for (const auto& asset : product.assets) {
    const bool travels = std::find(asset.routes.begin(), asset.routes.end(), route.id) != asset.routes.end();
    if (asset.is_protected && travels) assets.emplace_back(asset.id);
  }
  return assets;
}

const Login* login_of(const Product& product, const Route& route) {
  const auto found = std::find_if(product.logins.begin(), product.logins.end(),
                                  [&](const Login& login) { return login.route == route.id; });
  return found != product.logins.end() ? &*found : nullptr;
}

const Observation* page_at(const Observations& seen, const Subject& place, std::string_view path) {
  for (const auto* page : seen.with_fact("http.page")) {
    const bool is_there = page->subject.target == place.target && page->subject.endpoint == place.endpoint;
    if (is_there && page->value["path"].as_text() == path) return page;
  }
  return nullptr;
}

// The kind of authentication that some page of the endpoint asks for, or "none".
std::string asked_by_pages(const Observations& seen, const Subject& place) {
  for (const auto* page : seen.with_fact("http.page")) {
    const bool is_there = page->subject.target == place.target && page->subject.endpoint == place.endpoint;
    const auto& kind = page->value["authentication"].as_text();
    if (is_there && !kind.empty() && kind != "none") return kind;
  }
  return "none";
}

// The service let somebody in who showed nothing.
bool lets_anybody_in(const Observations& seen, const Subject& place) {
  const auto* ssh = seen_at(seen, "ssh.methods", place);
  const auto* mqtt = seen_at(seen, "mqtt.connect", place);
  const auto* telnet = seen_at(seen, "telnet.greeting", place);
  return (ssh != nullptr && ssh->value["none_accepted"].as_bool()) ||
         (mqtt != nullptr && mqtt->value["anonymous"].as_text() == "accepted") ||
         (telnet != nullptr && telnet->value["shell"].as_bool());
}

struct Difference {
  std::string declared;
  std::string seen;
};

std::optional<Difference> http_difference(const Product& product, const Observations& seen,
                                          const Route& route, const Subject& place) {
  const std::string asked = asked_by_pages(seen, place);
  if (route.authentication == "none") {
    return asked != "none" ? std::optional(Difference{"none", asked}) : std::nullopt;
  }
  const auto* login = login_of(product, route);
  const bool is_by_header = login != nullptr && (login->kind == "basic" || login->kind == "digest");
  if (!is_by_header) return std::nullopt;  // a form may be made by a script: its absence proves nothing
  const auto* page = page_at(seen, place, login->path);
  if (page == nullptr) return std::nullopt;
  const auto& kind = page->value["authentication"].as_text();
  const auto status = page->value["status"].as_integer();
  const bool is_open = kind == "none" && status >= 200 && status < 300;
  const bool is_other = status == 401 && kind != "none" && kind != login->kind;
  return is_open || is_other ? std::optional(Difference{login->kind, kind}) : std::nullopt;
}

std::optional<Difference> difference(const Product& product, const Observations& seen, const Route& route,
                                     const Subject& place) {
  if (route.authentication.empty()) return std::nullopt;
  if (seen_at(seen, "http.page", place) != nullptr) return http_difference(product, seen, route, place);
  if (route.authentication != "none" && lets_anybody_in(seen, place))
    return Difference{route.authentication, "none"};
  const auto* mqtt = seen_at(seen, "mqtt.connect", place);
  const auto* telnet = seen_at(seen, "telnet.greeting", place);
  const bool asks =
      (mqtt != nullptr && mqtt->value["anonymous"].as_text() == "refused") ||
      (telnet != nullptr && telnet->value["asks_login"].as_bool() && !telnet->value["shell"].as_bool());
  return route.authentication == "none" && asks ? std::optional(Difference{"none", "password"})
                                                : std::nullopt;
}

void compare_open(const Route& route, const Subject& place, Bench& bench, bool is_complete) {
  const auto& seen = bench.seen();
  const std::string protocol = protocol_at(seen, place);
  const Subject subject{place.target, place.endpoint, route.id};
  // TLS with something inside that nobody could name neither matches nor differs.
  const bool is_opaque = protocol == "tls" && is_protected_channel(route.protocol) && route.protocol != "tls";
  if (!protocol.empty() && !route.protocol.empty() && !is_opaque) {
    if (!is_same_protocol(route.protocol, protocol)) {
      bench.observe("route.protocol_differs", subject,
                    object({{"declared", route.protocol}, {"seen", protocol}}));
    } else if (is_complete) {
      bench.observe("route.matched", subject, object({{"protocol", protocol}}));
    }
  }
  if (const auto found = difference(bench.product(), seen, route, place)) {
    bench.observe("route.authentication_differs", subject,
                  object({{"declared", found->declared}, {"seen", found->seen}}));
  }
  auto assets = protected_assets(bench.product(), route);
  const bool is_plain = !protocol.empty() && !may_be_protected(protocol);
  if (is_plain && !assets.empty()) {
    bench.observe("route.plaintext", subject,
                  object({{"protocol", protocol}, {"assets", std::move(assets)}}));
  }
}

void report_undeclared(const Subject& place, Bench& bench) {
  const auto* service = seen_at(bench.seen(), "service.identified", place);
  const std::string product = service != nullptr ? service->value["product"].as_text() : "";
  const std::string protocol = protocol_at(bench.seen(), place);
  bench.observe("route.undeclared", place,
                object({{"protocol", protocol.empty() ? "unknown" : protocol}, {"product", product}}));
}

Result<void> run(const Task& task, Bench& bench) {
  const auto& seen = bench.seen();
  for (const auto* port : seen.with_fact("port.open")) {
    if (port->subject.target != task.target) continue;
    const Subject place{task.target, port->subject.endpoint, ""};
    if (bench.product().route_at(place.target, place.endpoint) == nullptr) report_undeclared(place, bench);
  }
  for (const auto& route : bench.product().routes) {
    if (route.target != task.target || route.status == "disabled") continue;
    const bool is_complete = is_scan_complete(seen, task.target, route.transport);
    const Subject place{route.target, route.endpoint(), ""};
    if (seen_at(seen, "port.open", place) != nullptr) {
      compare_open(route, place, bench, is_complete);
    } else if (is_complete && does_silence_tell(route)) {
      bench.observe("route.not_answering", {place.target, place.endpoint, route.id}, ValueMap{});
    }
  }
  return {};
}

}  // namespace

extern const Probe probe_declared_routes;
const Probe probe_declared_routes{
    "declared_routes", Phase::comparison, Intrusion::passive, std::chrono::seconds(10), facts, plan, run};

}  // namespace hoshi::probes
