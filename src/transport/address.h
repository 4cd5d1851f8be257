// An IPv4 or IPv6 address as numbers; nothing here resolves names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::transport {

class Address {
 public:
  // "192.0.2.7", "2001:db8::7" or, for link-local addresses, "fe80::7%eth0" (RFC 4007, 11). Names are
  // invalid_input.
  [[nodiscard]] static Result<Address> parse(std::string_view text);

  int family() const { return storage_.ss_family; }
  bool is_ipv6() const { return storage_.ss_family == AF_INET6; }
  // The same address with a port, ready for connect(2); the pointer lives as long as the object.
  void set_port(std::uint16_t port);
  const sockaddr* raw() const;
  socklen_t size() const;

 private:
  Address() = default;
  sockaddr_storage storage_{};
};

// A socket connected to itself: the kernel may pick the asked port as the source port (simultaneous open,
// RFC 9293, 3.5), which looks like an open port and is none.
bool is_connected_to_itself(int descriptor);

// Has a socket that is not connected yet come from that address of this machine.
[[nodiscard]] Result<void> bind_to_source(int descriptor, const Address& source);

}  // namespace hoshi::transport
