// The configurations of the kept components: dnsmasq, chronyd and nftables, as texts made from the lab's settings alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <set>
#include <string>

#include "lab/settings.h"

namespace hoshi::lab {

// What can be cut. The link is no matter of nftables: the interface goes down.
enum class Service { link, dns, dhcp, ntp, upstream };
inline constexpr std::array all_services{Service::link, Service::dns, Service::dhcp, Service::ntp, Service::upstream};
std::string_view name_of(Service service);
[[nodiscard]] Result<Service> service_named(std::string_view name);

// A user the component changes to, or root where there is no other (user namespaces).
struct Users {
  std::string dnsmasq = "root";
  std::string dnsmasq_group = "root";
  std::string chronyd = "root";
};

std::string dnsmasq_text(const Settings& settings, const std::filesystem::path& folder, const Users& users);
std::string chrony_text(const Settings& settings, const std::filesystem::path& folder);
// The lab's tables, with nothing cut.
std::string nft_text(const Settings& settings);
// Replaces what is cut by exactly these, in one step.
std::string nft_cuts_text(const Settings& settings, const std::set<Service>& cuts);

// Name of the table that keeps the kernel's own stack off the wire of a bad link.
std::string wire_table(const Settings& settings);

}  // namespace hoshi::lab
