// Declared, or the only candidate.
// SPDX-License-Identifier: Apache-2.0
#include "probes/traffic/device.h"

#include <algorithm>
#include <string>

#include "base/encoding.h"

namespace hoshi::probes {

namespace capture = protocols::capture;

std::optional<capture::Mac> mac_from(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c != ':' && c != '-' && c != '.') digits += c;
  }
  const auto bytes = from_hex(digits);
  capture::Mac mac{};
  if (!bytes || bytes->size() != mac.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), mac.begin());
  return mac;
}

std::optional<capture::Mac> find_device(const capture::CaptureSeen& seen, const std::optional<capture::Mac>& declared) {
  if (declared) return seen.hosts.contains(*declared) ? declared : std::nullopt;
  std::vector<capture::Mac> clients;
  std::vector<capture::Mac> central;
  for (const auto& [mac, host] : seen.hosts) {
    if (host.forwards) continue;
    if (host.asked_for_address) clients.push_back(mac);
    const bool is_central = host.packets > 0 && host.packets * 10 >= seen.unicast * 9;
    if (is_central) central.push_back(mac);
  }
  if (clients.size() == 1) return clients.front();
  return clients.empty() && central.size() == 1 ? std::optional(central.front()) : std::nullopt;
}

}  // namespace hoshi::probes
