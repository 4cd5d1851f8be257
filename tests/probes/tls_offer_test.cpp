// Tests of tls_offer against scripted servers: what they accept is found, by few connections, whatever they do.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/file.h"
#include "probes/fake_bench.h"
#include "probes/fake_tls_server.h"

namespace hoshi::probes {

extern const Probe probe_tls_offer;

namespace testing {
namespace {

using namespace std::chrono_literals;

const Task task{"tls_offer", "main", "tcp/443", ""};

Bytes certificate(const std::string& name) {
  return to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/tls/certificate_" + name + ".der").value());
}

FakeTlsServer modern_server() {
  FakeTlsServer server;
  server.suites = {{0x0303, {0xC02F, 0xC030, 0xCCA8}}, {0x0304, {0x1301, 0x1302, 0x1303}}};
  server.curve_suites = {0xC02F, 0xC030, 0xCCA8, 0xC013};
  server.groups = {29, 23, 24};
  server.certificate_der = certificate("rsa");
  return server;
}

class TlsOffer : public ::testing::Test {
 protected:
  TlsOffer() { bench_.learn("cryptrec"); }

  void survey(const FakeTlsServer& server) {
    bench_.serve(443, server);
    ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  }
  std::vector<std::string> all(std::string_view fact, std::string_view key) const {
    std::vector<std::string> texts;
    for (const Value& value : bench_.values(fact)) {
      texts.push_back(value[key].as_text());
    }
    return texts;
  }
  std::map<std::string, bool> versions() const {
    std::map<std::string, bool> accepted;
    for (const Value& value : bench_.values("tls.version")) {
      accepted[value["version"].as_text()] = value["accepted"].as_bool();
    }
    return accepted;
  }
  int connections() { return bench_.world.services[{"main", 443}].connections; }

  FakeBench bench_;
};

}  // namespace

TEST_F(TlsOffer, IsPlannedForEndpointsThatSpeakTlsOnly) {
  bench_.saw("service.identified", {"main", "tcp/443", ""}, object({{"protocol", "http"}, {"tls", true}}));
  bench_.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  const auto tasks = bench_.plan(probe_tls_offer);
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].endpoint, "tcp/443");
}

