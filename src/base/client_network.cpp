// Networks of addresses as text.
// SPDX-License-Identifier: Apache-2.0
#include "base/client_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace hoshi {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};  // RFC 4291, 2.5.5.2

std::string text_of(int family, const std::uint8_t* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return ::inet_ntop(family, bytes, text.data(), text.size()) == nullptr ? std::string() : std::string(text.data());
}

}  // namespace

bool is_address(std::string_view text) {
  std::array<std::uint8_t, 16> bytes{};
  const std::string terminated(text);
  return text.find('\0') == std::string_view::npos &&
         (::inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1 || ::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1);
}

std::string without_port(std::string_view text) {
  if (text.starts_with('[')) return std::string(text.substr(1, text.find(']') == std::string_view::npos ? text.size() : text.find(']') - 1));
  const auto colon = text.find(':');
  const bool has_port = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return std::string(has_port ? text.substr(0, colon) : text);
}

std::string client_network(std::string_view address) {
  const std::string without_zone(address.substr(0, address.find('%')));
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET6, without_zone.c_str(), bytes.data()) != 1) return std::string(address);
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) return text_of(AF_INET, bytes.data() + mapped.size());
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return text_of(AF_INET6, bytes.data()) + "/64";
}

}  // namespace hoshi
