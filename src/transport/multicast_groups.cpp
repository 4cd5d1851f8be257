// The groups, with where they are written down.
// SPDX-License-Identifier: Apache-2.0
#include "transport/multicast_groups.h"

namespace hoshi::transport {

const std::vector<MulticastGroup>& multicast_groups() {
  static const std::vector<MulticastGroup> groups{
      {1900, "239.255.255.250", "ff02::c", "ssdp"},           // UPnP Device Architecture 2.0, 1.3.2
      {3671, "224.0.23.12", "", "knx"},                       // IANA IPv4 multicast registry: KNXnet/IP
      {3702, "239.255.255.250", "ff02::c", "ws_discovery"},   // WS-Discovery 1.1, 3.1.1
      {5353, "224.0.0.251", "ff02::fb", "mdns"},              // RFC 6762, 3
      {5355, "224.0.0.252", "ff02::1:3", "llmnr"},            // RFC 4795, 2
      {5683, "224.0.1.187", "ff02::fd", "coap"},              // RFC 7252, 12.8
      {1982, "239.255.255.250", "", "yeelight"},              // Yeelight inter-operation specification, 3.1
      {37020, "239.255.255.250", "", "sadp"},                 // Hikvision SADP
      {37810, "239.255.255.251", "", "dahua"},                // Dahua DHIP discovery
  };
  return groups;
}

const MulticastGroup* group_of(std::uint16_t port) {
  for (const auto& group : multicast_groups()) {
    if (group.port == port) return &group;
  }
  return nullptr;
}

}  // namespace hoshi::transport
