// Tests of tcp_ports: what a scan showed, and when it may be relied on.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_tcp_ports;

namespace testing {
namespace {

const Task task{"tcp_ports", "main", "", ""};

transport::ScanReport report(std::vector<std::uint16_t> open, std::uint32_t closed, std::uint32_t filtered) {
  transport::ScanReport report;
  report.open = std::move(open);
  report.closed = closed;
  report.filtered = filtered;
  return report;
}

}  // namespace

TEST(TcpPorts, ArePlannedForEachTarget) {
  FakeBench bench;
  const auto tasks = bench.plan(probe_tcp_ports, {"main", "hub"});
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[1].target, "hub");
}

TEST(TcpPorts, NamesTheOpenOnesAndVouchesForTheRest) {
  FakeBench bench;
  bench.scans_as("main", report({22, 443}, 65533, 0));
  ASSERT_TRUE(bench.run(probe_tcp_ports, task));
  ASSERT_EQ(bench.values("port.open").size(), 2u);
  EXPECT_EQ(bench.observed[1].subject.endpoint, "tcp/22");
  const Value scanned = bench.values("ports.scanned").at(0);
  EXPECT_TRUE(scanned["complete"].as_bool());
  EXPECT_TRUE(scanned["control"].as_bool());
  EXPECT_EQ(scanned["asked"].as_integer(), 65535);
  EXPECT_TRUE(bench.world.scan_asked.empty());
}

TEST(TcpPorts, SayOverWhichFamilyOfAddressesAPortIsOpen) {
  FakeBench bench;
  auto seen = report({22, 23, 80}, 65532, 0);
  seen.open_ipv4 = {22, 80};
  seen.open_ipv6 = {23, 80};
  bench.scans_as("main", seen);
  ASSERT_TRUE(bench.run(probe_tcp_ports, task));
  const auto ports = bench.values("port.open");
  ASSERT_EQ(ports.size(), 3u);
  EXPECT_EQ(ports[0]["over"], Value(ValueList{Value("ipv4")}));
  EXPECT_EQ(ports[1]["over"], Value(ValueList{Value("ipv6")}));
  EXPECT_EQ(ports[2]["over"], Value(ValueList{Value("ipv4"), Value("ipv6")}));
}

TEST(TcpPorts, HasNoControlWhenNothingAnswers) {
  FakeBench bench;
  bench.scans_as("main", report({}, 0, 65535));
  ASSERT_TRUE(bench.run(probe_tcp_ports, task));
  EXPECT_TRUE(bench.values("port.open").empty());
  EXPECT_FALSE(bench.values("target.reached").at(0)["answers"].as_bool());
  EXPECT_FALSE(bench.values("ports.scanned").at(0)["control"].as_bool());
}

TEST(TcpPorts, CallsAShortOrBrokenScanIncomplete) {
  FakeBench few;
  few.scans_as("main", report({80}, 99, 0));
  ASSERT_TRUE(few.run(probe_tcp_ports, task));
  EXPECT_FALSE(few.values("ports.scanned").at(0)["complete"].as_bool());
  FakeBench cut;
  auto broken = report({80}, 65534, 0);
  broken.complete = false;
  cut.scans_as("main", broken);
  ASSERT_TRUE(cut.run(probe_tcp_ports, task));
  EXPECT_FALSE(cut.values("ports.scanned").at(0)["complete"].as_bool());
}

TEST(TcpPorts, PassesOnWhyTheScanFailed) {
  FakeBench bench;
  EXPECT_EQ(bench.run(probe_tcp_ports, {"tcp_ports", "stranger", "", ""}).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace testing
}  // namespace hoshi::probes
