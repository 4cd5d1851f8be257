// What update server a lab plays: options, the state, and what becomes of it in the configurations.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/configuration.h"
#include "lab/updates/channel_log.h"
#include "lab/updates/request_head.h"

namespace hoshi::lab {
namespace {

using testing::HasSubstr;
using testing::Not;
using Ports = std::vector<std::uint16_t>;

UpdateServer server_of(std::string_view text) { return parse_update_server(text).value_or(UpdateServer{}); }

TEST(UpdateServer, IsNamedByItsUrlOrItsHost) {
  EXPECT_EQ(server_of("https://Updates.example.jp/fw/latest.json").host, "updates.example.jp");
  EXPECT_EQ(server_of("updates.example.jp").ports, (Ports{80, 443}));
  EXPECT_EQ(server_of("https://updates.example.jp:8443/fw").ports, (Ports{80, 443, 8443}));
  EXPECT_EQ(server_of("http://updates.example.jp:80").ports, (Ports{80, 443}));
}

TEST(UpdateServer, NeedsANameThatNeedsNoQuoting) {
  for (const auto* bad : {"", "localhost", "192.0.2.1", "https://[2001:db8::1]/", "ftp://a.example", "a.example\nuser=root", "a/b", "a..b", "-a.example",
                          "https://user@a.example/", "a.example:0", "a.example:65536", "a.example:x", "a b.example", "https://"}) {
    EXPECT_FALSE(parse_update_server(bad)) << bad;
  }
}

TEST(UpdateServer, FilesAreNamedByPathAndFile) {
  const auto named = parse_served_file("/fw/a=b.img=out/x=y.img");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->path, "/fw/a");
  EXPECT_EQ(named->file, "b.img=out/x=y.img");
  for (const auto* bad : {"", "/fw", "/fw=", "fw=x", "=x", "/f w=x", "/fw?v=1", "/fw#a=x"}) EXPECT_FALSE(parse_served_file(bad)) << bad;
}

Settings with_updates() {
  Settings settings;
  settings.interface = "eth1";
  settings.address = parse_network("192.168.77.1/24").value();
  settings.address6 = "fd4c:6162:7373::1";
  settings.updates = server_of("https://updates.example.jp:8443/");
  settings.updates->files = {{"/fw.img", "ab", 5, "bytes"}};
  settings.updates->authority_pem = "a secret";
  return settings;
}

TEST(UpdateServer, SurvivesTheStateWithoutContentsAndKeys) {
  const Value written = to_value(with_updates());
  EXPECT_THAT(to_json(written), Not(HasSubstr("a secret")));
  EXPECT_THAT(to_json(written), Not(HasSubstr("\"bytes\":\"")));
  const auto read = settings_from(written);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(to_value(*read)), to_json(written));
  EXPECT_EQ(read->updates->files.at(0).size_bytes, 5U);
}

TEST(UpdateServer, AStateThatWasTamperedWithIsRefused) {
  for (const auto& [key, value] : {std::pair<std::string, Value>{"host", "x\naddress=/#/1.2.3.4"}, {"host", ""}, {"ports", ValueList{0}}, {"ports", ValueList{}},
                                   {"files", ValueList{object({{"path", "no path"}})}}}) {
    Value written = to_value(with_updates());
    Value updates = written["updates"];
    updates.set(key, value);
    written.set("updates", updates);
    EXPECT_FALSE(settings_from(written)) << to_json(updates);
  }
}

TEST(UpdateServer, ItsNameLeadsToTheLabWithAndWithoutAWayOut) {
  Settings settings = with_updates();
  EXPECT_THAT(dnsmasq_text(settings, "/lab", {}), HasSubstr("local=/updates.example.jp/\nhost-record=updates.example.jp,192.168.77.1,fd4c:6162:7373::1\n"));
  settings.upstream = "eth0";
  settings.address6 = "";
  EXPECT_THAT(dnsmasq_text(settings, "/lab", {}), HasSubstr("host-record=updates.example.jp,192.168.77.1\n"));
  settings.updates.reset();
  EXPECT_THAT(dnsmasq_text(settings, "/lab", {}), Not(HasSubstr("updates.example.jp")));
}

TEST(UpdateServer, ItsPortsAreOpenToTheDeviceOnlyWhereItIsPlayed) {
  Settings settings = with_updates();
  EXPECT_THAT(nft_text(settings), HasSubstr("    tcp dport { 80, 443, 8443 } accept\n    reject\n"));
  settings.updates.reset();
  EXPECT_THAT(nft_text(settings), HasSubstr("    tcp dport 53 accept\n    reject\n"));
}

constexpr std::string_view whole_head =
    "GET http://updates.example.jp/fw/latest.json?unit=A#x HTTP/1.1\r\nHost: updates.example.jp\r\nContent-Length: 12\r\nX: y\r\n\r\n";

