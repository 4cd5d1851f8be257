// Settings, and the configuration texts made from them.
// SPDX-License-Identifier: Apache-2.0
#include "lab/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/network_device.h"

namespace hoshi::lab {
namespace {

using testing::HasSubstr;
using testing::Not;

Settings settings_for(std::string_view address = "192.168.77.1/24") {
  Settings settings;
  settings.interface = "eth1";
  settings.address = parse_network(address).value_or(Network4{});
  settings.address6 = "fd4c:6162:7373::1";
  return settings;
}

TEST(LabSettings, TakesHostAddressesInNetworksOfFittingSize) {
  for (const auto* good : {"192.168.77.1/24", "10.0.0.1/16", "172.16.5.6/29"}) EXPECT_TRUE(parse_network(good)) << good;
  for (const auto* bad : {"", "192.168.77.1", "192.168.77.0/24", "192.168.77.255/24", "127.0.0.2/24", "224.0.0.1/24", "10.0.0.1/15",
                          "10.0.0.1/30", "10.0.0.1/024x", "host/24", "10.0.0.1/24\nuser=root"}) {
    EXPECT_FALSE(parse_network(bad)) << bad;
  }
}

TEST(LabSettings, TakesUniqueLocalNetworksOfIpv6Only) {
  EXPECT_EQ(parse_network6("FD4C:6162:7373:0::1/64"), "fd4c:6162:7373::1");
  for (const auto* bad : {"2606:4700::1/64", "fd00::/64", "fd00::1/48", "fe80::1/64", "::1/64", "fd00::1", "x/64"}) EXPECT_FALSE(parse_network6(bad)) << bad;
  EXPECT_EQ(network6_of("fd4c:6162:7373::1"), "fd4c:6162:7373::");
}

TEST(LabSettings, NamesOfInterfacesNeedNoQuoting) {
  for (const auto* good : {"eth1", "enp0s31f6", "eth0.5", "a-b_c"}) EXPECT_TRUE(is_interface_name(good)) << good;
  for (const auto* bad : {"", "-e", "..", "a b", "a/b", "a\"b", "a\nb", "sixteenletters16", "eth1;reboot"}) EXPECT_FALSE(is_interface_name(bad)) << bad;
}

TEST(LabSettings, SurviveBeingWrittenAndRead) {
  Settings settings = settings_for();
  settings.upstream = "eth0";
  settings.dns = {"9.9.9.9"};
  settings.link = parse_link("loss=5%,delay=80ms,seed=3").value();
  const auto read = settings_from(to_value(settings));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(to_value(*read)), to_json(to_value(settings)));
}

TEST(LabSettings, TheInsideOfABadLinkHasANameTheKernelTakes) {
  Settings settings = settings_for();
  EXPECT_EQ(settings.inside(), "eth1");
  settings.link = LinkSettings{};
  EXPECT_EQ(settings.inside(), "hoshi-eth1");
  settings.interface = "enx0123456789ab";
  EXPECT_TRUE(is_interface_name(settings.inside())) << settings.inside();
}

TEST(DnsmasqText, HandsOutAddressesNamesAndTimeOnTheLabsInterfaceAlone) {
  const std::string text = dnsmasq_text(settings_for(), "/lab", Users{});
  for (const auto* line : {"interface=eth1\n", "except-interface=lo\n", "no-hosts\n", "no-resolv\n", "dhcp-range=192.168.77.54,192.168.77.254,255.255.255.0,1h\n",
                           "dhcp-option=option:ntp-server,192.168.77.1\n", "enable-ra\n", "dhcp-range=fd4c:6162:7373::1000,fd4c:6162:7373::1fff,slaac,64,1h\n",
                           "dhcp-leasefile=/lab/leases\n", "log-queries=extra\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(DnsmasqText, WithoutAWayOutEveryNameLeadsNowhereAndNobodyIsAsked) {
  EXPECT_THAT(dnsmasq_text(settings_for(), "/lab", Users{}), AllOf(HasSubstr("local=/#/\naddress=/#/198.18.0.1\naddress=/#/100::1\n"), Not(HasSubstr("server="))));
  Settings out = settings_for();
  out.upstream = "eth0";
  out.dns = {"9.9.9.9"};
  EXPECT_THAT(dnsmasq_text(out, "/lab", Users{}), AllOf(Not(HasSubstr("address=/#/")), HasSubstr("server=9.9.9.9@eth0\n")));
}

TEST(DnsmasqText, NeverHandsOutTheLabsOwnAddress) {
  EXPECT_THAT(dnsmasq_text(settings_for("10.0.0.1/29"), "/lab", Users{}), HasSubstr("dhcp-range=10.0.0.2,10.0.0.6,"));
  EXPECT_THAT(dnsmasq_text(settings_for("10.0.0.6/29"), "/lab", Users{}), HasSubstr("dhcp-range=10.0.0.1,10.0.0.5,"));
  EXPECT_THAT(dnsmasq_text(settings_for("10.0.0.200/24"), "/lab", Users{}), HasSubstr("dhcp-range=10.0.0.54,10.0.0.199,"));
}

TEST(ChronyText, ServesTheLabAndListensToNoCommands) {
  const std::string text = chrony_text(settings_for(), "/lab");
  for (const auto* line : {"local stratum 10\n", "allow 192.168.77.0/24\n", "allow fd4c:6162:7373::/64\n", "binddevice eth1\n", "cmdport 0\n", "bindcmdaddress /\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, AllOf(Not(HasSubstr("makestep")), Not(HasSubstr("server "))));
}

TEST(NftText, MasqueradesOnlyWithAWayOut) {
  EXPECT_THAT(nft_text(settings_for()), AllOf(Not(HasSubstr("masquerade")), HasSubstr("th dport 53 redirect"), HasSubstr("table inet hoshi_lab_eth1 {")));
  Settings out = settings_for();
  out.upstream = "eth0";
  EXPECT_THAT(nft_text(out), AllOf(HasSubstr("iifname \"eth1\" oifname \"eth0\" masquerade"), Not(HasSubstr("redirect"))));
}

TEST(NftText, KeepsTheKernelOffTheWireOfABadLink) {
  EXPECT_THAT(nft_text(settings_for()), Not(HasSubstr("netdev")));
  Settings bad = settings_for();
  bad.link = LinkSettings{};
  EXPECT_THAT(nft_text(bad), AllOf(HasSubstr("table netdev hoshi_lab_eth1_wire"), HasSubstr("device \"eth1\""), HasSubstr("iifname != \"hoshi-eth1\" accept")));
}

TEST(NftText, CutsReplaceEachOther) {
  const auto settings = settings_for();
  EXPECT_THAT(nft_cuts_text(settings, {}), AllOf(HasSubstr("flush chain inet hoshi_lab_eth1 cuts_input"), Not(HasSubstr("add rule"))));
  EXPECT_THAT(nft_cuts_text(settings, {Service::dns}), AllOf(HasSubstr("cuts_input meta l4proto { tcp, udp } th dport 53 drop"), Not(HasSubstr("123"))));
  EXPECT_THAT(nft_cuts_text(settings, {Service::dhcp, Service::ntp}), AllOf(HasSubstr("nd-router-advert drop"), HasSubstr("udp dport 123 drop")));
}

TEST(Services, HaveNamesThatCanBeReadBack) {
  for (const auto service : all_services) EXPECT_EQ(service_named(name_of(service)), service);
  EXPECT_FALSE(service_named("power"));
}

// --- which interface a lab may take -----------------------------------------------------------------------------------

constexpr std::string_view addresses = R"([
  {"ifname":"lo","flags":["LOOPBACK","UP"],"link_type":"loopback","addr_info":[{"local":"127.0.0.1","scope":"host"}]},
  {"ifname":"eth0","flags":["UP"],"link_type":"ether","addr_info":[{"local":"10.1.2.3","scope":"global"}]},
  {"ifname":"eth1","flags":[],"link_type":"ether","addr_info":[]},
  {"ifname":"eth2","flags":["UP"],"link_type":"ether","addr_info":[{"local":"10.9.0.1","scope":"global"}]},
  {"ifname":"eth3","flags":["UP"],"link_type":"ether","master":"br0","addr_info":[]},
  {"ifname":"eth4","flags":["UP"],"link_type":"ether","addr_info":[{"local":"fe80::1","scope":"link"}]},
  {"ifname":"tun0","flags":["UP"],"link_type":"none","addr_info":[]}])";
constexpr std::string_view routes4 = R"([{"dst":"default","dev":"eth0"},{"dst":"10.1.2.0/24","dev":"eth0"},{"dst":"10.9.0.0/16","dev":"eth2"},
  {"type":"local","dst":"10.1.2.3","dev":"eth0","table":"local"}])";
constexpr std::string_view routes6 = R"([{"dst":"default","nexthops":[{"dev":"eth4"}]},{"type":"unreachable","dst":"default","dev":"eth1"}])";

std::string_view objection_to(std::string_view interface, std::string_view address = "192.168.77.1/24", std::string_view upstream = "") {
  const auto machine = read_machine(addresses, routes4, routes6);
  EXPECT_TRUE(machine);
  Settings settings = settings_for(address);
  settings.interface = interface;
  settings.upstream = upstream;
  return machine ? objection(*machine, settings) : "";
}

TEST(Objections, AFreeCardIsGood) {
  EXPECT_EQ(objection_to("eth1"), "");
  EXPECT_EQ(objection_to("eth1", "192.168.77.1/24", "eth0"), "");
}

TEST(Objections, TheAssessorsOwnNetworkIsNeverTaken) {
  EXPECT_EQ(objection_to("eth0"), "lab.default_route");
  EXPECT_EQ(objection_to("eth4"), "lab.default_route");  // by a route of IPv6 with several ways
  EXPECT_EQ(objection_to("eth2"), "lab.in_use");
  EXPECT_EQ(objection_to("eth3"), "lab.in_use");
  EXPECT_EQ(objection_to("eth1", "10.9.7.1/24"), "lab.address_taken");
  EXPECT_EQ(objection_to("eth1", "10.1.2.1/24"), "lab.address_taken");
}

TEST(Objections, WhatIsNoCableOrNotThereIsRefused) {
  EXPECT_EQ(objection_to("lo"), "lab.no_cable");
  EXPECT_EQ(objection_to("tun0"), "lab.no_cable");
  EXPECT_EQ(objection_to("eth9"), "lab.no_interface");
  EXPECT_EQ(objection_to("eth1", "192.168.77.1/24", "eth9"), "lab.no_upstream_interface");
  EXPECT_EQ(objection_to("eth1", "192.168.77.1/24", "eth1"), "lab.upstream_same");
}

TEST(Objections, AMachineWithoutRoutesIsReadAsSuch) {
  const auto machine = read_machine(addresses, "", "[]");
  ASSERT_TRUE(machine);
  EXPECT_TRUE(machine->default_routes.empty());
  EXPECT_FALSE(read_machine("{", "", ""));
}

}  // namespace
}  // namespace hoshi::lab
