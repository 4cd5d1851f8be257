// Texts of configurations.
// SPDX-License-Identifier: Apache-2.0
#include "lab/configuration.h"

#include <fmt/format.h>

#include "base/text.h"

namespace hoshi::lab {
namespace {

constexpr std::uint32_t leases_wanted = 200;

// The addresses for devices: the upper part of the network, without the lab's own.
std::pair<std::uint32_t, std::uint32_t> lease_range(const Network4& network) {
  const std::uint32_t top = network.last() - 1;
  const std::uint32_t hosts = top - network.first();
  std::uint32_t low = hosts > leases_wanted + 40 ? top - leases_wanted : network.first() + 1;
  std::uint32_t high = top;
  if (low <= network.address && network.address <= high) {
    // The larger side of it.
    if (network.address - low > high - network.address) {
      high = network.address - 1;
    } else {
      low = network.address + 1;
    }
  }
  return {low, high};
}

// Rules that make a service silent, for each chain.
struct CutRules {
  std::vector<std::string> input;
  std::vector<std::string> forward;
  std::vector<std::string> output;
};

CutRules rules_of(Service service) {
  switch (service) {
    case Service::link: return {};
    case Service::dns: return {{"meta l4proto { tcp, udp } th dport 53 drop"}, {"meta l4proto { tcp, udp } th dport 53 drop"}, {}};
    // RFC 4861, 4.2: router advertisements hand out addresses as well.
    case Service::dhcp: return {{"udp dport { 67, 547 } drop"}, {}, {"icmpv6 type nd-router-advert drop"}};
    case Service::ntp: return {{"udp dport 123 drop"}, {"udp dport 123 drop"}, {}};
    case Service::upstream: return {{}, {"drop"}, {}};
  }
  return {};
}

std::string capture_rules(const Settings& settings) {
  std::string text = fmt::format("    ip daddr != {} meta l4proto {{ tcp, udp }} add @tried4 {{ ip daddr . meta l4proto . th dport }}\n",
                                 to_text(settings.address.address));
  if (!settings.address6.empty()) {
    text += fmt::format("    ip6 daddr != {{ {}, fe80::/10 }} meta l4proto {{ tcp, udp }} add @tried6 {{ ip6 daddr . meta l4proto . th dport }}\n",
                        settings.address6);
  }
  return text;
}

std::string sets_text() {
  std::string text;
  for (const auto* family : {"ip", "ip6"}) {
    text += fmt::format("  set tried{} {{\n    typeof {} daddr . meta l4proto . th dport\n    size 4096\n    flags dynamic\n    counter\n  }}\n",
                        std::string_view(family) == "ip" ? "4" : "6", family);
  }
  return text;
}

// The declared update host is the lab, and nobody else is asked about it (RFC 9460: other records may lead elsewhere).
std::string update_host_text(const Settings& settings) {
  if (!settings.updates) return "";
  const std::string& host = settings.updates->host;
  return fmt::format("local=/{0}/\nhost-record={0},{1}{2}\n", host, to_text(settings.address.address),
                     settings.address6.empty() ? "" : "," + settings.address6);
}

std::string update_ports_text(const Settings& settings) {
  if (!settings.updates) return "";
  std::vector<std::string> ports;
  for (const auto port : settings.updates->ports) ports.push_back(std::to_string(port));
  return fmt::format("    tcp dport {{ {} }} accept\n", join(ports, ", "));
}

// Without a way out the lab is every name server and every time server.
std::string nat_text(const Settings& settings) {
  if (!settings.upstream.empty()) {
    return fmt::format(
        "  chain way_out {{\n    type nat hook postrouting priority srcnat; policy accept;\n"
        "    iifname \"{}\" oifname \"{}\" masquerade\n  }}\n",
        settings.inside(), settings.upstream);
  }
  return fmt::format(
      "  chain stand_in {{\n    type nat hook prerouting priority dstnat; policy accept;\n    iifname != \"{}\" accept\n"
      "    meta l4proto {{ tcp, udp }} th dport 53 redirect\n    udp dport 123 redirect\n  }}\n",
      settings.inside());
}

std::string forward_text(const Settings& settings) {
  std::string text = fmt::format(
      "  chain forward {{\n    type filter hook forward priority filter; policy accept;\n"
      "    iifname != \"{0}\" oifname != \"{0}\" accept\n    jump cuts_forward\n",
      settings.inside());
  if (!settings.upstream.empty()) {
    text += fmt::format("    iifname \"{0}\" oifname \"{1}\" accept\n    iifname \"{1}\" oifname \"{0}\" ct state established,related accept\n",
                        settings.inside(), settings.upstream);
  }
  return text + "    drop\n  }\n";
}

}  // namespace

std::string_view name_of(Service service) {
  switch (service) {
    case Service::link: return "link";
    case Service::dns: return "dns";
    case Service::dhcp: return "dhcp";
    case Service::ntp: return "ntp";
    case Service::upstream: return "upstream";
  }
  return "";
}

Result<Service> service_named(std::string_view name) {
  for (const auto service : all_services) {
    if (name_of(service) == name) return service;
  }
  return fail(ErrorCode::invalid_input, printable(name, 40));
}

std::string dnsmasq_text(const Settings& settings, const std::filesystem::path& folder, const Users& users) {
  const std::string own = to_text(settings.address.address);
  const auto [low, high] = lease_range(settings.address);
  std::string text = fmt::format(
      "# Written by hoshi lab up; nothing else is read.\nuser={}\ngroup={}\npid-file=\nno-hosts\nno-resolv\nno-poll\nno-ping\n"
      "bind-dynamic\ninterface={}\nexcept-interface=lo\nlog-queries=extra\nlog-dhcp\nlog-facility={}\ndhcp-leasefile={}\n",
      users.dnsmasq, users.dnsmasq_group, settings.inside(), (folder / "dnsmasq.log").string(), (folder / "leases").string());
  // RFC 8375: home.arpa is for networks like this one.
  text += fmt::format(
      "domain=home.arpa\nlocal=/home.arpa/\nbogus-priv\nhost-record=gateway.home.arpa,{0}{1}\ndhcp-authoritative\n"
      "dhcp-range={2},{3},{4},1h\ndhcp-option=option:router,{0}\ndhcp-option=option:dns-server,{0}\ndhcp-option=option:ntp-server,{0}\n",
      own, settings.address6.empty() ? "" : "," + settings.address6, to_text(low), to_text(high), to_text(settings.address.mask()));
  if (!settings.address6.empty()) {
    const std::string network = network6_of(settings.address6);
    text += fmt::format(
        "enable-ra\ndhcp-range={0}1000,{0}1fff,slaac,64,1h\ndhcp-option=option6:dns-server,[{1}]\n"
        "dhcp-option=option6:sntp-server,[{1}]\n",
        network, settings.address6);
  }
  text += update_host_text(settings);
  if (settings.upstream.empty()) return text + fmt::format("local=/#/\naddress=/#/{}\naddress=/#/{}\n", nowhere_address, nowhere_address6);
  for (const auto& server : settings.dns) text += fmt::format("server={}@{}\n", server, settings.upstream);
  return text;
}

std::string chrony_text(const Settings& settings, const std::filesystem::path& folder) {
  constexpr int far_from_a_clock = 10;  // RFC 5905, 7.3: strata up to 15 are synchronized
  std::string text = fmt::format(
      "# Written by hoshi lab up; nothing else is read. The clock of this machine is served, never set (-x).\n"
      "local stratum {}\nallow {}\nbinddevice {}\ncmdport 0\nbindcmdaddress /\npidfile {}\n",
      far_from_a_clock, to_text(Network4{settings.address.first(), settings.address.prefix}), settings.inside(),
      (folder / "chronyd.pid").string());
  if (!settings.address6.empty()) text += fmt::format("allow {}/64\n", network6_of(settings.address6));
  return text;
}

std::string wire_table(const Settings& settings) { return settings.table() + "_wire"; }

std::string nft_text(const Settings& settings) {
  std::string text = fmt::format("# Written by hoshi lab up.\ntable inet {} {{\n", settings.table());
  text += sets_text();
  text += "  chain cuts_input { }\n  chain cuts_forward { }\n  chain cuts_output { }\n";
  // What the device tries to reach beyond the lab, counted before anything is turned around or dropped.
  text += fmt::format(
      "  chain tried {{\n    type filter hook prerouting priority mangle; policy accept;\n    iifname != \"{}\" accept\n"
      "    meta pkttype != host accept\n{}  }}\n",
      settings.inside(), capture_rules(settings));
  text += nat_text(settings);
  // The device reaches the lab's services and answers; the rest of this machine is none of its business. Answers to
  // questions that went to a group come from elsewhere than the group, so high UDP ports stay open.
  text += fmt::format(
      "  chain input {{\n    type filter hook input priority filter; policy accept;\n    iifname != \"{}\" accept\n    jump cuts_input\n"
      "    ct state established,related accept\n    meta pkttype {{ multicast, broadcast }} accept\n"
      "    meta l4proto {{ icmp, ipv6-icmp }} accept\n    udp dport {{ 53, 67, 123, 547, 32768-65535 }} accept\n"
      "    tcp dport 53 accept\n{}    reject\n  }}\n",
      settings.inside(), update_ports_text(settings));
  text += fmt::format("  chain output {{\n    type filter hook output priority filter; policy accept;\n    oifname != \"{}\" accept\n    jump cuts_output\n  }}\n",
                      settings.inside());
  text += forward_text(settings) + "}\n";
  if (!settings.link) return text;
  // Frames of the wire go through the bad link alone; the kernel's own stack must not answer them.
  return text + fmt::format("table netdev {} {{\n  chain quiet {{\n    type filter hook ingress device \"{}\" priority filter; policy drop;\n  }}\n}}\n",
                            wire_table(settings), settings.interface);
}

std::string nft_cuts_text(const Settings& settings, const std::set<Service>& cuts) {
  std::string text;
  for (const auto* chain : {"cuts_input", "cuts_forward", "cuts_output"}) text += fmt::format("flush chain inet {} {}\n", settings.table(), chain);
  const auto add = [&](std::string_view chain, const std::vector<std::string>& rules) {
    for (const auto& rule : rules) text += fmt::format("add rule inet {} {} {}\n", settings.table(), chain, rule);
  };
  for (const auto service : cuts) {
    const CutRules rules = rules_of(service);
    add("cuts_input", rules.input);
    add("cuts_forward", rules.forward);
    add("cuts_output", rules.output);
  }
  return text;
}

}  // namespace hoshi::lab
