// Tests that a scan finds exactly the open ports, keeps its rate and its deadline, and opens nothing unnamed.
// SPDX-License-Identifier: Apache-2.0
#include "transport/tcp_scan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "servers.h"

namespace hoshi::transport {
namespace {

using testing::connector_to;
using testing::listen_on;

TimePoint in(milliseconds time) { return std::chrono::steady_clock::now() + time; }

void finds_exactly_the_open_ports(const std::string& address) {
  std::vector<Descriptor> sockets;
  std::vector<std::uint16_t> open;
  ScanOptions options;
  for (int i = 0; i < 5; ++i) {
    sockets.push_back(listen_on(address, open.emplace_back()));
    for (int j = 0; j < 40; ++j)
      sockets.push_back(testing::reserve_on(address, options.ports.emplace_back()));
  }
  std::sort(open.begin(), open.end());
  options.ports.insert(options.ports.end(), open.begin(), open.end());
  auto connector = connector_to(address, {.packets_per_second = 20'000, .seed = 3, .source_interface = ""});
  const auto report = connector.scan_tcp("main", options, milliseconds(20'000));
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->open, open);
  EXPECT_EQ(report->closed, 200u);
  EXPECT_EQ(report->filtered, 0u);
  EXPECT_TRUE(report->complete);
}

TEST(TcpScan, FindsExactlyTheOpenPortsOverIpv4) { finds_exactly_the_open_ports("127.0.0.77"); }

TEST(TcpScan, FindsExactlyTheOpenPortsOverIpv6) { finds_exactly_the_open_ports("::1"); }

// Another process of this machine may really listen on all addresses.
bool takes_connections(Address address, std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  address.set_port(0);
  if (::bind(socket.number(), address.raw(), address.size()) != 0) return false;
  address.set_port(port);
  return ::connect(socket.number(), address.raw(), address.size()) == 0 &&
         !is_connected_to_itself(socket.number());
}

TEST(TcpScan, NeverReportsASocketConnectedToItself) {
  // Source ports on loopback come from this range too: some attempts meet themselves.
  TcpScanOptions options;
  for (int port = 40'000; port < 43'000; ++port) options.ports.push_back(static_cast<std::uint16_t>(port));
  options.packets_per_second = 100'000;
  const Address address = Address::parse("127.0.0.78").value();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    options.seed = seed;
    const auto result = scan_address(address, options, in(milliseconds(20'000)));
    ASSERT_TRUE(result.has_value());
    EXPECT_TRUE(result->complete);
    for (const std::uint16_t port : options.ports) {
      EXPECT_TRUE(result->states[port] != PortState::open || takes_connections(address, port)) << port;
    }
  }
}

TEST(TcpScan, RecognisesASocketConnectedToItself) {
  Address address = Address::parse("127.0.0.1").value();
  std::uint16_t port = 0;
  testing::listen_on("127.0.0.1", port);
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  address.set_port(port);
  ASSERT_EQ(::bind(socket.number(), address.raw(), address.size()), 0);
  ASSERT_EQ(::connect(socket.number(), address.raw(), address.size()), 0);
  EXPECT_TRUE(is_connected_to_itself(socket.number()));
}

TEST(TcpScan, NeverExceedsItsRate) {
  TcpScanOptions options;
  for (int port = 20'000; port < 20'200; ++port) options.ports.push_back(static_cast<std::uint16_t>(port));
  options.packets_per_second = 400;
  const TimePoint began = std::chrono::steady_clock::now();
  const auto result = scan_address(Address::parse("127.0.0.79").value(), options, in(milliseconds(20'000)));
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->complete);
  EXPECT_GE(std::chrono::steady_clock::now() - began,
            milliseconds(480));  // 200 at 400 a second, a burst of 4 at once
}

TEST(TcpScan, EndsAtItsDeadlineAndSaysThatItIsNotComplete) {
  auto connector =
      connector_to("127.0.0.80", {.packets_per_second = 1000, .seed = 1, .source_interface = ""});
  const TimePoint began = std::chrono::steady_clock::now();
  const auto report = connector.scan_tcp("main", {}, milliseconds(1'000));
  ASSERT_TRUE(report.has_value());
  EXPECT_FALSE(report->complete);
  EXPECT_GT(report->closed, 50u);
  EXPECT_LT(report->closed, 1'500u);
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(3'000));
}

// A listener that accepts nothing and whose queue is full drops every further SYN.
TEST(TcpScan, CallsASilentPortFilteredAfterAskingAgain) {
  std::uint16_t port = 0;
  const Descriptor listener = listen_on("127.0.0.81", port);
  ASSERT_EQ(::listen(listener.number(), 0), 0);
  auto connector = connector_to("127.0.0.81");
  std::vector<Descriptor> filling;
  for (int i = 0; i < 3; ++i) {
    if (const auto socket = connector.connect("main", port, milliseconds(50))) filling.emplace_back(*socket);
  }
  std::uint16_t neighbour = 0;
  const Descriptor closed = testing::reserve_on("127.0.0.81", neighbour);
  const ScanOptions options{.ports = {port, neighbour}, .rate_per_second = 0};
  const auto report = connector.scan_tcp("main", options, milliseconds(20'000));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->filtered, 1u);
  EXPECT_EQ(report->filtered_sample, std::vector<std::uint16_t>{port});
  EXPECT_GE(report->took, milliseconds(2'600));  // twice the silence, both over a second
}

TEST(DirectConnectorTest, OpensNothingThatWasNotNamed) {
  auto connector = connector_to("127.0.0.1");
  for (const char* name : {"", "other", "127.0.0.1", "localhost", "document:x"}) {
    EXPECT_EQ(connector.connect(name, 80, milliseconds(100)).error().code, ErrorCode::forbidden);
    EXPECT_EQ(connector.scan_tcp(name, {}, milliseconds(100)).error().code, ErrorCode::forbidden);
  }
}

TEST(DirectConnectorTest, ReachesTheAddressesOfOneFamilyByName) {
  std::uint16_t port = 0;
  const Descriptor listener = testing::listen_on("::1", port);
  DirectConnector::Targets targets;
  targets["main"] = {Address::parse("127.0.0.1").value(), Address::parse("::1").value()};
  targets["old"] = {Address::parse("127.0.0.1").value()};
  DirectConnector connector(std::move(targets), {});
  const auto over_ipv6 = connector.connect("main@ipv6", port, milliseconds(1'000));
  ASSERT_TRUE(over_ipv6.has_value());
  ::close(*over_ipv6);
  EXPECT_EQ(connector.connect("main@ipv4", port, milliseconds(1'000)).error().code, ErrorCode::unavailable);
  for (const char* name : {"old@ipv6", "main@ipx", "main@", "other@ipv4"}) {
    EXPECT_EQ(connector.connect(name, port, milliseconds(1'000)).error().code, ErrorCode::forbidden) << name;
  }
  const auto report = connector.scan_tcp("main", ScanOptions{{port}, 0}, milliseconds(3'000));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(report->open, std::vector<std::uint16_t>{port});
  EXPECT_EQ(report->open_ipv6, std::vector<std::uint16_t>{port});
  EXPECT_TRUE(report->open_ipv4.empty());
}

TEST(DirectConnectorTest, TriesTheAddressesOfATargetInTurn) {
  std::uint16_t port = 0;
  const Descriptor listener = listen_on("::1", port);
  DirectConnector::Targets targets;
  targets["main"] = {Address::parse("127.0.0.82").value(), Address::parse("::1").value()};
  DirectConnector connector(targets, {});
  const auto socket = connector.connect("main", port, milliseconds(2000));
  ASSERT_TRUE(socket.has_value()) << socket.error().message;
  const Descriptor owned(*socket);
  const auto report = connector.scan_tcp("main", {.ports = {port}, .rate_per_second = 0}, milliseconds(5000));
  EXPECT_EQ(report.value().open, std::vector<std::uint16_t>{port});
}

TEST(AddressTest, TakesNumbersOnly) {
  EXPECT_FALSE(Address::parse("192.0.2.7").value().is_ipv6());
  EXPECT_TRUE(Address::parse("2001:db8::7").value().is_ipv6());
  EXPECT_TRUE(Address::parse("fe80::7%lo").has_value());
  for (const char* wrong :
       {"", "localhost", "192.0.2", "192.0.2.7%lo", "fe80::7%", "fe80::7%no-such", "1.2.3.4:80"}) {
    EXPECT_FALSE(Address::parse(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace hoshi::transport
