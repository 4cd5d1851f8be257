// A UDP socket towards one address of a target: sends there and nowhere else, tells the target's datagrams from others'.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "transport/address.h"
#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

struct Arrival {
  enum class Kind { nothing, datagram, refused, foreign } kind = Kind::nothing;
  Bytes bytes;
  std::uint16_t port = 0;
};

class DatagramSocket {
 public:
  [[nodiscard]] static Result<DatagramSocket> open(const Address& target, std::uint16_t port, Reach reach,
                                                   const std::string& source_interface,
                                                   const std::optional<Address>& source = {});
  // False only when ICMP had said that nobody listens: a datagram that could not go out is lost like any other. `port` matters for Reach::any_port only.
  bool send(ByteView bytes, std::uint16_t port);
  // What waits, at once.
  Arrival receive();
  int socket() const { return socket_.number(); }

 private:
  DatagramSocket(Descriptor socket, const Address& target, const Address& destination, Reach reach)
      : socket_(std::move(socket)), target_(target), destination_(destination), reach_(reach) {}

  Descriptor socket_;
  Address target_;
  Address destination_;  // the target, or the group
  Reach reach_;
};

// A non-blocking UDP socket bound to the interface.
[[nodiscard]] Result<Descriptor> make_udp_socket(const Address& address, const std::string& source_interface);

}  // namespace hoshi::transport
