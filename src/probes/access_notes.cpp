// Observations of access probes.
// SPDX-License-Identifier: Apache-2.0
#include "probes/access_notes.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::probes {
namespace {

std::string_view protection_of(const Product& product, std::string_view asset) {
  const auto* found = product.asset(asset);
  if (found == nullptr) return "unknown";
  return found->is_protected ? "yes" : "no";
}

}  // namespace

AccessNotes::AccessNotes(Bench& bench, const Task& task)
    : bench_(bench), task_(task), route_(bench.product().route_at(task.target, task.endpoint)) {}

Subject AccessNotes::subject(std::string_view reference) const {
  return {task_.target, task_.endpoint, std::string(reference)};
}

std::vector<const Request*> AccessNotes::requests() const {
  std::vector<const Request*> found;
  for (const auto& request : bench_.product().requests) {
    if (route_ != nullptr && request.route == route_->id) found.push_back(&request);
  }
  return found;
}

bool AccessNotes::has_request(std::string_view path) const {
  const auto all = requests();
  return std::any_of(all.begin(), all.end(), [&](const Request* request) { return request->path == path; });
}

void AccessNotes::unauthenticated(std::string_view asset, std::string_view operation, std::string_view what,
                                   std::size_t bytes) {
  bench_.observe("access.unauthenticated", subject(asset),
                 object({{"route", route_id()},
                         {"operation", operation},
                         {"what", printable(bench_.network().redacted(what))},
                         {"protected", protection_of(bench_.product(), asset)},
                         {"bytes", static_cast<std::int64_t>(bytes)}}));
}

void AccessNotes::shell(std::string_view what, std::size_t bytes) {
  const auto& assets = bench_.product().assets;
  const bool keeps_secrets = std::any_of(assets.begin(), assets.end(), [](const auto& asset) { return asset.is_protected; });
  bench_.observe("access.unauthenticated", subject(""),
                 object({{"route", route_id()},
                         {"operation", "shell"},
                         {"what", what},
                         {"protected", keeps_secrets ? "yes" : "unknown"},
                         {"bytes", static_cast<std::int64_t>(bytes)}}));
}

void AccessNotes::refused(std::string_view asset, std::string_view operation, std::string_view what,
                           std::string_view how, bool control) {
  bench_.observe("access.refused", subject(asset),
                 object({{"route", route_id()},
                         {"operation", operation},
                         {"what", printable(bench_.network().redacted(what))},
                         {"how", how},
                         {"control", control}}));
}

void AccessNotes::not_tried(std::string_view asset, std::string_view why) {
  bench_.observe("access.not_tried", subject(asset), object({{"route", route_id()}, {"why", why}}));
}

void AccessNotes::in_clear(std::string_view asset, std::string_view what, std::string_view how) {
  if (protection_of(bench_.product(), asset) != "yes") return;
  bench_.observe("asset.seen_in_clear", subject(asset),
                 object({{"route", route_id()}, {"what", what}, {"how", how}}));
}

void AccessNotes::login_offered(std::string_view kind, bool tls, std::string_view path, std::string_view how) {
  bench_.observe("login.offered", subject(kind), object({{"kind", kind}, {"tls", tls}, {"path", path}, {"how", how}}));
}

void AccessNotes::identity(std::string_view model, std::string_view version, std::string_view where) {
  if (model.empty() && version.empty()) return;
  bench_.observe("identity.shown", subject(""),
                 object({{"model", printable(model, 100)}, {"version", printable(version, 100)}, {"where", where}}));
}

const Credential* AccessNotes::account() {
  if (route_ == nullptr) return nullptr;
  for (const auto& credential : bench_.credentials()) {
    if (credential.second || credential.authentication != route_->authentication) continue;
    if (!credential.password.empty()) bench_.network().keep_secret(credential.password);
    return &credential;
  }
  return nullptr;
}

}  // namespace hoshi::probes
