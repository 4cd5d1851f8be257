// Look-ups in a product.
// SPDX-License-Identifier: Apache-2.0
#include "domain/product.h"

#include <algorithm>

namespace hoshi {
namespace {

template <class List>
auto with_id(const List& list, std::string_view id) -> decltype(list.data()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id == id; });
  return found != list.end() ? &*found : nullptr;
}

}  // namespace

std::string Route::endpoint() const { return transport + "/" + std::to_string(port); }

const Authentication* Product::authentication(std::string_view wanted) const {
  return with_id(authentications, wanted);
}

const Asset* Product::asset(std::string_view wanted) const { return with_id(assets, wanted); }

const Route* Product::route(std::string_view wanted) const { return with_id(routes, wanted); }

const Document* Product::document(std::string_view wanted) const { return with_id(documents, wanted); }

// "main" of "main@ipv6": what is declared of a target holds for all its addresses.
std::string_view base_target(std::string_view target) { return target.substr(0, target.find('@')); }

const std::string& Product::host_of(const std::string& target) const {
  for (const auto& one : targets) {
    if (one.name == base_target(target) && !one.host.empty()) return one.host;
  }
  return target;
}

const Route* Product::route_at(std::string_view target, std::string_view endpoint) const {
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
    return route.target == base_target(target) && route.endpoint() == endpoint && route.status == "enabled";
  });
  return found != routes.end() ? &*found : nullptr;
}

}  // namespace hoshi
