// What a lab is told: its interface, addresses, way out, link and capture; checked before anything is touched.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/link_settings.h"
#include "lab/updates/server_settings.h"

namespace hoshi::lab {

// An IPv4 address in its network, as numbers.
struct Network4 {
  std::uint32_t address = 0;
  unsigned prefix = 24;

  std::uint32_t mask() const { return ~std::uint32_t{0} << (32 - prefix); }
  std::uint32_t first() const { return address & mask(); }
  std::uint32_t last() const { return address | ~mask(); }
  bool overlaps(const Network4& other) const { return first() <= other.last() && other.first() <= last(); }
};

struct Settings {
  std::string interface;
  Network4 address;
  std::string address6;  // without its prefix, which is always 64; empty: no IPv6
  std::string upstream;  // the interface of the way out; empty: there is none
  std::vector<std::string> dns;  // IPv4 addresses asked for names when there is an upstream
  std::optional<LinkSettings> link;
  bool has_capture = true;
  std::optional<UpdateServer> updates;  // none: no update server is played

  // Where the lab's address is: the interface, or behind the bad link the lab's own TAP interface.
  std::string inside() const;
  // Name of the lab's tables in nftables: one lab an interface.
  std::string table() const;
};

// What stands for every name when there is no way out: a network that is never on the Internet (RFC 2544, C.2.2; RFC 6666).
constexpr std::string_view nowhere_address = "198.18.0.1";
constexpr std::string_view nowhere_address6 = "100::1";
constexpr std::string_view usual_address = "192.168.77.1/24";
constexpr std::string_view usual_address6 = "fd4c:6162:7373::1/64";  // unique local (RFC 4193)

// Names of interfaces as the kernel takes them, less what would need quoting in a configuration.
bool is_interface_name(std::string_view name);
std::string to_text(std::uint32_t address4);
std::string to_text(const Network4& network);  // "192.168.77.1/24"

// "192.168.77.1/24": prefix 16 to 29, a host's address. invalid_input otherwise.
[[nodiscard]] Result<Network4> parse_network(std::string_view text);
// "fd4c:6162:7373::1/64" gives the address in its usual form; /64 only (RFC 4862, 5.5.3), unique local or documentation.
[[nodiscard]] Result<std::string> parse_network6(std::string_view text);
[[nodiscard]] Result<std::uint32_t> parse_address4(std::string_view text);
// fd4c:6162:7373:: of fd4c:6162:7373::1.
std::string network6_of(const std::string& address6);

Value to_value(const Settings& settings);
[[nodiscard]] Result<Settings> settings_from(const Value& value);

}  // namespace hoshi::lab
