// Tests of udp_ports: open only what answered, identified only what was understood, silence no proof.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "probes/fake_bench.h"
#include "probes/udp_questions.h"
#include "protocols/datagram_answers.h"

namespace hoshi::probes {

extern const Probe probe_udp_ports;

namespace testing {
namespace {

namespace datagrams = protocols::datagrams;

const Task task{"udp_ports", "main", "", ""};

// Answers like a service of one of the table's entries, and to nothing else.
DatagramHandler service_like(const std::string& name) {
  return [name](const HeardDatagram& heard) -> std::vector<DatagramReply> {
    const Bytes question = to_bytes(heard.bytes);
    for (const auto& entry : datagrams::all_entries()) {
      if (entry.name != name) continue;
      // What does not come from chance is the protocol's.
      const Bytes one = entry.question(datagrams::testing::random_from(1));
      const Bytes other = entry.question(datagrams::testing::random_from(2));
      if (one.size() != question.size()) return {};
      for (std::size_t i = 0; i < one.size(); ++i) {
        if (one[i] == other[i] && one[i] != question[i]) return {};
      }
    }
    return {{to_text(datagrams::testing::correct_answers().at(name)(question)), 0, milliseconds(0)}};
  };
}

Value service_on(const FakeBench& bench, std::string_view endpoint) {
  for (const auto& seen : bench.observed) {
    if (seen.fact == "service.identified" && seen.subject.endpoint == endpoint) return seen.value;
  }
  return {};
}

Route udp_route(std::string_view id, std::uint16_t port, std::string_view protocol) {
  Route route;
  route.id = std::string(id);
  route.transport = "udp";
  route.port = port;
  route.protocol = std::string(protocol);
  return route;
}

struct UdpPorts : ::testing::Test {
  UdpPorts() { bench.learn("services"); }
  void run() { ASSERT_TRUE(bench.run(probe_udp_ports, task)); }
  FakeBench bench;
};

}  // namespace

TEST_F(UdpPorts, ArePlannedForEachTarget) { EXPECT_EQ(bench.plan(probe_udp_ports, {"main", "hub"}).size(), 2u); }

TEST_F(UdpPorts, NameTheServicesThatAnswer) {
  bench.world.udp[{"main", 53}].handler = service_like("dns_version");
  bench.world.udp[{"main", 123}].handler = service_like("ntp");
  run();
  EXPECT_EQ(bench.values("port.open").size(), 2u);
  EXPECT_EQ(service_on(bench, "udp/53")["protocol"].as_text(), "dns");
  EXPECT_EQ(service_on(bench, "udp/53")["product"].as_text(), "dnsmasq");
  EXPECT_EQ(service_on(bench, "udp/53")["version"].as_text(), "2.90");
  EXPECT_EQ(service_on(bench, "udp/123")["how"].as_text(), "answer");
  EXPECT_TRUE(bench.values("ports.scanned").at(0)["control"].as_bool());
}

TEST_F(UdpPorts, SayWhenOnlyTheGroupIsAnswered) {
  auto& ssdp = bench.world.udp[{"main", 1900}];
  ssdp.handler = service_like("ssdp");
  ssdp.hears_port = false;
  ssdp.hears_group = true;
  run();
  EXPECT_EQ(service_on(bench, "udp/1900")["how"].as_text(), "answer to the group");
  EXPECT_EQ(service_on(bench, "udp/1900")["product"].as_text(), "MiniDLNA");
}

TEST_F(UdpPorts, TakeTheAnswerOfTftpFromAnotherPort) {
  bench.world.udp[{"main", 69}].handler = [](const HeardDatagram&) -> std::vector<DatagramReply> {
    return {{std::string("\0\x05\0\x01no\0", 7), 40000, milliseconds(0)}};
  };
  run();
  EXPECT_EQ(service_on(bench, "udp/69")["protocol"].as_text(), "tftp");
}

TEST_F(UdpPorts, CallAnAnswerNobodyUnderstandsUnknown) {
  bench.world.udp[{"main", 161}].handler = [](const HeardDatagram& heard) -> std::vector<DatagramReply> {
    return {{heard.bytes, 0, milliseconds(0)}};
  };
  run();
  EXPECT_EQ(service_on(bench, "udp/161")["protocol"].as_text(), "unknown");
}

// An echo of a question to any_port, from elsewhere, shows nothing of the port that was asked.
TEST_F(UdpPorts, TakeNothingUnknownFromAnotherPort) {
  bench.world.udp[{"main", 69}].handler = [](const HeardDatagram& heard) -> std::vector<DatagramReply> {
    return {{heard.bytes, 40000, milliseconds(0)}};
  };
  run();
  EXPECT_TRUE(bench.values("port.open").empty());
}

TEST_F(UdpPorts, HaveNoControlWhenAllIsSilent) {
  run();
  const Value scanned = bench.values("ports.scanned").at(0);
  EXPECT_TRUE(scanned["complete"].as_bool());
  EXPECT_FALSE(scanned["control"].as_bool());
  EXPECT_EQ(scanned["filtered"].as_integer(), scanned["asked"].as_integer());
  EXPECT_GT(scanned["asked"].as_integer(), 25);
}

TEST_F(UdpPorts, HaveAControlWhenOnePortIsRefused) {
  bench.world.udp[{"main", 69}].refuses = true;
  run();
  EXPECT_EQ(bench.values("ports.scanned").at(0)["closed"].as_integer(), 1);
  EXPECT_TRUE(bench.values("ports.scanned").at(0)["control"].as_bool());
  EXPECT_TRUE(bench.values("port.open").empty());
}

TEST_F(UdpPorts, AskADeclaredProtocolOnItsPort) {
  bench.described.routes = {udp_route("sensor", 9683, "coap"), udp_route("off", 9684, "coap")};
  bench.described.routes[1].status = "disabled";
  bench.world.udp[{"main", 9683}].handler = service_like("coap");
  bench.world.udp[{"main", 9684}].handler = service_like("coap");
  run();
  EXPECT_EQ(service_on(bench, "udp/9683")["protocol"].as_text(), "coap");
  EXPECT_EQ(bench.values("port.open").size(), 1u);
}

TEST_F(UdpPorts, SayThatCoapsRunsInsideDtls) {
  bench.world.udp[{"main", 5684}].handler = service_like("coaps");
  run();
  EXPECT_EQ(service_on(bench, "udp/5684")["protocol"].as_text(), "coaps");
  EXPECT_TRUE(service_on(bench, "udp/5684")["tls"].as_bool());
}

TEST_F(UdpPorts, AskEachQuestionOnce) {
  bench.described.routes = {udp_route("names", 53, "dns")};
  std::set<std::tuple<std::string_view, std::uint16_t, transport::Reach>> seen;
  for (const auto& question : udp_questions(bench.described, "main")) {
    EXPECT_TRUE(seen.emplace(question.entry->name, question.port, question.reach).second) << question.entry->name;
  }
}

TEST_F(UdpPorts, PassOnWhyTheyCouldNotAsk) {
  EXPECT_EQ(bench.run(probe_udp_ports, {"", "stranger", "", ""}).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace testing
}  // namespace hoshi::probes
