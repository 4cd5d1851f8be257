// Tests of dtls_offer against a scripted DTLS server that asks for a cookie.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "probes/dtls/survey.h"
#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_dtls_offer;
extern const Probe probe_tls_offer;

namespace {

using namespace testing;

constexpr std::uint16_t dtls_1_2 = 0xFEFD;
constexpr std::uint16_t dtls_1_0 = 0xFEFF;
const Task task{"dtls_offer", "main", "udp/5684", ""};

// Chooses the first suite it has of those offered; shares no code with the probes.
struct FakeDtlsServer {
  std::map<std::uint16_t, std::vector<std::uint16_t>> suites;  // by version
  bool asks_for_cookie = true;
  std::size_t hello_bytes_max = 10'000;                        // longer ones are dropped
  int farewells = 0;

  std::vector<DatagramReply> answer(std::string_view text) {
    const Bytes bytes = to_bytes(text);
    if (bytes.at(0) == 21) ++farewells;
    if (bytes.at(0) != 22 || bytes.size() > hello_bytes_max) return {};
    ByteReader reader(ByteView(bytes).subspan(25));
    const auto version = reader.u16("version").value_or(0);
    (void)reader.take(32, "random");
    (void)reader.vector8("session");
    const auto cookie = reader.vector8("cookie").value_or(ByteView{});
    const auto offered = reader.vector16("suites").value_or(ByteView{});
    const bool is_second = !cookie.empty();
    if (asks_for_cookie && !is_second) return {{record(22, message(3, 0, {0xFE, 0xFF, 4, 1, 2, 3, 4}))}};
    if (!suites.contains(version)) return {{record(21, {2, 70})}};
    for (std::size_t at = 0; at + 1 < offered.size(); at += 2) {
      const auto code = static_cast<std::uint16_t>(offered[at] << 8 | offered[at + 1]);
      const auto& ours = suites[version];
      if (std::find(ours.begin(), ours.end(), code) != ours.end()) return flight(version, code, is_second ? 1 : 0);
    }
    return {{record(21, {2, 40})}};
  }

 private:
  static std::string record(std::uint8_t type, const Bytes& content) {
    ByteWriter out;
    out.u8(type);
    out.u16(dtls_1_2);
    out.u32(0);
    out.u32(0);
    out.vector16(content);
    return to_text(out.bytes());
  }
  static Bytes message(std::uint8_t type, std::uint16_t number, const Bytes& body) {
    ByteWriter out;
    out.u8(type);
    out.u24(static_cast<std::uint32_t>(body.size()));
    out.u16(number);
    out.u24(0);
    out.vector24(body);
    return std::move(out).bytes();
  }
  static std::vector<DatagramReply> flight(std::uint16_t version, std::uint16_t suite, std::uint16_t number) {
    ByteWriter hello;
    hello.u16(version);
    hello.append(ByteView(Bytes(32, 5)));
    hello.vector8({});
    hello.u16(suite);
    hello.u8(0);
    const auto done = static_cast<std::uint16_t>(number + 1);
    return {{record(22, message(2, number, hello.bytes()))}, {record(22, message(14, done, {}))}};
  }
};

std::shared_ptr<FakeDtlsServer> serve(FakeBench& bench, FakeDtlsServer made) {
  auto server = std::make_shared<FakeDtlsServer>(std::move(made));
  bench.world.udp[{"main", 5684}].handler = [server](const HeardDatagram& heard) { return server->answer(heard.bytes); };
  bench.learn("cryptrec");
  return server;
}

std::map<std::string, bool> versions(const FakeBench& bench) {
  std::map<std::string, bool> all;
  for (const auto& value : bench.values("tls.version")) all[value["version"].as_text()] = value["accepted"].as_bool();
  return all;
}

TEST(DtlsOffer, FindsEveryVersionAndSuite) {
  FakeBench bench;
  const auto server = serve(bench, {{{dtls_1_2, {0xC0A8, 0xC02B, 0x00A8}}, {dtls_1_0, {0xC009}}}});
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_EQ(versions(bench), (std::map<std::string, bool>{{"DTLS1.0", true}, {"DTLS1.2", true}}));
  std::set<std::string> suites;
  for (const auto& value : bench.values("tls.suite")) {
    suites.insert(value["version"].as_text() + " " + value["suite"].as_text());
  }
  EXPECT_EQ(suites, (std::set<std::string>{"DTLS1.0 TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                                           "DTLS1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                           "DTLS1.2 TLS_PSK_WITH_AES_128_CCM_8", "DTLS1.2 TLS_PSK_WITH_AES_128_GCM_SHA256"}));
  EXPECT_EQ(server->farewells, 4);
}

TEST(DtlsOffer, DtlsOnePointZeroIsBelowTheList) {
  FakeBench bench;
  serve(bench, {{{dtls_1_0, {0xC009}}}});
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_EQ(versions(bench), (std::map<std::string, bool>{{"DTLS1.0", true}, {"DTLS1.2", false}}));
  const auto below = bench.values("tls.grade").at(0)["below"].as_list();
  EXPECT_NE(std::find(below.begin(), below.end(), Value("DTLS1.0")), below.end());
}

TEST(DtlsOffer, ModernDtlsIsNotBelowTheList) {
  FakeBench bench;
  serve(bench, {{{dtls_1_2, {0xC02B}}}});
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_TRUE(bench.values("tls.grade").at(0)["below"].as_list().empty());
}

TEST(DtlsOffer, AServerWithoutCookiesIsHeardToo) {
  FakeBench bench;
  auto server = FakeDtlsServer{{{dtls_1_2, {0xC0A8}}}};
  server.asks_for_cookie = false;
  serve(bench, server);
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_TRUE(versions(bench)["DTLS1.2"]);
}

TEST(DtlsOffer, ASmallServerIsAskedInASmallHello) {
  FakeBench bench;
  auto server = FakeDtlsServer{{{dtls_1_2, {0xC0A8}}}};
  server.hello_bytes_max = 400;
  serve(bench, server);
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_TRUE(versions(bench)["DTLS1.2"]);
}

TEST(DtlsOffer, SilenceSaysNothing) {
  FakeBench bench;
  bench.learn("cryptrec");
  ASSERT_TRUE(bench.run(probe_dtls_offer, task));
  EXPECT_TRUE(bench.observed.empty());
}

TEST(DtlsOffer, IsForDatagramsAndTlsOfferForStreams) {
  FakeBench bench;
  bench.saw("service.identified", {"main", "udp/5684", ""}, object({{"protocol", "coaps"}, {"tls", true}}));
  bench.saw("service.identified", {"main", "tcp/443", ""}, object({{"protocol", "http"}, {"tls", true}}));
  ASSERT_EQ(bench.plan(probe_dtls_offer).size(), 1u);
  EXPECT_EQ(bench.plan(probe_dtls_offer)[0].endpoint, "udp/5684");
  ASSERT_EQ(bench.plan(probe_tls_offer).size(), 1u);
  EXPECT_EQ(bench.plan(probe_tls_offer)[0].endpoint, "tcp/443");
}

TEST(DtlsOffer, KnowsAServerOfPreSharedKeys) {
  FakeBench bench;
  serve(bench, {{{dtls_1_2, {0xC0A8}}}});
  EXPECT_EQ(takes_pre_shared_keys(bench.network(), "main", 5684), true);
  FakeBench other;
  serve(other, {{{dtls_1_2, {0xC02B}}}});
  EXPECT_EQ(takes_pre_shared_keys(other.network(), "main", 5684), false);
}

}  // namespace
}  // namespace hoshi::probes
