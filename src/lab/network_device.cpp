// Raw frames, TAP interfaces, settings of interfaces, and the answers of ip.
// SPDX-License-Identifier: Apache-2.0
#include "lab/network_device.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "base/value.h"
#include "lab/process.h"

namespace hoshi::lab {
namespace {

using transport::Descriptor;

constexpr int wire_buffer_bytes = 8 << 20;
constexpr JsonLimits ip_limits{16, 8u << 20};

tl::unexpected<Error> system_error(const std::string& what) {
  const auto code = errno == ENODEV || errno == ENXIO ? ErrorCode::not_found : errno == EPERM || errno == EACCES ? ErrorCode::forbidden
                                                                           : errno == EBUSY                      ? ErrorCode::conflict
                                                                                                                 : ErrorCode::unavailable;
  return fail(code, what + ": " + std::strerror(errno));
}

template <class T>
bool set_option(int socket, int level, int name, const T& value) {
  return ::setsockopt(socket, level, name, &value, sizeof value) == 0;
}

ifreq request_for(const std::string& interface) {
  ifreq request{};
  std::memcpy(request.ifr_name, interface.data(), std::min(interface.size(), std::size_t{IFNAMSIZ - 1}));
  return request;
}

Result<ethtool_value> ask_driver(const std::string& interface, std::uint32_t command, std::uint32_t data) {
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return system_error("socket");
  ethtool_value value{command, data};
  ifreq request = request_for(interface);
  request.ifr_data = static_cast<char*>(static_cast<void*>(&value));
  if (::ioctl(socket.number(), SIOCETHTOOL, &request) != 0) return system_error(interface);
  return value;
}

InterfaceFacts facts_of(const Value& entry) {
  InterfaceFacts facts;
  facts.master = entry["master"].as_text();
  facts.is_ethernet = entry["link_type"].as_text() == "ether";
  for (const auto& flag : entry["flags"].as_list()) {
    facts.is_loopback = facts.is_loopback || flag.as_text() == "LOOPBACK";
    facts.is_up = facts.is_up || flag.as_text() == "UP";
  }
  for (const auto& address : entry["addr_info"].as_list()) {
    if (address["scope"].as_text() == "global") facts.addresses.push_back(address["local"].as_text());
  }
  return facts;
}

// "10.0.0.0/8" or "10.0.0.7" of a route; nothing for what is neither.
std::optional<Network4> network_of(const std::string& text) {
  const auto slash = text.find('/');
  const auto address = parse_address4(text.substr(0, slash));
  const auto prefix = slash == std::string::npos ? std::optional<std::uint64_t>(32) : parse_number(std::string_view(text).substr(slash + 1), 32);
  if (!address || !prefix || *prefix == 0) return std::nullopt;
  return Network4{*address, static_cast<unsigned>(*prefix)};
}

}  // namespace

Result<Descriptor> open_wire(const std::string& interface, FrameNote note) {
  const unsigned index = ::if_nametoindex(interface.c_str());
  if (index == 0) return system_error(interface);
  Descriptor wire(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));  // nothing until it is bound
  if (!wire.is_open()) return system_error("packet socket");
  // A larger buffer is welcome, not needed.
  if (!set_option(wire.number(), SOL_SOCKET, SO_RCVBUFFORCE, wire_buffer_bytes)) set_option(wire.number(), SOL_SOCKET, SO_RCVBUF, wire_buffer_bytes);
  const packet_mreq everything{static_cast<int>(index), PACKET_MR_PROMISC, 0, {}};
  bool good = set_option(wire.number(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, everything);
  if (note == FrameNote::with) {
    good = good && set_option(wire.number(), SOL_PACKET, PACKET_VNET_HDR, 1) && set_option(wire.number(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
  } else {
    good = good && set_option(wire.number(), SOL_SOCKET, SO_TIMESTAMPNS, 1);
  }
  if (!good) return system_error(interface);
  sockaddr_ll name{};
  name.sll_family = AF_PACKET;
  name.sll_protocol = htons(ETH_P_ALL);
  name.sll_ifindex = static_cast<int>(index);
  sockaddr_storage storage{};
  std::memcpy(&storage, &name, sizeof name);
  const void* untyped = &storage;
  if (::bind(wire.number(), static_cast<const sockaddr*>(untyped), sizeof name) != 0) return system_error(interface);
  return wire;
}

Result<Descriptor> make_tap(const std::string& name) {
  if (::if_nametoindex(name.c_str()) != 0) return fail(ErrorCode::conflict, name);
  Descriptor tap(::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!tap.is_open()) return system_error("/dev/net/tun");
  ifreq request = request_for(name);
  request.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | IFF_TUN_EXCL);
  if (::ioctl(tap.number(), TUNSETIFF, &request) != 0) return system_error(name);
  return tap;
}

Result<bool> is_merging(const std::string& interface) {
  const auto value = ask_driver(interface, ETHTOOL_GGRO, 0);
  if (!value && value.error().code == ErrorCode::not_found) return tl::unexpected<Error>(value.error());
  return value && value->data != 0;
}

Result<void> set_merging(const std::string& interface, bool is_on) {
  const auto value = ask_driver(interface, ETHTOOL_SGRO, is_on ? 1 : 0);
  if (!value) return tl::unexpected<Error>(value.error());
  return {};
}

Result<void> write_setting(const std::filesystem::path& path, const std::string& value) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open() && errno == ENOENT) return {};
  if (!file.is_open() || ::write(file.number(), value.data(), value.size()) < 0) return system_error(path.string());
  return {};
}

