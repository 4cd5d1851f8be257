// The access.* facts of one endpoint.
// SPDX-License-Identifier: Apache-2.0
#include "probes/access_report.h"

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

AccessReport::AccessReport(Bench& bench, const Task& task)
    : bench_(bench), task_(task), route_(bench.product().route_at(task.target, task.endpoint)) {}

std::string_view AccessReport::route_id() const { return route_ != nullptr ? std::string_view(route_->id) : ""; }

Subject AccessReport::subject(std::string_view reference) const {
  return {task_.target, task_.endpoint, std::string(reference)};
}

void AccessReport::given(std::string_view asset, std::string_view operation, std::string_view what,
                         std::size_t bytes) const {
  bench_.observe("access.unauthenticated", subject(asset),
                 object({{"route", route_id()},
                         {"operation", operation},
                         {"what", printable(what)},
                         {"protected", protection_of(bench_.product(), asset)},
                         {"bytes", static_cast<std::int64_t>(bytes)}}));
}

void AccessReport::refused(const Request& request, std::string_view how, bool control) const {
  bench_.observe("access.refused", subject(request.asset),
                 object({{"route", route_id()},
                         {"operation", request.operation},
                         {"what", printable(request.path)},
                         {"how", how},
                         {"control", control}}));
}

void AccessReport::not_tried(const Request& request, std::string_view why) const {
  bench_.observe("access.not_tried", subject(request.asset), object({{"route", route_id()}, {"why", why}}));
}

void AccessReport::seen_in_clear(std::string_view asset, std::string_view what, std::string_view how) const {
  if (protection_of(bench_.product(), asset) != "yes") return;
  bench_.observe("asset.seen_in_clear", subject(asset), object({{"route", route_id()}, {"what", what}, {"how", how}}));
}

std::vector<const Request*> AccessReport::requests() const {
  std::vector<const Request*> ours;
  for (const auto& request : bench_.product().requests) {
    if (route_ != nullptr && request.route == route_->id) ours.push_back(&request);
  }
  return ours;
}

bool AccessReport::is_declared(std::string_view path) const {
  const auto ours = requests();
  return std::any_of(ours.begin(), ours.end(), [&](const auto* request) { return request->path == path; });
}

const Credential* AccessReport::test_account() const {
  if (route_ == nullptr || route_->authentication.empty()) return nullptr;
  for (const auto& credential : bench_.credentials()) {
    if (credential.second || credential.authentication != route_->authentication) continue;
    if (!credential.password.empty()) bench_.network().keep_secret(credential.password);
    return &credential;
  }
  return nullptr;
}

}  // namespace hoshi::probes
