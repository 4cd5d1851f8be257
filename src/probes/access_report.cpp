// Writes what access probes found as observations.
// SPDX-License-Identifier: Apache-2.0
#include "probes/access_report.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::probes {

AccessReport::AccessReport(Bench& bench, const Task& task)
    : bench_(bench), task_(task), route_(bench.product().route_at(task.target, task.endpoint)) {}

std::vector<const Request*> AccessReport::requests() const {
  std::vector<const Request*> declared;
  for (const auto& request : bench_.product().requests) {
    if (route_ != nullptr && request.route == route_->id) declared.push_back(&request);
  }
  return declared;
}

bool AccessReport::is_declared(std::string_view path) const {
  const auto declared = requests();
  return std::any_of(declared.begin(), declared.end(), [&](const Request* request) { return request->path == path; });
}

bool AccessReport::is_protected(std::string_view asset) const {
  const auto* found = bench_.product().asset(asset);
  return found != nullptr && found->is_protected;
}

std::optional<AccessReport::Account> AccessReport::test_account(std::string_view kind) const {
  for (auto& surface : login_surfaces(bench_.product(), bench_.seen())) {
    const bool is_here = surface.target == task_.target && surface.endpoint == task_.endpoint;
    const auto* known = is_here && surface.kind == kind ? credential_for(surface, bench_, false) : nullptr;
    if (known == nullptr) continue;
    if (!known->password.empty()) bench_.network().keep_secret(known->password);
    return Account{surface, *known};
  }
  // Before any login was observed the route's own authentication names the account.
  if (route_ == nullptr || route_->authentication.empty()) return std::nullopt;
  LoginSurface surface;
  surface.id = "observed-" + std::string(kind);
  surface.target = task_.target;
  surface.endpoint = task_.endpoint;
  surface.host = bench_.product().host_of(task_.target);
  surface.port = route_->port;
  surface.kind = kind;
  surface.authentication = route_->authentication;
  const auto* known = credential_for(surface, bench_, false);
  if (known == nullptr) return std::nullopt;
  if (!known->password.empty()) bench_.network().keep_secret(known->password);
  return Account{surface, *known};
}

const Credential* AccessReport::route_account() const {
  if (route_ == nullptr || route_->authentication.empty()) return nullptr;
  for (const auto& credential : bench_.credentials()) {
    if (credential.second || credential.authentication != route_->authentication) continue;
    if (!credential.password.empty()) bench_.network().keep_secret(credential.password);
    return &credential;
  }
  return nullptr;
}

void AccessReport::unauthenticated(std::string_view asset, std::string_view operation, std::string_view what,
                                   std::size_t bytes, Certainty certainty) const {
  const auto* found = bench_.product().asset(asset);
  const bool is_doubtful = found == nullptr || (found->is_protected && certainty == Certainty::somebody_must_look);
  bench_.observe("access.unauthenticated", subject(asset),
                 object({{"route", route_id()},
                         {"operation", operation},
                         {"what", printable(bench_.network().redacted(what))},
                         {"protected", is_doubtful ? "unknown" : found->is_protected ? "yes" : "no"},
                         {"bytes", static_cast<std::uint64_t>(bytes)}}));
}

void AccessReport::shell(std::string_view what, std::size_t bytes) const {
  const auto& assets = bench_.product().assets;
  const bool keeps_secrets = std::any_of(assets.begin(), assets.end(), [](const auto& asset) { return asset.is_protected; });
  bench_.observe("access.unauthenticated", subject(""),
                 object({{"route", route_id()},
                         {"operation", "shell"},
                         {"what", what},
                         {"protected", keeps_secrets ? "yes" : "unknown"},
                         {"bytes", static_cast<std::uint64_t>(bytes)}}));
}

void AccessReport::refuse(std::string_view asset, std::string_view operation, std::string what, std::string_view how,
                          bool control) const {
  bench_.observe("access.refused", subject(asset),
                 object({{"route", route_id()},
                         {"operation", operation},
                         {"what", std::move(what)},
                         {"how", how},
                         {"control", control}}));
}

void AccessReport::refused(const Request& request, std::string_view how, bool control) const {
  refuse(request.asset, request.operation, printable(request.path), how, control);
}

void AccessReport::refused(std::string_view asset, std::string_view operation, std::string_view what,
                           std::string_view how, bool control) const {
  refuse(asset, operation, printable(bench_.network().redacted(what)), how, control);
}

void AccessReport::not_tried(std::string_view asset, std::string_view why) const {
  bench_.observe("access.not_tried", subject(asset), object({{"route", route_id()}, {"why", why}}));
}

void AccessReport::seen_in_clear(std::string_view asset, std::string_view what, std::string_view how) const {
  if (!is_protected(asset)) return;
  bench_.observe("asset.seen_in_clear", subject(asset),
                 object({{"route", route_id()}, {"what", what}, {"how", how}}));
}

void AccessReport::login_offered(std::string_view kind, bool tls, std::string_view path, std::string_view how) const {
  bench_.observe("login.offered", subject(kind), object({{"kind", kind}, {"tls", tls}, {"path", path}, {"how", how}}));
}

void AccessReport::identity(std::string_view model, std::string_view version, std::string_view where) const {
  if (model.empty() && version.empty()) return;
  bench_.observe("identity.shown", subject(""),
                 object({{"model", printable(model, 100)}, {"version", printable(version, 100)}, {"where", where}}));
}

void AccessReport::decide(const Request& request, const Tried& anonymous, const std::optional<Tried>& control) const {
  if (anonymous.worked) {
    return unauthenticated(request.asset, request.operation, request.path, anonymous.bytes);
  }
  const bool has_control = control && control->worked;
  // Whatever is no plain refusal counts as one only when the test account, at the same time, gets through.
  if (!anonymous.is_refusal && !has_control) return not_tried(request.asset, anonymous.how);
  if (anonymous.how == "connection") return not_tried(request.asset, "connection lost");
  refused(request, anonymous.how, has_control);
}

bool AccessReport::may_do(const Request& request) const {
  if (request.operation != "write" || bench_.disruption_allowed()) return true;
  not_tried(request.asset, write_needs_leave);
  return false;
}

}  // namespace hoshi::probes
