// Which captured traffic in clear a person has to decide about.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include "assessment/subjects.h"

namespace hoshi::assessment {
namespace {

// Names, times, addresses and announcements: how a network works, whatever the product is.
bool is_of_the_network(std::string_view protocol) {
  constexpr auto protocols = std::to_array<std::string_view>({"dns", "mdns", "llmnr", "dhcp", "ntp", "ssdp", "ws_discovery", "stun"});
  return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

std::string label_of_traffic(const Value& value) {
  return value["direction"].as_text() + " " + value["peer"].as_text() + " " + std::to_string(value["port"].as_integer()) + " " + value["protocol"].as_text();
}

// Of a declared asset that needs no protection, or decided already: a declared authentication or protected asset fails.
bool is_decided(const CaseFile& file, const Value& secret) {
  return file.product->asset(secret["asset"].as_text()) != nullptr || file.product->authentication(secret["authentication"].as_text()) != nullptr;
}

}  // namespace

std::vector<std::string> readable_traffic(const CaseFile& file) {
  std::set<std::string> found;
  for (const auto* flow : file.observations.with_fact("traffic.flow")) {
    const Value& value = flow->value;
    const bool is_ours = value["direction"].as_text() == "out" && value["protected"].as_text() == "no";
    if (is_ours && !is_of_the_network(value["protocol"].as_text())) found.insert(label_of_traffic(value));
  }
  for (const auto* secret : file.observations.with_fact("traffic.secret")) {
    if (!is_decided(file, secret->value)) found.insert(label_of_traffic(secret->value));
  }
  return {found.begin(), found.end()};
}

}  // namespace hoshi::assessment