const InterfaceFacts* MachineFacts::find(std::string_view interface) const {
  const auto found = std::find_if(interfaces.begin(), interfaces.end(), [&](const auto& one) { return one.first == interface; });
  return found != interfaces.end() ? &found->second : nullptr;
}

Result<MachineFacts> read_machine(std::string_view addresses, std::string_view routes4, std::string_view routes6) {
  MachineFacts machine;
  // With no route at all ip says nothing, not an empty list.
  const auto list = [](std::string_view text) -> Result<Value> { return trimmed(text).empty() ? Result<Value>(Value(ValueList{})) : parse_json(text, ip_limits); };
  const Value interfaces = HOSHI_TRY(list(addresses));
  for (const auto& entry : interfaces.as_list()) machine.interfaces.emplace_back(entry["ifname"].as_text(), facts_of(entry));
  const Value v4 = HOSHI_TRY(list(routes4));
  const Value v6 = HOSHI_TRY(list(routes6));
  const auto take = [&](const Value& route, const std::string& interface) {
    if (route["dst"].as_text() == "default") machine.default_routes.push_back(interface);
    if (const auto network = network_of(route["dst"].as_text())) machine.networks.emplace_back(interface, *network);
  };
  for (const auto* routes : {&v4, &v6}) {
    for (const auto& route : routes->as_list()) {
      // Routes of types such as unreachable go over nothing.
      if (const auto& type = route["type"].as_text(); type == "unreachable" || type == "blackhole" || type == "prohibit") continue;
      take(route, route["dev"].as_text());
      for (const auto& hop : route["nexthops"].as_list()) take(route, hop["dev"].as_text());
    }
  }
  return machine;
}

Result<MachineFacts> look_at_machine() {
  const std::string addresses = HOSHI_TRY(run_well({"ip", "-json", "addr", "show"}));
  const std::string routes4 = HOSHI_TRY(run_well({"ip", "-json", "route", "show", "table", "all"}));
  const std::string routes6 = HOSHI_TRY(run_well({"ip", "-json", "-6", "route", "show", "table", "all"}));
  return read_machine(addresses, routes4, routes6);
}

std::string_view objection(const MachineFacts& machine, const Settings& settings) {
  const InterfaceFacts* facts = machine.find(settings.interface);
  if (facts == nullptr) return "lab.no_interface";
  if (facts->is_loopback || !facts->is_ethernet) return "lab.no_cable";
  const auto& ways = machine.default_routes;
  if (std::find(ways.begin(), ways.end(), settings.interface) != ways.end()) return "lab.default_route";
  if (!facts->master.empty() || !facts->addresses.empty()) return "lab.in_use";
  if (settings.upstream == settings.interface) return "lab.upstream_same";
  if (!settings.upstream.empty() && machine.find(settings.upstream) == nullptr) return "lab.no_upstream_interface";
  const bool overlaps = std::any_of(machine.networks.begin(), machine.networks.end(), [&](const auto& one) {
    return one.second.overlaps(settings.address);
  });
  return overlaps ? "lab.address_taken" : "";
}

}  // namespace hoshi::lab
