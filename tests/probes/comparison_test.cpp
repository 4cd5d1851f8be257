// Tests of the probes that compare: declared_routes, plaintext, identity.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_declared_routes;
extern const Probe probe_plaintext;
extern const Probe probe_identity;

namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;

Route tcp_route(std::string_view id, std::uint16_t port, std::string_view protocol,
                std::string_view authentication = "") {
  Route route;
  route.id = std::string(id);
  route.transport = "tcp";
  route.port = port;
  route.protocol = std::string(protocol);
  route.authentication = std::string(authentication);
  return route;
}

Asset asset_on(std::string_view id, std::string_view kind, std::string_view route) {
  Asset asset;
  asset.id = std::string(id);
  asset.kind = std::string(kind);
  asset.routes = {std::string(route)};
  return asset;
}

void saw_port(FakeBench& bench, std::string_view endpoint, std::string_view protocol, bool tls) {
  bench.saw("port.open", {"main", std::string(endpoint), ""});
  bench.saw("service.identified", {"main", std::string(endpoint), ""},
            object({{"protocol", protocol}, {"tls", tls}, {"product", "thing"}}));
}

void saw_scan(FakeBench& bench, bool complete) {
  bench.saw("ports.scanned", {"main", "tcp", ""}, object({{"complete", complete}, {"control", true}}));
}

void compare(FakeBench& bench) { ASSERT_TRUE(bench.run(probe_declared_routes, {"", "main", "", ""})); }

TEST(DeclaredRoutes, MatchWhenOpenWithTheDeclaredProtocol) {
  FakeBench bench;
  bench.described.routes = {tcp_route("web", 443, "https")};
  saw_port(bench, "tcp/443", "http", true);
  saw_scan(bench, true);
  compare(bench);
  EXPECT_EQ(bench.values("route.matched").at(0)["protocol"].as_text(), "https");
  EXPECT_EQ(bench.observed.size(), 1u);
}

TEST(DeclaredRoutes, NeitherMatchNorAreSilentWithoutACompleteScan) {
  FakeBench bench;
  bench.described.routes = {tcp_route("web", 443, "https"), tcp_route("ssh", 22, "ssh")};
  saw_port(bench, "tcp/443", "http", true);
  saw_scan(bench, false);
  compare(bench);
  EXPECT_TRUE(bench.observed.empty());
}

TEST(DeclaredRoutes, ReportUndeclaredAndSilentOnes) {
  FakeBench bench;
  bench.described.routes = {tcp_route("ssh", 22, "ssh"), tcp_route("debug", 9999, "telnet")};
  bench.described.routes[1].status = "disabled";
  saw_port(bench, "tcp/9999", "telnet", false);
  saw_scan(bench, true);
  compare(bench);
  EXPECT_EQ(bench.values("route.undeclared").at(0)["protocol"].as_text(), "telnet");
  EXPECT_EQ(bench.values("route.not_answering").size(), 1u);
}

TEST(DeclaredRoutes, ReportAnotherProtocolAndPlaintextOfProtectedAssets) {
  FakeBench bench;
  bench.described.routes = {tcp_route("web", 443, "https")};
  bench.described.assets = {asset_on("settings", "setting", "web")};
  saw_port(bench, "tcp/443", "http", false);
  compare(bench);
  EXPECT_EQ(bench.values("route.protocol_differs").at(0)["seen"].as_text(), "http");
  EXPECT_EQ(bench.values("route.plaintext").at(0)["assets"].as_list().at(0).as_text(), "settings");
}

TEST(DeclaredRoutes, SayNothingOfServicesNobodyKnows) {
  FakeBench bench;
  bench.described.routes = {tcp_route("odd", 7000, "mqtt")};
  bench.described.assets = {asset_on("a", "setting", "odd")};
  saw_port(bench, "tcp/7000", "unknown", false);
  saw_scan(bench, true);
  compare(bench);
  EXPECT_TRUE(bench.observed.empty());
}

