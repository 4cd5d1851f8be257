// Says of each protected asset and declared route whether it was seen in clear, or behind TLS or SSH.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "probes/endpoint.h"
#include "probes/probe.h"

namespace hoshi::probes {
namespace {

std::vector<std::string_view> facts() { return {"asset.seen_in_clear", "asset.seen_protected"}; }

bool has_protected_asset(const Product& product, const Route& route) {
  return std::any_of(product.assets.begin(), product.assets.end(), [&](const Asset& asset) {
    const bool travels = std::find(asset.routes.begin(), asset.routes.end(), route.id) != asset.routes.end();
    return asset.is_protected && travels;
  });
}

std::vector<Task> plan(const PlanInput& input) {
  std::vector<Task> tasks;
  for (const auto& route : input.product.routes) {
    const bool is_ours =
        std::find(input.targets.begin(), input.targets.end(), route.target) != input.targets.end();
    const bool is_asked = is_ours && route.status != "disabled" && has_protected_asset(input.product, route);
    if (is_asked) tasks.push_back({"plaintext", route.target, route.endpoint(), route.id});
  }
  return tasks;
}

std::vector<const Observation*> seen_at(const Observations& seen, std::string_view fact, const Task& task) {
  auto found = seen.with_fact(fact);
  std::erase_if(found, [&](const Observation* observation) {
    return observation->subject.target != task.target || observation->subject.endpoint != task.endpoint;
  });
  return found;
}

// The endpoint speaks without TLS, as the services probe saw it; nothing when nobody knows.
std::optional<std::string> clear_protocol(const Observations& seen, const Task& task) {
  for (const auto* service : seen_at(seen, "service.identified", task)) {
    const std::string& protocol = service->value["protocol"].as_text();
    const bool is_open =
        !service->value["tls"].as_bool() && protocol != "ssh" && protocol != "tls" && protocol != "unknown";
    if (is_open) return protocol;
  }
  return std::nullopt;
}

// A whole handshake was seen: whoever only sends a ServerHello or a KEXINIT protects nothing yet.
bool has_established(const Observations& seen, const Task& task) {
  if (!seen_at(seen, "ssh.methods", task).empty()) return true;
  if (udp_port_of(task.endpoint)) {  // a DTLS service is identified by its first answer: only a login or data tells more
    const auto controls = seen_at(seen, "login.control", task);
    const bool was_inside = std::any_of(controls.begin(), controls.end(), [](const Observation* control) {
      return control->value["positive"].as_text() == "accepted";
    });
    return was_inside || !seen_at(seen, "access.unauthenticated", task).empty();
  }
  const auto services = seen_at(seen, "service.identified", task);
  return std::any_of(services.begin(), services.end(), [](const Observation* service) {
    return service->value["tls"].as_bool() && !service->value["how"].as_text().ends_with("not_answering");
  });
}

// The highest version a session was established with, "ssh", or nothing. An endpoint that also speaks in
// clear is not protected, whatever else it offers.
std::string protection(const Observations& seen, const Task& task) {
  if (clear_protocol(seen, task) || !has_established(seen, task)) return {};
  constexpr std::array<std::string_view, 7> order{"TLS1.3",  "TLS1.2", "DTLS1.2", "TLS1.1",
                                                  "DTLS1.0", "TLS1.0", "SSL3.0"};
  // Suites without encryption protect nothing (RFC 5246, A.5): a person has to look.
  for (const auto* suite : seen_at(seen, "tls.suite", task)) {
    if (suite->value["suite"].as_text().find("_WITH_NULL_") != std::string::npos) return {};
  }
  const auto versions = seen_at(seen, "tls.version", task);
  for (const auto name : order) {
    for (const auto* version : versions) {
      if (version->value["version"].as_text() == name && version->value["accepted"].as_bool())
        return std::string(name);
    }
  }
  return seen_at(seen, "ssh.offer", task).empty() ? "" : "ssh";
}

// Not a challenge and its answer: the password itself (or its encoding) goes over the wire.
bool sends_password(std::string_view kind) {
  constexpr auto kinds = std::to_array<std::string_view>(
      {"basic", "form", "telnet", "mqtt", "ftp", "rtsp_basic", "redis", "snmp"});
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// How the test account's password crossed the wire in clear, when it did: the login must really have been
// walked and the right password accepted, over a kind of login that sends the password itself.
std::string password_in_clear(const Observations& seen, const Task& task) {
  for (const auto* surface : seen_at(seen, "login.surface", task)) {
    const std::string& kind = surface->value["kind"].as_text();
    if (surface->value["tls"].as_bool() || !sends_password(kind)) continue;
    for (const auto* control : seen_at(seen, "login.control", task)) {
      const bool is_same = control->subject.reference == surface->subject.reference;
      if (is_same && control->value["positive"].as_text() == "accepted") return kind + " credentials";
    }
  }
  return {};
}

bool was_seen_in_clear(const Observations& seen, const Task& task, std::string_view asset) {
  const auto found = seen_at(seen, "asset.seen_in_clear", task);
  return std::any_of(found.begin(), found.end(),
                     [&](const Observation* o) { return o->subject.reference == asset; });
}

void report(const Task& task, Bench& bench, const Asset& asset, const std::string& version,
            const std::string& password) {
  const Subject subject{task.target, task.endpoint, asset.id};
  if (asset.kind == "credential" && !password.empty()) {
    bench.observe("asset.seen_in_clear", subject,
                  object({{"route", task.reference},
                          {"what", password},
                          {"how", "the login test sent them without TLS"}}));
    return;
  }
  if (!version.empty() && !was_seen_in_clear(bench.seen(), task, asset.id)) {
    bench.observe("asset.seen_protected", subject, object({{"route", task.reference}, {"version", version}}));
  }
}

Result<void> run(const Task& task, Bench& bench) {
  const std::string version = protection(bench.seen(), task);
  const std::string password = password_in_clear(bench.seen(), task);
  for (const auto& asset : bench.product().assets) {
    const bool travels =
        std::find(asset.routes.begin(), asset.routes.end(), task.reference) != asset.routes.end();
    if (asset.is_protected && travels) report(task, bench, asset, version, password);
  }
  return {};
}

}  // namespace

// In the last phase, because only the login probes show whether a password really crossed the wire in clear.
extern const Probe probe_plaintext;
const Probe probe_plaintext{
    "plaintext", Phase::throttling, Intrusion::passive, std::chrono::seconds(10), facts, plan, run};

}  // namespace hoshi::probes
