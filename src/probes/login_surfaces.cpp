// Where one can log in: what the description declares and what asked for a password where nothing is declared.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "probes/endpoint.h"
#include "probes/login.h"

namespace hoshi::probes {
namespace {

bool is_http(std::string_view kind) { return kind == "basic" || kind == "digest" || kind == "form"; }

}  // namespace

bool runs_over_tls(const Route& route, const Observations& seen) {
  for (const auto* service : seen.with_fact("service.identified")) {
    if (service->subject.target == route.target && service->subject.endpoint == route.endpoint()) {
      return service->value["tls"].as_bool();
    }
  }
  const auto& protocol = route.protocol;
  return protocol == "https" || protocol == "mqtts" || protocol == "telnets" || protocol == "rtsps" || protocol == "ftps" ||
         protocol == "coaps";
}

namespace {

// A login in clear is refused there, and TLS can be had on the same connection.
bool requires_starttls(const LoginSurface& surface, const Observations& seen) {
  for (const auto* offer : seen.with_fact("starttls.offered")) {
    const bool is_here = offer->subject.target == surface.target && offer->subject.endpoint == surface.endpoint;
    if (is_here && offer->value["offered"].as_bool() && offer->value["required"].as_bool()) return true;
  }
  return false;
}

// The page on which the form stands, so that its hidden fields can be sent back.
std::string form_page(const Route& route, const Observations& seen) {
  std::string best;
  for (const auto* page : seen.with_fact("http.page")) {
    const bool is_here = page->subject.target == route.target && page->subject.endpoint == route.endpoint();
    if (!is_here || page->value["authentication"].as_text() != "form") continue;
    const auto& path = page->value["path"].as_text();
    if (best.empty() || path.size() < best.size()) best = path;
  }
  return best;
}

LoginSurface declared_surface(const Login& login, const Route& route, const Observations& seen) {
  LoginSurface surface;
  surface.id = login.id;
  surface.target = route.target;
  surface.endpoint = route.endpoint();
  surface.port = route.port;
  surface.kind = login.kind;
  surface.authentication = login.authentication.empty() ? route.authentication : login.authentication;
  surface.tls = runs_over_tls(route, seen);
  surface.declared = true;
  if (!login.path.empty()) surface.path = login.path;
  if (!login.user_field.empty()) surface.user_field = login.user_field;
  if (!login.password_field.empty()) surface.password_field = login.password_field;
  surface.privileged_path = login.privileged_path;
  if (login.kind == "form") surface.form_page = form_page(route, seen);
  return surface;
}

// What kind of login an observation shows, or "".
std::string observed_kind(const Observation& observation) {
  const Value& value = observation.value;
  if (observation.fact == "http.page") {
    const auto& asked = value["authentication"].as_text();
    return asked == "basic" || asked == "digest" ? asked : "";
  }
  if (observation.fact == "ssh.methods") {
    const auto& methods = value["methods"].as_list();
    const bool takes_passwords = std::find(methods.begin(), methods.end(), Value("password")) != methods.end();
    return takes_passwords ? "ssh" : "";
  }
  if (observation.fact == "telnet.greeting") return value["asks_login"].as_bool() ? "telnet" : "";
  if (observation.fact == "login.offered") return value["kind"].as_text();
  if (observation.fact == "mqtt.connect") return value["anonymous"].as_text() == "refused" ? "mqtt" : "";
  return "";
}

bool covers(const LoginSurface& surface, const Observation& observation, std::string_view kind) {
  if (surface.target != observation.subject.target || surface.endpoint != observation.subject.endpoint) return false;
  // Basic and Digest stand for each other; a form beside them is another door.
  const bool both_by_header = is_http(kind) && is_http(surface.kind) && surface.kind != "form";
  return surface.kind == kind || both_by_header;
}

LoginSurface observed_surface(const Observation& observation, const std::string& kind, const Product& product) {
  LoginSurface surface;
  surface.id = "observed-" + kind;
  surface.target = observation.subject.target;
  surface.endpoint = observation.subject.endpoint;
  surface.host = product.host_of(surface.target);
  surface.port = port_number(observation.subject.endpoint);
  surface.kind = kind;
  surface.tls = observation.value["tls"].as_bool();
  const bool has_path = observation.fact == "http.page" || observation.fact == "login.offered";
  if (has_path && !observation.value["path"].as_text().empty()) surface.path = observation.value["path"].as_text();
  const auto* route = product.route_at(surface.target, surface.endpoint);
  if (route != nullptr && route->authentication != "none") surface.authentication = route->authentication;
  return surface;
}

}  // namespace

std::vector<LoginSurface> login_surfaces(const Product& product, const Observations& seen) {
  std::vector<LoginSurface> surfaces;
  for (const auto& login : product.logins) {
    const auto* route = product.route(login.route);
    if (route == nullptr || route->status != "enabled" || route->port == 0) continue;
    surfaces.push_back(declared_surface(login, *route, seen));
    surfaces.back().host = product.host_of(route->target);
  }
  for (const auto* fact : {"http.page", "ssh.methods", "telnet.greeting", "mqtt.connect", "login.offered"}) {
    for (const auto* observation : seen.with_fact(fact)) {
      const std::string kind = observed_kind(*observation);
      if (kind.empty() || port_number(observation->subject.endpoint) == 0) continue;
      const bool is_covered = std::any_of(surfaces.begin(), surfaces.end(), [&](const auto& surface) {
        return covers(surface, *observation, kind);
      });
      if (!is_covered) surfaces.push_back(observed_surface(*observation, kind, product));
    }
  }
  for (auto& surface : surfaces) {
    surface.starttls = surface.kind == "ftp" && requires_starttls(surface, seen);
    surface.tls = surface.tls || surface.starttls;
  }
  const auto key = [](const auto& surface) { return std::tie(surface.target, surface.endpoint, surface.id); };
  std::sort(surfaces.begin(), surfaces.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  return surfaces;
}

std::vector<Task> login_tasks(const PlanInput& input, std::string_view probe) {
  std::vector<Task> tasks;
  for (const auto& surface : login_surfaces(input.product, input.seen)) {
    const bool has_address = std::find(input.targets.begin(), input.targets.end(), surface.target) !=
                             input.targets.end();
    if (has_address) tasks.push_back({std::string(probe), surface.target, surface.endpoint, surface.id});
  }
  return tasks;
}

Result<LoginSurface> prepared_surface(const Task& task, Bench& bench) {
  for (auto& surface : login_surfaces(bench.product(), bench.seen())) {
    if (surface.target != task.target || surface.endpoint != task.endpoint || surface.id != task.reference) continue;
    if (surface.kind == "telnet") {
      surface.prompts = HOSHI_TRY(protocols::telnet::prompts_from(bench.knowledge("prompts")));
    }
    return surface;
  }
  return fail(ErrorCode::not_found, "no login called " + task.reference + " at " + task.endpoint);
}

const Credential* credential_for(const LoginSurface& surface, const Bench& bench, bool second) {
  if (surface.authentication.empty()) return nullptr;
  for (const auto& credential : bench.credentials()) {
    if (credential.authentication == surface.authentication && credential.second == second) return &credential;
  }
  return nullptr;
}

}  // namespace hoshi::probes