TEST(RequestHead, GivesMethodPathAndHostWithoutTheQuery) {
  const auto head = read_request_head(std::string(whole_head) + "body");
  ASSERT_TRUE(head && *head);
  EXPECT_EQ((*head)->method, "GET");
  EXPECT_EQ((*head)->path, "/fw/latest.json");
  EXPECT_EQ((*head)->host, "updates.example.jp");
  EXPECT_EQ((*head)->content_bytes, 12U);
  EXPECT_EQ((*head)->size_bytes, whole_head.size());
}

TEST(RequestHead, CutAtAnyByteWantsMoreAndIsNoError) {
  for (std::size_t size = 0; size < whole_head.size(); ++size) {
    const auto head = read_request_head(whole_head.substr(0, size));
    ASSERT_TRUE(head) << size;
    EXPECT_FALSE(*head) << size;
  }
}

TEST(RequestHead, WhatIsNoRequestIsSaid) {
  for (const auto* bad : {"\x16\x03\x01", "get / HTTP/1.1\r\n\r\n", "GET\r\n\r\n", "GET / \r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "GET /a\rb HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 x\r\n\r\n", "\r\n\r\n",
                          "SSH-2.0-x\r\n", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA / HTTP/1.1\r\n\r\n"}) {
    EXPECT_FALSE(read_request_head(bad)) << bad;
  }
  EXPECT_FALSE(read_request_head("GET /" + std::string(request_head_bytes_max, 'a')));
}

TEST(RequestHead, BareLineFeedsEndLinesAsWell) {
  const auto head = read_request_head("POST /check HTTP/1.0\nHost: a.example\n\n{}");
  ASSERT_TRUE(head && *head);
  EXPECT_EQ((*head)->path, "/check");
  EXPECT_EQ((*head)->host, "a.example");
}

TEST(ChannelRecord, HasOneSizeAndIsReadBackWhole) {
  const ChannelSession session{12, ChannelCase::wrong_name};
  const std::string record = record_of(session);
  EXPECT_EQ(record.size(), session_record_bytes);
  const auto read = session_from(record);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, 12U);
  EXPECT_EQ(read->channel_case, ChannelCase::wrong_name);
  for (std::size_t size = 0; size < record.size(); ++size) EXPECT_FALSE(session_from(record.substr(0, size))) << size;
  EXPECT_FALSE(session_from(std::string(session_record_bytes, ' ')));
}

std::string line(std::uint64_t session, std::string_view what, const Value& more = ValueMap{}) {
  Value event = more;
  event.set("session", session);
  event.set("what", what);
  return to_json(event) + "\n";
}

TEST(ChannelSight, CountsOnlyItsOwnSessionAndWholeLines) {
  const std::string log = line(1, "hello") + line(2, "hello") + "{\"session\":2,\"what\":\n" + "no json\n" + line(2, "hello").substr(0, 20);
  EXPECT_EQ(sight_of(log, {2, ChannelCase::good}).contacts, 1U);
  EXPECT_EQ(sight_of("", {2, ChannelCase::good}).contacts, 0U);
}

TEST(ChannelSight, WhatComesInTheClearIsNoContactWhereTlsIsTheCase) {
  const Value clear = object({{"tls", false}});
  const std::string log = line(1, "clear", clear) + line(1, "request", object({{"tls", false}, {"method", "GET"}, {"path", "/"}}));
  const auto tls = sight_of(log, {1, ChannelCase::self_signed});
  EXPECT_EQ(tls.contacts, 0U);
  EXPECT_EQ(tls.others, 1U);
  EXPECT_EQ(tls.requests, 0U);
  const auto plain = sight_of(log, {1, ChannelCase::plaintext});
  EXPECT_EQ(plain.contacts, 1U);
  EXPECT_EQ(plain.requests, 1U);
}

TEST(ChannelSight, KnowsAlertsAboutCertificatesFromOthers) {
  const auto with = [](const char* alert) { return sight_of(line(1, "broke_off", object({{"alert", alert}})), {1, ChannelCase::self_signed}); };
  for (const auto* about : {"bad_certificate", "certificate_expired", "certificate_unknown", "unknown_ca"}) EXPECT_TRUE(with(about).is_about_certificate) << about;
  for (const auto* other : {"protocol_version", "handshake_failure", "internal_error", ""}) EXPECT_FALSE(with(other).is_about_certificate) << other;
}

TEST(ChannelCases, HaveNamesThatLeadBack) {
  for (const auto one : all_channel_cases) EXPECT_EQ(channel_case_named(name_of(one)), one);
  EXPECT_FALSE(channel_case_named("Good"));
}

}  // namespace
}  // namespace hoshi::lab