TEST(DeclaredRoutes, SayNothingOfWhatRunsInsideTlsUnseen) {
  FakeBench bench;
  bench.described.routes = {tcp_route("mqtts", 8883, "mqtts")};
  saw_port(bench, "tcp/8883", "tls", true);
  saw_scan(bench, true);
  compare(bench);
  EXPECT_TRUE(bench.observed.empty());
}

Route udp_route(std::string_view id, std::uint16_t port, std::string_view protocol) {
  Route route = tcp_route(id, port, protocol);
  route.transport = "udp";
  return route;
}

void saw_udp_scan(FakeBench& bench, bool control) {
  bench.saw("ports.scanned", {"main", "udp", ""}, object({{"complete", true}, {"control", control}}));
}

TEST(DeclaredRoutes, CompareUdpLikeTcp) {
  FakeBench bench;
  bench.described.routes = {udp_route("names", 53, "dns"), udp_route("clock", 123, "ntp"), udp_route("list", 1900, "upnp")};
  saw_port(bench, "udp/53", "dns", false);
  saw_port(bench, "udp/123", "sip", false);
  saw_port(bench, "udp/161", "snmp", false);
  saw_port(bench, "udp/1900", "ssdp", false);
  saw_udp_scan(bench, true);
  compare(bench);
  EXPECT_EQ(bench.values("route.matched").size(), 2u);
  EXPECT_EQ(bench.values("route.protocol_differs").at(0)["seen"].as_text(), "sip");
  EXPECT_EQ(bench.values("route.undeclared").at(0)["protocol"].as_text(), "snmp");
  EXPECT_EQ(bench.observed.size(), 4u);
}

TEST(DeclaredRoutes, TakeSilenceOverUdpForAnAbsentServiceOnlyWhereItTells) {
  FakeBench bench;
  bench.described.routes = {udp_route("names", 53, "dns"), udp_route("manager", 161, "snmp"), udp_route("log", 514, "syslog")};
  saw_scan(bench, true);
  compare(bench);
  EXPECT_TRUE(bench.observed.empty()) << "a TCP scan says nothing about UDP";
  saw_udp_scan(bench, false);
  compare(bench);
  EXPECT_TRUE(bench.observed.empty()) << "without a control";
  bench.before = {};
  saw_udp_scan(bench, true);
  compare(bench);
  ASSERT_EQ(bench.observed.size(), 1u);
  EXPECT_EQ(bench.observed[0].fact, "route.not_answering");
  EXPECT_EQ(bench.observed[0].subject.reference, "names");
}

TEST(DeclaredRoutes, CallNoSnmpPlaintext) {
  FakeBench bench;
  bench.described.routes = {udp_route("manager", 161, "snmp"), udp_route("sensor", 5683, "coap")};
  bench.described.assets = {asset_on("a", "setting", "manager"), asset_on("b", "setting", "sensor")};
  saw_port(bench, "udp/161", "snmp", false);
  saw_port(bench, "udp/5683", "coap", false);
  compare(bench);
  ASSERT_EQ(bench.values("route.plaintext").size(), 1u);
  EXPECT_EQ(bench.values("route.plaintext")[0]["protocol"].as_text(), "coap");
}

Value authentication_difference(std::string_view declared, std::string_view kind, std::string_view asked,
                                int status) {
  FakeBench bench;
  bench.described.routes = {tcp_route("web", 80, "http", declared)};
  if (!kind.empty()) bench.described.logins = {{"l", "web", "account", std::string(kind), "/", "", "", ""}};
  saw_port(bench, "tcp/80", "http", false);
  bench.saw("http.page", {"main", "tcp/80", ""},
            object({{"path", "/"}, {"status", status}, {"authentication", asked}}));
  EXPECT_TRUE(bench.run(probe_declared_routes, {"", "main", "", ""}));
  const auto values = bench.values("route.authentication_differs");
  return values.empty() ? Value() : values.front();
}

