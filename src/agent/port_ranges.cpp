// Lists of ports as text.
// SPDX-License-Identifier: Apache-2.0
#include "agent/port_ranges.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::agent {
namespace {

constexpr std::uint64_t highest_port = 65535;

void sort_unique(std::vector<std::uint16_t>& ports) {
  std::sort(ports.begin(), ports.end());
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
}

}  // namespace

std::string to_ranges(std::vector<std::uint16_t> ports) {
  sort_unique(ports);
  std::string text;
  for (std::size_t i = 0; i < ports.size();) {
    std::size_t last = i;
    while (last + 1 < ports.size() && ports[last + 1] == ports[last] + 1) ++last;
    if (!text.empty()) text += ",";
    text += std::to_string(ports[i]);
    if (last > i) text += "-" + std::to_string(ports[last]);
    i = last + 1;
  }
  return text;
}

std::vector<std::uint16_t> from_ranges(std::string_view text) {
  std::vector<bool> chosen(highest_port + 1);
  for (const auto& part : split(text, ',')) {
    const auto dash = part.find('-');
    const auto first = parse_number(trimmed(part.substr(0, dash)), highest_port);
    const auto last = dash == std::string::npos ? first : parse_number(trimmed(part.substr(dash + 1)), highest_port);
    if (!first || !last) continue;
    for (std::uint64_t port = *first; port <= *last; ++port) chosen[port] = true;
  }
  std::vector<std::uint16_t> ports;
  for (std::uint64_t port = 1; port <= highest_port; ++port) {
    if (chosen[port]) ports.push_back(static_cast<std::uint16_t>(port));
  }
  return ports;
}

}  // namespace hoshi::agent