TEST_F(TlsOffer, FindsEverythingAModernServerAccepts) {
  survey(modern_server());
  EXPECT_EQ(versions(), (std::map<std::string, bool>{{"SSL3.0", false}, {"TLS1.0", false}, {"TLS1.1", false},
                                                     {"TLS1.2", true}, {"TLS1.3", true}}));
  EXPECT_EQ(all("tls.suite", "suite"),
            (std::vector<std::string>{"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                      "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                                      "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                                      "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"}));
  EXPECT_EQ(all("tls.group", "group"), (std::vector<std::string>{"x25519", "secp256r1", "secp384r1"}));
  EXPECT_EQ(bench_.values("tls.grade").at(0)["below"].as_list(), ValueList{"self_signed"});
  EXPECT_EQ(bench_.values("tls.grade").at(0)["connections"].as_integer(), connections());
  EXPECT_LE(connections(), 6 + 15);
}

TEST_F(TlsOffer, FindsOldVersionsAndWeakSuites) {
  FakeTlsServer server;
  server.suites = {{0x0300, {0x0005}}, {0x0301, {0x0005, 0x002F}}, {0x0302, {0x002F}}};
  server.certificate_der = certificate("weak");
  survey(server);
  EXPECT_EQ(versions(), (std::map<std::string, bool>{{"SSL3.0", true}, {"TLS1.0", true}, {"TLS1.1", true},
                                                     {"TLS1.2", false}, {"TLS1.3", false}}));
  const auto suites = bench_.values("tls.suite");
  ASSERT_EQ(suites.size(), 4u);
  EXPECT_EQ(suites.back()["suite"].as_text(), "TLS_RSA_WITH_RC4_128_SHA");
  EXPECT_EQ(suites.back()["cryptrec"].as_text(), "not_listed");
  EXPECT_EQ(suites.back()["key_exchange"].as_text(), "RSA");
  const ValueList below = bench_.values("tls.grade").at(0)["below"].as_list();
  for (const char* expected : {"SSL3.0", "TLS1.0", "TLS1.1", "TLS_RSA_WITH_AES_128_CBC_SHA", "self_signed",
                               "certificate rsa_1024 sha1WithRSAEncryption"}) {
    EXPECT_NE(std::find(below.begin(), below.end(), Value(expected)), below.end()) << expected;
  }
}

TEST_F(TlsOffer, SaysWhoseCertificateItIs) {
  survey(modern_server());
  const Value value = bench_.values("tls.certificate").at(0);
  EXPECT_EQ(value["subject"].as_text(), "O=Hoshi test,CN=camera.example");
  EXPECT_EQ(value["key"].as_text(), "rsa");
  EXPECT_EQ(value["cryptrec"].as_text(), "recommended");
  EXPECT_TRUE(value["self_signed"].as_bool());
}

TEST_F(TlsOffer, GetsTheCertificateOfAServerWithTls13OnlyByAHandshake) {
  FakeTlsServer server = modern_server();
  server.suites.erase(0x0303);
  bench_.serve_tls(443, {"TLSv1.3", "TLS_AES_128_GCM_SHA256", {certificate("ec")}, false}, server);
  bench_.world.services[{"main", 443}].plain = true;
  ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  EXPECT_EQ(all("tls.certificate", "key"), std::vector<std::string>{"ec"});
  EXPECT_FALSE(versions().at("TLS1.2"));
}

TEST_F(TlsOffer, SendsSharesToAServerThatCannotAskForThem) {
  FakeTlsServer server = modern_server();
  server.retries = false;
  survey(server);
  EXPECT_TRUE(versions().at("TLS1.3"));
  EXPECT_EQ(bench_.values("tls.suite").size(), 6u);
}

TEST_F(TlsOffer, MakesShorterOffersToAServerThatReadsFewSuites) {
  FakeTlsServer server = modern_server();
  server.suites_read = 150;
  survey(server);
  EXPECT_TRUE(versions().at("TLS1.2"));
  EXPECT_EQ(bench_.values("tls.suite").size(), 6u);
}

TEST_F(TlsOffer, SaysNothingOfVersionsTheDeviceIsSilentAboutAndDoesNotGrade) {
  FakeTlsServer server = modern_server();
  server.silent_below_tls_1_2 = true;
  survey(server);
  EXPECT_EQ(versions(), (std::map<std::string, bool>{{"TLS1.2", true}, {"TLS1.3", true}}));
  EXPECT_TRUE(bench_.values("tls.grade").empty());
}

TEST_F(TlsOffer, SeesNothingWhereNoTlsIs) {
  bench_.serve(443, [](const Heard&) { return Reply{"HTTP/1.0 400 Bad Request\r\n\r\n", true}; });
  ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  EXPECT_TRUE(bench_.observed.empty());
  EXPECT_EQ(connections(), 1);
}

TEST_F(TlsOffer, GivesUpOnADeviceThatTakesNoConnection) {
  bench_.silent(443);
  ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  EXPECT_TRUE(bench_.observed.empty());
  EXPECT_LT(bench_.world.now, 30s);
}

TEST_F(TlsOffer, EndsWithTheDeadlineAsItsOwnFailure) {
  bench_.serve(443, [](const Heard&) { return Reply{}; });
  bench_.world.deadline = 7s;
  const auto result = bench_.run(probe_tls_offer, task);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::timed_out);
}

TEST_F(TlsOffer, SurvivesAServerThatChoosesTheSameForEver) {
  bench_.serve(443, [](const Heard& heard) {
    const FakeTlsServer stubborn{{{0x0303, {0xC02F}}}, {29}, {0xC02F}, {}};
    Bytes hello = to_bytes(heard.all);
    return hello.empty() ? Reply{} : Reply{stubborn(Heard{heard.all, heard.now, 0, false, {}}).bytes + "\x16\x03"};
  });
  ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  EXPECT_EQ(bench_.values("tls.suite").size(), 1u);
}

TEST_F(TlsOffer, RefusesASuiteThatWasNotOffered) {
  bench_.serve(443, [](const Heard& heard) {
    // A ServerHello of TLS 1.2 with the suite 0x1A1A, whatever was said.
    return heard.now.empty() ? Reply{}
                             : Reply{std::string("\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03", 11) +
                                     std::string(32, 'r') + std::string("\x00\x1a\x1a\x00", 4)};
  });
  ASSERT_TRUE(bench_.run(probe_tls_offer, task));
  EXPECT_TRUE(bench_.values("tls.suite").empty());
  EXPECT_TRUE(bench_.values("tls.grade").empty());
}

// Talks in clear until TLS was agreed on, then chooses.
Handler after(std::string greeting, std::string question, std::string agreement, FakeTlsServer server) {
  return [=](const Heard& heard) -> Reply {
    if (heard.all.empty()) return {greeting};
    if (heard.now == question) return {agreement};
    if (heard.now.starts_with("EHLO")) return {"250-cam\r\n250-SIZE\r\n250 STARTTLS\r\n"};
    const auto at = heard.all.find("\x16\x03");
    Heard inside = heard;
    inside.all = at == std::string::npos ? "" : heard.all.substr(at);
    return at == std::string::npos ? Reply{"500 what\r\n"} : server(inside);
  };
}

TEST_F(TlsOffer, AsksInTheWordsOfTheProtocolFirst) {
  FakeTlsServer server;
  server.suites[0x0303] = {0xc02f};
  bench_.saw("service.identified", {"main", "tcp/25", ""}, object({{"protocol", "smtp"}, {"tls", false}}));
  bench_.saw("service.identified", {"main", "tcp/21", ""}, object({{"protocol", "ftp"}, {"tls", false}}));
  bench_.serve(25, after("220 cam SMTP\r\n", "STARTTLS\r\n", "220 go\r\n", server));
  bench_.serve(21, after("220 ready\r\n", "AUTH TLS\r\n", "234 go\r\n", server));
  ASSERT_EQ(bench_.plan(probe_tls_offer).size(), 2u);
  for (const auto* endpoint : {"tcp/25", "tcp/21"}) {
    bench_.observed.clear();
    ASSERT_TRUE(bench_.run(probe_tls_offer, {"", "main", endpoint, ""}));
    ASSERT_EQ(bench_.values("tls.suite").size(), 1u) << endpoint;
    EXPECT_EQ(bench_.values("tls.suite")[0]["code"].as_integer(), 0xc02f);
    EXPECT_EQ(bench_.values("starttls.offered").size(), std::string_view(endpoint) == "tcp/25" ? 1u : 0u);
  }
}

TEST_F(TlsOffer, SaysWhenAMailServerOffersNoTls) {
  bench_.saw("service.identified", {"main", "tcp/110", ""}, object({{"protocol", "pop3"}, {"tls", false}}));
  bench_.script(110, Script().says("+OK cam\r\n").hears("USER").says("+OK\r\n").hears("STLS").says("-ERR no\r\n"));
  ASSERT_TRUE(bench_.run(probe_tls_offer, {"", "main", "tcp/110", ""}));
  EXPECT_FALSE(bench_.values("starttls.offered").at(0)["offered"].as_bool());
  EXPECT_TRUE(bench_.values("tls.version").empty());
}

TEST_F(TlsOffer, WithoutItsDataItFails) {
  bench_.known.clear();
  EXPECT_EQ(bench_.run(probe_tls_offer, task).error().code, ErrorCode::internal);
}

}  // namespace testing
}  // namespace hoshi::probes