TEST(DeclaredRoutes, ReportAnotherAuthenticationOnlyOnProof) {
  EXPECT_EQ(authentication_difference("account", "digest", "basic", 401)["seen"].as_text(), "basic");
  EXPECT_EQ(authentication_difference("account", "basic", "none", 200)["seen"].as_text(), "none");
  EXPECT_EQ(authentication_difference("none", "", "form", 200)["seen"].as_text(), "form");
  EXPECT_TRUE(authentication_difference("account", "basic", "basic", 401).is_null());
  EXPECT_TRUE(authentication_difference("account", "form", "none", 200).is_null());
  EXPECT_TRUE(authentication_difference("account", "basic", "none", 404).is_null());
  EXPECT_TRUE(authentication_difference("", "basic", "none", 200).is_null());
}

TEST(DeclaredRoutes, ReportABrokerThatLetsAnybodyIn) {
  FakeBench bench;
  bench.described.routes = {tcp_route("mqtt", 1883, "mqtt", "account")};
  saw_port(bench, "tcp/1883", "mqtt", false);
  bench.saw("mqtt.connect", {"main", "tcp/1883", ""}, object({{"anonymous", "accepted"}}));
  compare(bench);
  EXPECT_EQ(bench.values("route.authentication_differs").at(0)["seen"].as_text(), "none");
}

void seen_plaintext(FakeBench& bench, std::string_view asset_kind) {
  bench.described.routes = {tcp_route("web", 80, "http")};
  bench.described.assets = {asset_on("a", asset_kind, "web")};
  ASSERT_EQ(bench.plan(probe_plaintext).size(), 1u);
  ASSERT_TRUE(bench.run(probe_plaintext, {"", "main", "tcp/80", "web"}));
}

TEST(Plaintext, IsProtectedByTheHighestVersionOfTls) {
  FakeBench bench;
  saw_port(bench, "tcp/80", "http", true);
  bench.saw("tls.version", {"main", "tcp/80", ""}, object({{"version", "TLS1.2"}, {"accepted", true}}));
  bench.saw("tls.version", {"main", "tcp/80", ""}, object({{"version", "TLS1.3"}, {"accepted", false}}));
  seen_plaintext(bench, "setting");
  EXPECT_EQ(bench.values("asset.seen_protected").at(0)["version"].as_text(), "TLS1.2");
}

TEST(Plaintext, IsNotProtectedByAHandshakeThatStalls) {
  FakeBench tls;
  tls.saw("service.identified", {"main", "tcp/80", ""},
          object({{"protocol", "tls"}, {"tls", true}, {"how", "tls hello, not_answering"}}));
  tls.saw("tls.version", {"main", "tcp/80", ""}, object({{"version", "TLS1.3"}, {"accepted", true}}));
  seen_plaintext(tls, "setting");
  EXPECT_TRUE(tls.observed.empty());
  FakeBench ssh;
  saw_port(ssh, "tcp/80", "ssh", false);
  ssh.saw("ssh.offer", {"main", "tcp/80", ""}, object({{"banner", "SSH-2.0-x"}}));
  seen_plaintext(ssh, "setting");
  EXPECT_TRUE(ssh.observed.empty());
}

TEST(Plaintext, IsNotSaidWithoutContentNorProtection) {
  FakeBench bench;
  saw_port(bench, "tcp/80", "http", false);
  seen_plaintext(bench, "credential");
  EXPECT_TRUE(bench.observed.empty());
}

TEST(Plaintext, IsNotProtectedWhereAServiceSpeaksInClear) {
  FakeBench bench;
  saw_port(bench, "tcp/80", "ftp", false);
  bench.saw("tls.version", {"main", "tcp/80", ""}, object({{"version", "TLS1.2"}, {"accepted", true}}));
  seen_plaintext(bench, "setting");
  EXPECT_TRUE(bench.observed.empty());
}

