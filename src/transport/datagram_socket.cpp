// Opens UDP sockets, connected where one port is meant, else filtered by the sender's address.
// SPDX-License-Identifier: Apache-2.0
#include "transport/datagram_socket.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "transport/multicast_groups.h"

namespace hoshi::transport {
namespace {

struct Local {
  sockaddr_storage address{};
  unsigned interface = 0;
};

const sockaddr* generic(const sockaddr_storage& storage) {
  return static_cast<const sockaddr*>(static_cast<const void*>(&storage));
}

bool is_same_host(const sockaddr* one, const sockaddr* other) {
  if (one == nullptr || other == nullptr || one->sa_family != other->sa_family) return false;
  if (one->sa_family == AF_INET) {
    sockaddr_in a{};
    sockaddr_in b{};
    std::memcpy(&a, one, sizeof a);
    std::memcpy(&b, other, sizeof b);
    return a.sin_addr.s_addr == b.sin_addr.s_addr;
  }
  if (one->sa_family != AF_INET6) return false;
  sockaddr_in6 a{};
  sockaddr_in6 b{};
  std::memcpy(&a, one, sizeof a);
  std::memcpy(&b, other, sizeof b);
  const bool same_zone = a.sin6_scope_id == 0 || b.sin6_scope_id == 0 || a.sin6_scope_id == b.sin6_scope_id;
  return same_zone && std::memcmp(&a.sin6_addr, &b.sin6_addr, sizeof a.sin6_addr) == 0;
}

std::uint16_t port_in(const sockaddr_storage& storage) {
  sockaddr_in wire{};  // the port stands at the same place in both families
  std::memcpy(&wire, &storage, sizeof wire);
  return ntohs(wire.sin_port);
}

unsigned interface_with(const sockaddr* address) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return 0;
  unsigned found = 0;
  for (const ifaddrs* one = list; one != nullptr && found == 0; one = one->ifa_next) {
    if (is_same_host(one->ifa_addr, address)) found = ::if_nametoindex(one->ifa_name);
  }
  ::freeifaddrs(list);
  return found;
}

// Which of our addresses, and so which interface, leads to the target.
[[nodiscard]] Result<Local> local_towards(Address target, const std::string& interface) {
  target.set_port(9);
  const Descriptor scratch = HOSHI_TRY(make_udp_socket(target, interface));
  Local local;
  socklen_t size = sizeof local.address;
  if (::connect(scratch.number(), target.raw(), target.size()) != 0 ||
      ::getsockname(scratch.number(), static_cast<sockaddr*>(static_cast<void*>(&local.address)), &size) != 0) {
    return tl::unexpected<Error>(connection_error(errno));
  }
  local.interface = interface_with(generic(local.address));
  return local;
}

// Groups are of the link, and one hop is enough.
[[nodiscard]] Result<void> lead_to_link(int socket, const Address& target, const std::string& interface) {
  const Local local = HOSHI_TRY(local_towards(target, interface));
  const int hops = 1;
  int failed = 0;
  if (target.is_ipv6()) {
    const auto index = static_cast<int>(local.interface);
    failed |= ::setsockopt(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
    failed |= ::setsockopt(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops);
  } else {
    ip_mreqn request{};
    sockaddr_in own{};
    std::memcpy(&own, &local.address, sizeof own);
    request.imr_address = own.sin_addr;
    request.imr_ifindex = static_cast<int>(local.interface);
    failed |= ::setsockopt(socket, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
    failed |= ::setsockopt(socket, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops);
  }
  if (failed != 0) return tl::unexpected<Error>(connection_error(errno));
  return {};
}

[[nodiscard]] Result<Address> group_address(const Address& target, std::uint16_t port) {
  const MulticastGroup* group = group_of(port);
  const std::string text = group == nullptr ? "" : target.is_ipv6() ? group->ipv6 : group->ipv4;
  if (text.empty()) return fail(ErrorCode::unavailable, "the protocol has no group for this kind of address");
  return Address::parse(text);
}

}  // namespace

Result<Descriptor> make_udp_socket(const Address& address, const std::string& source_interface) {
  Descriptor socket(::socket(address.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
  if (!socket.is_open()) return tl::unexpected<Error>(connection_error(errno));
  HOSHI_CHECK(bind_to_interface(socket.number(), source_interface));
  return socket;
}

Result<DatagramSocket> DatagramSocket::open(const Address& target, std::uint16_t port, Reach reach,
                                            const std::string& source_interface,
                                            const std::optional<Address>& source) {
  Descriptor socket = HOSHI_TRY(make_udp_socket(target, source_interface));
  if (source) HOSHI_CHECK(bind_to_source(socket.number(), *source));
  Address destination = target;
  if (reach == Reach::group) {
    destination = HOSHI_TRY(group_address(target, port));
    HOSHI_CHECK(lead_to_link(socket.number(), target, source_interface));
  }
  destination.set_port(port);
  if (reach == Reach::port && ::connect(socket.number(), destination.raw(), destination.size()) != 0) {
    return tl::unexpected<Error>(connection_error(errno));
  }
  return DatagramSocket(std::move(socket), target, destination, reach);
}

bool DatagramSocket::send(ByteView bytes, std::uint16_t port) {
  ssize_t sent = -1;
  do {
    if (reach_ == Reach::port) {
      sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    } else {
      Address destination = destination_;
      // What came from the target is answered to the target, also when the question went to a group.
      if (reach_ == Reach::any_port) destination.set_port(port);
      sent = ::sendto(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL, destination.raw(), destination.size());
    }
  } while (sent < 0 && errno == EINTR);
  return sent >= 0 || errno != ECONNREFUSED;
}

Arrival DatagramSocket::receive() {
  Bytes bytes(65'536);
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  ssize_t count = -1;
  do {
    count = ::recvfrom(socket_.number(), bytes.data(), bytes.size(), 0,
                       static_cast<sockaddr*>(static_cast<void*>(&from)), &size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    const bool refused = errno == ECONNREFUSED;
    return {refused ? Arrival::Kind::refused : Arrival::Kind::nothing, {}, 0};
  }
  if (!is_same_host(generic(from), target_.raw())) return {Arrival::Kind::foreign, {}, 0};
  bytes.resize(static_cast<std::size_t>(count));
  return {Arrival::Kind::datagram, std::move(bytes), port_in(from)};
}

}  // namespace hoshi::transport
