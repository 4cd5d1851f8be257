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

inline std::string udp_endpoint(std::uint16_t port) { return "udp/" + std::to_string(port); }

// Nothing when it is not a UDP endpoint.
inline std::optional<std::uint16_t> udp_port_of(std::string_view endpoint) {
  constexpr std::string_view udp = "udp/";
  if (!endpoint.starts_with(udp)) return std::nullopt;
  const auto number = parse_number(endpoint.substr(udp.size()), 65535);
  return number && *number > 0 ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

// Of either transport; 0 when it is no endpoint.
inline std::uint16_t port_number(std::string_view endpoint) {
  return tcp_port_of(endpoint).value_or(udp_port_of(endpoint).value_or(0));
}

}  // namespace hoshi::probes
