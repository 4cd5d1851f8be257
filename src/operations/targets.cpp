// Resolving of what the user named.
// SPDX-License-Identifier: Apache-2.0
#include "operations/targets.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/text.h"
#include "protocols/http/url.h"

namespace hoshi::operations {
namespace {

using transport::Address;

constexpr std::size_t addresses_limit = 4;  // of one name

std::vector<std::string> resolve(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::vector<std::string> texts;
  if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return texts;
  for (const addrinfo* one = found; one != nullptr && texts.size() < addresses_limit; one = one->ai_next) {
    char text[NI_MAXHOST] = {};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0) {
      texts.emplace_back(text);
    }
  }
  ::freeaddrinfo(found);
  return texts;
}

std::vector<Address> addresses_of(const std::vector<std::string>& texts) {
  std::vector<Address> addresses;
  for (const auto& text : texts) {
    auto address = Address::parse(text);
    if (address) addresses.push_back(std::move(*address));
  }
  return addresses;
}

void add_documents(ReachableTargets& reachable, const Product& product) {
  for (const auto& document : product.documents) {
    if (document.url.empty()) continue;
    const auto url = protocols::http::parse_url(document.url);
    if (!url) continue;
    auto addresses = addresses_of(resolve(url->host));
    if (addresses.empty()) continue;
    reachable.targets["document:" + document.id] = std::move(addresses);
    reachable.document_ports["document:" + document.id] = url->port;
  }
}

// Further units are targets of their own, "unit_B", that only comparisons look at.
Result<void> add_units(ReachableTargets& reachable, const AssessOptions& options, const Product& product) {
  for (const auto& [id, host] : options.units) {
    const bool known = std::any_of(product.units.begin(), product.units.end(), [&, &wanted = id](const Unit& unit) { return unit.id == wanted; });
    if (!known) return fail(ErrorCode::invalid_input, "--unit " + id + ": the description has no [[unit]] with that id");
    const auto numbers = resolve(host);
    auto addresses = addresses_of(numbers);
    if (addresses.empty()) return fail(ErrorCode::invalid_input, "--unit " + id + "=" + host + ": is no address and no name that can be resolved");
    const std::string name = "unit_" + id;
    reachable.targets[name] = std::move(addresses);
    reachable.addresses.set(name, ValueList(numbers.begin(), numbers.end()));
    reachable.names.push_back(name);
  }
  return {};
}

}  // namespace

Result<ReachableTargets> reachable_targets(const AssessOptions& options, const Product& product) {
  ReachableTargets reachable;
  reachable.addresses = ValueMap{};
  for (const auto& [name, hosts] : options.targets) {
    const bool known = std::any_of(product.targets.begin(), product.targets.end(),
                                   [&, &wanted = name](const Target& target) { return target.name == wanted; });
    if (!known) {
      std::vector<std::string> names;
      for (const auto& target : product.targets) names.push_back(target.name);
      return fail(ErrorCode::invalid_input, "--target " + name + ": the description has no [[target]] of that name (it has: " + join(names, ", ") + ")");
    }
    ValueList texts;
    for (const auto& host : hosts) {
      const auto numbers = resolve(host);
      auto addresses = addresses_of(numbers);
      if (addresses.empty()) return fail(ErrorCode::invalid_input, "--target " + name + "=" + host + ": is no address and no name that can be resolved");
      texts.insert(texts.end(), numbers.begin(), numbers.end());
      for (auto& address : addresses) reachable.targets[name].push_back(std::move(address));
    }
    reachable.addresses.set(name, texts);
    reachable.names.push_back(name);
  }
  HOSHI_CHECK(add_units(reachable, options, product));
  add_documents(reachable, product);
  return reachable;
}

}  // namespace hoshi::operations
