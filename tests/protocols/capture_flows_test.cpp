// Tests of understanding captured flows by their content.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "protocols/capture/analyse.h"
#include "protocols/capture_builder.h"
#include "protocols/snmp/message.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/client_hello_reader.h"

namespace hoshi::protocols::capture::testing {
namespace {

CaptureSeen seen_in(const Traffic& traffic, const std::vector<std::string>& values = {}) {
  const Bytes file = traffic.pcap();
  const Needles needles(values);
  auto seen = analyse(file, needles, [] { return true; });
  EXPECT_TRUE(seen);
  return std::move(*seen);
}

// The only flow of a capture.
std::pair<FlowKind, FlowSum> only_flow(const Traffic& traffic, const std::vector<std::string>& values = {}) {
  const auto seen = seen_in(traffic, values);
  EXPECT_EQ(seen.flows.size(), 1u);
  if (seen.flows.empty()) return {};
  return *seen.flows.begin();
}

SecretSeen only_secret(const Traffic& traffic) {
  const auto [kind, sum] = only_flow(traffic);
  EXPECT_EQ(sum.secrets.size(), 1u);
  return sum.secrets.empty() ? SecretSeen{} : *sum.secrets.begin();
}

std::string client_hello(std::string_view name) {
  tls::ClientHello hello;
  hello.version = tls::Version::tls_1_3;
  hello.random = Bytes(32, 7);
  hello.suites = {0x1301, 0xC02F};
  hello.groups = {29};
  hello.server_name = name;
  return to_text(tls::write_client_hello(hello));
}

// RFC 8446, 4.1.3 with supported_versions; then something encrypted.
std::string server_hello() {
  ByteWriter body;
  body.u16(0x0303);
  body.append(ByteView(Bytes(32, 9)));
  body.u8(0);
  body.u16(0x1301);
  body.u8(0);
  body.vector16(from_hex("002b00020304").value());
  ByteWriter message;
  message.u8(2);
  message.vector24(body.bytes());
  ByteWriter record;
  record.u8(22);
  record.u16(0x0303);
  record.vector16(message.bytes());
  return to_text(record.bytes());
}

const std::string encrypted = "\x17\x03\x03" + std::string("\0\x14", 2) + std::string(20, '\x9A');

}  // namespace

TEST(CapturedFlows, NameTheServerAsDnsAnswered) {
  Traffic traffic;
  traffic.datagram(router, 53, device, 4000, dns_answer({"Broker", "example", "com"}, cloud));
  const auto seen = seen_in(traffic);
  ASSERT_EQ(seen.names.size(), 1u);
  EXPECT_EQ(seen.names.begin()->second, "broker.example.com");
  EXPECT_EQ(seen.flows.begin()->first.protocol, "dns");
  EXPECT_EQ(seen.flows.begin()->first.client.address.bytes[3], 10);
}

TEST(CapturedFlows, ShowTheTlsThatWasAgreedOn) {
  Traffic traffic;
  traffic.connection(device, 40000, cloud, 8883, client_hello("cloud.example.com") + encrypted, server_hello() + encrypted);
  const auto [kind, sum] = only_flow(traffic);
  EXPECT_EQ(kind.protocol, "tls");
  EXPECT_EQ(kind.protection, Protection::yes);
  EXPECT_EQ(kind.tls, (TlsSeen{"cloud.example.com", "TLS1.3", "TLS_AES_128_GCM_SHA256"}));
}

TEST(CapturedFlows, CallNothingProtectedThatOnlySaidHello) {
  Traffic traffic;
  traffic.connection(device, 40000, cloud, 443, client_hello("a.example"), server_hello());
  EXPECT_EQ(only_flow(traffic).first.protection, Protection::unknown);
}

TEST(CapturedFlows, HoldTheMqttPassword) {
  Traffic traffic;
  traffic.connection(device, 40000, cloud, 9999, mqtt_connect("unit-7", "sesame-42"), "\x20\x02");
  EXPECT_EQ(only_secret(traffic), (SecretSeen{"mqtt", "unit-7", "sesame-42"}));
  EXPECT_EQ(only_flow(traffic).first.protection, Protection::no);
}

TEST(CapturedFlows, HoldBasicCredentialsOfALaterRequestInManyPieces) {
  Traffic traffic;
  const std::string first = "GET / HTTP/1.1\r\nHost: Cam.local:8080\r\n\r\n";
  const std::string second = "GET /a HTTP/1.1\r\nauthorization: Basic " + to_base64(to_bytes("admin:se:same")) + "\r\n\r\n";
  traffic.segment(laptop, 5555, device, 8080, 1000, syn, "");
  const std::string all = first + second;
  for (std::size_t at = 0; at < all.size(); at += 5) {
    traffic.segment(laptop, 5555, device, 8080, static_cast<std::uint32_t>(1001 + at), ack, std::string_view(all).substr(at, 5));
  }
  EXPECT_EQ(only_secret(traffic), (SecretSeen{"http_basic", "admin", "se:same"}));
  EXPECT_EQ(only_flow(traffic).first.host, "cam.local");
}

TEST(CapturedFlows, HoldTheFormThatWasPosted) {
  Traffic traffic;
  traffic.connection(laptop, 5555, device, 80, "POST /login HTTP/1.1\r\nHost: c\r\n\r\nuser=admin&password=p%40ss+word", "HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(only_secret(traffic), (SecretSeen{"http_form", "admin", "p@ss word"}));
}

TEST(CapturedFlows, HoldWhatLineProtocolsSend) {
  Traffic ftp;
  ftp.connection(laptop, 5555, device, 2121, "USER admin\r\nPASS sesame\r\n", "331 ok\r\n", "220 hello\r\n");
  EXPECT_EQ(only_secret(ftp), (SecretSeen{"ftp", "admin", "sesame"}));
  Traffic mail;
  mail.connection(device, 5555, cloud, 25, "EHLO cam\r\nAUTH PLAIN " + to_base64(to_bytes(std::string("\0cam\0sesame", 11))) + "\r\n", "", "220 mx\r\n");
  EXPECT_EQ(only_secret(mail), (SecretSeen{"smtp", "cam", "sesame"}));
  Traffic post;
  post.connection(device, 5555, cloud, 110, "USER cam\r\nPASS sesame\r\n", "", "+OK\r\n");
  EXPECT_EQ(only_secret(post).kind, "pop3");
  Traffic rtsp;
  rtsp.connection(laptop, 5555, device, 554, "DESCRIBE rtsp://c/ RTSP/1.0\r\nAuthorization: Basic " + to_base64(to_bytes("a:b")) + "\r\n\r\n", "");
  EXPECT_EQ(only_secret(rtsp), (SecretSeen{"rtsp", "a", "b"}));
}

TEST(CapturedFlows, DoNotTakeAnonymousFtpOrDigestForASecret) {
  Traffic ftp;
  ftp.connection(laptop, 5555, device, 21, "USER anonymous\r\nPASS me@example\r\n", "", "220 hello\r\n");
  EXPECT_TRUE(only_flow(ftp).second.secrets.empty());
  Traffic digest;
  digest.connection(laptop, 5555, device, 80, "GET / HTTP/1.1\r\nAuthorization: Digest username=\"a\", response=\"b\"\r\n\r\n", "");
  EXPECT_TRUE(only_flow(digest).second.secrets.empty());
}

TEST(CapturedFlows, HoldThePasswordTypedIntoATerminal) {
  Traffic traffic;
  traffic.segment(laptop, 5555, device, 23, 100, syn, "");
  traffic.segment(device, 23, laptop, 5555, 900, syn | ack, "");
  traffic.segment(device, 23, laptop, 5555, 901, ack, "cam login: ");
  traffic.segment(laptop, 5555, device, 23, 101, ack, "root\r\n");
  traffic.segment(device, 23, laptop, 5555, 912, ack, "Password: ");
  traffic.segment(laptop, 5555, device, 23, 107, ack, "ses");
  traffic.segment(laptop, 5555, device, 23, 110, ack, "ame\r\n");
  EXPECT_EQ(only_secret(traffic), (SecretSeen{"telnet", "root", "sesame"}));
}

TEST(CapturedFlows, HoldTheCommunityOfSnmp) {
  Traffic traffic;
  const snmp::CommunityMessage question{snmp::Version::v2c, "private-7", snmp::question(snmp::PduType::get, 1, {1, 3, 6, 1})};
  traffic.datagram(laptop, 5555, device, 161, to_text(snmp::write_message(question)));
  EXPECT_EQ(only_secret(traffic), (SecretSeen{"snmp", "", "private-7"}));
}

TEST(CapturedFlows, GoOnOverTlsWhereAsked) {
  Traffic traffic;
  traffic.connection(device, 5555, cloud, 25, "EHLO cam\r\nSTARTTLS\r\n", "", "220 mx\r\n");
  Traffic upgraded;
  upgraded.segment(device, 5555, cloud, 25, 1000, syn, "");
  upgraded.segment(cloud, 25, device, 5555, 5001, ack, "220 mx\r\n");
  upgraded.segment(device, 5555, cloud, 25, 1001, ack, "EHLO c\r\nSTARTTLS\r\n");
  upgraded.segment(cloud, 25, device, 5555, 5009, ack, "220 go\r\n");
  upgraded.segment(device, 5555, cloud, 25, 1019, ack, client_hello("mx.example") + encrypted);
  upgraded.segment(cloud, 25, device, 5555, 5017, ack, server_hello());
  EXPECT_EQ(only_flow(traffic).first.protection, Protection::no);
  const auto [kind, sum] = only_flow(upgraded);
  EXPECT_EQ(kind.protocol, "smtp");
  EXPECT_EQ(kind.protection, Protection::yes);
  EXPECT_EQ(kind.host, "mx.example");
}

TEST(CapturedFlows, MeetCanariesInAnUnknownProtocol) {
  Traffic traffic;
  traffic.connection(device, 5555, cloud, 7777, "\x01\x02state=" + to_base64(to_bytes("name=canary-0815-hoshi")), "ok");
  const auto [kind, sum] = only_flow(traffic, {"canary-0815-hoshi"});
  EXPECT_EQ(sum.needles.size(), 1u);
  EXPECT_EQ(kind.protocol, "unknown");
}

TEST(CapturedFlows, OfUnknownProtocolsAreJudgedByTheirLook) {
  std::string noise;
  std::uint32_t state = 1;
  for (int count = 0; count < 2048; ++count) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  EXPECT_EQ(estimate(to_bytes(noise)), Protection::unknown);
  EXPECT_EQ(estimate(to_bytes("temperature=21.5;humidity=40")), Protection::no);
  EXPECT_EQ(estimate(to_bytes(std::string(400, '\0') + "x")), Protection::no);
  EXPECT_EQ(estimate(to_bytes("\x01\x02")), Protection::unknown);
}

TEST(CapturedFlows, KnowTheMachinesOfTheLink) {
  Traffic traffic;
  traffic.connection(device, 5555, cloud, 80, "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n");
  const auto seen = seen_in(traffic);
  EXPECT_TRUE(seen.hosts.at(router.mac).forwards);
  EXPECT_FALSE(seen.hosts.at(device.mac).forwards);
  EXPECT_EQ(seen.hosts.at(device.mac).packets, seen.unicast);
}

TEST(CapturedFlows, AreBoundedInNumber) {
  Traffic traffic;
  for (std::uint16_t port = 1; port < 10000; ++port) traffic.datagram(device, 60000, cloud, port, "some text here in clear");
  const auto seen = seen_in(traffic);
  EXPECT_EQ(seen.flows.size(), flow_limit);
  EXPECT_FALSE(seen.complete);
}

TEST(ClientHellos, AreReadAlikeHoweverTheyAreCut) {
  const Bytes hello = to_bytes(client_hello("name.example"));
  for (std::size_t size = 0; size < hello.size(); ++size) {
    const auto seen = tls::read_client_hello(ByteView(hello).first(size));
    EXPECT_TRUE(seen && !*seen) << size;
  }
  const auto whole = tls::read_client_hello(hello);
  ASSERT_TRUE(whole && *whole);
  EXPECT_EQ((*whole)->server_name, "name.example");
  EXPECT_EQ((*whole)->versions, (std::vector<std::uint16_t>{0x0304}));
}

}  // namespace hoshi::protocols::capture::testing