void saw_login(FakeBench& bench, std::string_view kind, std::string_view positive) {
  bench.saw("login.surface", {"main", "tcp/80", "l"}, object({{"kind", kind}, {"tls", false}}));
  bench.saw("login.control", {"main", "tcp/80", "l"}, object({{"positive", positive}}));
}

TEST(Plaintext, IsSeenWhenTheRightPasswordCrossedTheWire) {
  FakeBench bench;
  saw_port(bench, "tcp/80", "http", false);
  saw_login(bench, "basic", "accepted");
  seen_plaintext(bench, "credential");
  EXPECT_EQ(bench.values("asset.seen_in_clear").at(0)["what"].as_text(), "basic credentials");
}

TEST(Plaintext, IsNotSeenByDigestNorByAPasswordThatWasRefused) {
  FakeBench digest;
  saw_port(digest, "tcp/80", "http", false);
  saw_login(digest, "digest", "accepted");
  seen_plaintext(digest, "credential");
  EXPECT_TRUE(digest.observed.empty());
  FakeBench refused;
  saw_port(refused, "tcp/80", "http", false);
  saw_login(refused, "basic", "refused");
  seen_plaintext(refused, "credential");
  EXPECT_TRUE(refused.observed.empty());
}

Value identity_of(std::string_view page, std::string_view model = "HC-100",
                  std::string_view firmware = "2.1.0") {
  FakeBench bench;
  bench.learn("identity");
  bench.described.model = std::string(model);
  bench.described.firmware = std::string(firmware);
  bench.described.family = {{"HC-100W", "", ""}};
  bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  const std::string answer = "HTTP/1.1 200 OK\r\n\r\n" + std::string(page);
  bench.serve(80, [answer](const Heard& heard) { return heard.now.empty() ? Reply{} : Reply{answer, true}; });
  EXPECT_TRUE(bench.run(probe_identity, {"", "main", "tcp/80", ""}));
  return bench.values("identity.shown").at(0);
}

TEST(Identity, IsTheDeclaredNamesWhereTheyStandAlone) {
  const auto shown = identity_of("<title>Camera HC-100</title><p>Firmware 2.1.0");
  EXPECT_EQ(shown["model"].as_text(), "HC-100");
  EXPECT_EQ(shown["version"].as_text(), "2.1.0");
  EXPECT_EQ(shown["where"].as_text(), "page /");
  EXPECT_EQ(identity_of("<title>HC-100W")["model"].as_text(), "HC-100W");
  EXPECT_EQ(identity_of("version 12.1.0.4")["version"].as_text(), "");
}

TEST(Identity, IsWhatStandsBehindALabel) {
  const auto shown = identity_of(R"({"model":"AC-1","firmware":"v0.9.1"})");
  EXPECT_EQ(shown["model"].as_text(), "AC-1");
  EXPECT_EQ(shown["version"].as_text(), "0.9.1");
  EXPECT_EQ(identity_of("<td>型番</td><td>：ＡＣ－２</td><p>型番： AC-2")["model"].as_text(), "AC-2");
  EXPECT_EQ(identity_of("<p>ファームウェア バージョン：1.4.2b")["version"].as_text(), "1.4.2b");
}

TEST(Identity, IsEmptyWhenNothingIsShown) {
  const auto shown = identity_of("<h1>Login</h1>");
  EXPECT_EQ(shown["model"].as_text(), "");
  EXPECT_EQ(shown["where"].as_text(), "");
}

TEST(Identity, ReadsBannersOfOtherServices) {
  FakeBench bench;
  bench.learn("identity");
  bench.described.model = "AC-1";
  bench.saw("telnet.greeting", {"main", "tcp/23", ""}, object({{"banner", "Abunai AC-1 login:"}}));
  ASSERT_EQ(bench.plan(probe_identity).size(), 1u);
  ASSERT_TRUE(bench.run(probe_identity, {"", "main", "tcp/23", ""}));
  EXPECT_EQ(bench.values("identity.shown").at(0)["model"].as_text(), "AC-1");
}

}  // namespace
}  // namespace hoshi::probes
