// Parses numeric addresses and recognises sockets connected to themselves.
// SPDX-License-Identifier: Apache-2.0
#include "transport/address.h"

#include <arpa/inet.h>
#include <net/if.h>

#include <cstring>

#include "base/text.h"

namespace hoshi::transport {
namespace {

tl::unexpected<Error> not_an_address(std::string_view text) {
  return fail(ErrorCode::invalid_input, "'" + printable(text, 80) + "' is not an IPv4 or IPv6 address");
}

// The index of "%eth0" or "%2"; 0 is none.
unsigned zone_index(const std::string& zone) {
  if (const auto number = parse_number(zone, UINT32_MAX)) return static_cast<unsigned>(*number);
  return ::if_nametoindex(zone.c_str());
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  Address address;
  in_addr four{};
  in6_addr six{};
  const std::size_t percent = text.find('%');
  const std::string number(text.substr(0, percent));
  if (percent == std::string_view::npos && ::inet_pton(AF_INET, number.c_str(), &four) == 1) {
    sockaddr_in wire{};
    wire.sin_family = AF_INET;
    wire.sin_addr = four;
    std::memcpy(&address.storage_, &wire, sizeof wire);
    return address;
  }
  if (::inet_pton(AF_INET6, number.c_str(), &six) != 1) return not_an_address(text);
  sockaddr_in6 wire{};
  wire.sin6_family = AF_INET6;
  wire.sin6_addr = six;
  if (percent != std::string_view::npos) {
    wire.sin6_scope_id = zone_index(std::string(text.substr(percent + 1)));
    if (wire.sin6_scope_id == 0) return not_an_address(text);
  }
  std::memcpy(&address.storage_, &wire, sizeof wire);
  return address;
}

void Address::set_port(std::uint16_t port) {
  // Port stands at the same place in both families; written through the true type all the same.
  if (is_ipv6()) {
    sockaddr_in6 wire{};
    std::memcpy(&wire, &storage_, sizeof wire);
    wire.sin6_port = htons(port);
    std::memcpy(&storage_, &wire, sizeof wire);
    return;
  }
  sockaddr_in wire{};
  std::memcpy(&wire, &storage_, sizeof wire);
  wire.sin_port = htons(port);
  std::memcpy(&storage_, &wire, sizeof wire);
}

const sockaddr* Address::raw() const {
  return static_cast<const sockaddr*>(static_cast<const void*>(&storage_));
}

socklen_t Address::size() const { return is_ipv6() ? sizeof(sockaddr_in6) : sizeof(sockaddr_in); }

bool is_connected_to_itself(int descriptor) {
  sockaddr_storage own{};
  sockaddr_storage peer{};
  socklen_t own_size = sizeof own;
  socklen_t peer_size = sizeof peer;
  if (::getsockname(descriptor, static_cast<sockaddr*>(static_cast<void*>(&own)), &own_size) != 0)
    return false;
  if (::getpeername(descriptor, static_cast<sockaddr*>(static_cast<void*>(&peer)), &peer_size) != 0)
    return false;
  return own_size == peer_size && std::memcmp(&own, &peer, own_size) == 0;
}

Result<void> bind_to_source(int descriptor, const Address& source) {
  if (::bind(descriptor, source.raw(), source.size()) == 0) return {};
  return fail(ErrorCode::unavailable, std::string("the address given with --source cannot be used: ") + std::strerror(errno));
}

}  // namespace hoshi::transport
