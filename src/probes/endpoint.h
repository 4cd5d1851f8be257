// Reads and writes endpoints ("tcp/443") as facts and tasks name them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace hoshi::probes {

inline std::string tcp_endpoint(std::uint16_t port) { return "tcp/" + std::to_string(port); }

// Nothing when it is not a TCP endpoint.
inline std::optional<std::uint16_t> tcp_port_of(std::string_view endpoint) {
  constexpr std::string_view tcp = "tcp/";
  if (!endpoint.starts_with(tcp)) {
    return std::nullopt;
  }
  const auto number = parse_number(endpoint.substr(tcp.size()), 65535);
  return number && *number > 0 ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

}  // namespace hoshi::probes
