// Tests of recognising services by their first bytes, and of fingerprints.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "protocols/services/fingerprints.h"

namespace hoshi::protocols::services {

namespace {

using namespace std::string_literals;

std::string protocol_of(const std::string& text) {
  const auto found = recognise(to_bytes(text));
  return found ? found->protocol : "";
}

const std::string busybox_telnet = "\xff\xfd\x01\xff\xfd\x1f\xff\xfb\x01\xff\xfb\x03\r\ncamera login: "s;

}  // namespace

TEST(RecogniseService, TellsProtocolsByTheirGreeting) {
  EXPECT_EQ(protocol_of("SSH-2.0-x\r\n"), "ssh");
  EXPECT_EQ(protocol_of("HTTP/1.1 200 OK\r\n"), "http");
  EXPECT_EQ(protocol_of("RTSP/1.0 200 OK\r\n"), "rtsp");
  EXPECT_EQ(protocol_of("220 ready\r\n"), "ftp");
  EXPECT_EQ(protocol_of("220 x ESMTP\r\n"), "smtp");
  EXPECT_EQ(protocol_of("+OK ready\r\n"), "pop3");
  EXPECT_EQ(protocol_of("* OK IMAP\r\n"), "imap");
  EXPECT_EQ(protocol_of("RFB 003.008\n"), "vnc");
  EXPECT_EQ(protocol_of("\x20\x02\x00\x05"s), "mqtt");
  EXPECT_EQ(protocol_of("\x4a\x00\x00\x00\x0a" "10.11.6-MariaDB\x00"s), "mysql");
  EXPECT_EQ(protocol_of(busybox_telnet), "telnet");
  EXPECT_EQ(protocol_of("camera login: "), "telnet");
  EXPECT_EQ(protocol_of("root@cam:~# "), "shell");
}

TEST(RecogniseService, LeavesOtherBytesAlone) {
  for (const std::string& text : {""s, "\xff"s, "hello\r\n"s, "\x16\x03\x01\x00\x05"s, "22"s, "# heading"s, "100 $"s}) {
    EXPECT_EQ(protocol_of(text), "") << text;
  }
}

TEST(RecogniseService, NeverChangesItsMindAsMoreComes) {
  for (const std::string& text : {busybox_telnet, "HTTP/1.1 200 OK\r\nDate: x\r\nServer: Boa/1\r\n\r\n"s,
                                  "SSH-2.0-dropbear\r\n"s, "\x20\x02\x00\x00"s, "220 mail ESMTP\r\n"s}) {
    const std::string whole = protocol_of(text);
    for (std::size_t length = 0; length < text.size(); ++length) {
      const std::string part = protocol_of(text.substr(0, length));
      EXPECT_TRUE(part.empty() || part == whole) << text << " cut at " << length;
    }
  }
}

// Length 5, no token, 7.01, option 2 (maximum message size) of three bytes, option 4 (block-wise) of none.
TEST(RecogniseService, KnowsTheCapabilitiesOfCoapOverTcp) {
  const Bytes csm{0x50, 0xe1, 0x23, 0x01, 0x00, 0x20, 0x20};
  ASSERT_TRUE(recognise(csm).has_value());
  EXPECT_EQ(recognise(csm)->protocol, "coap");
  for (std::size_t size = 0; size < csm.size(); ++size) EXPECT_FALSE(recognise(ByteView(csm).first(size)).has_value()) << size;
  EXPECT_FALSE(recognise(Bytes{0x50, 0xe1, 0x33, 0x01, 0x00, 0x20, 0x20}).has_value());  // no such option
  EXPECT_FALSE(recognise(Bytes{0x50, 0xe2, 0x23, 0x01, 0x00, 0x20, 0x20}).has_value());  // a ping
}

TEST(RecogniseService, WaitsForThePromptOfTelnetAndTheHeadOfHttp) {
  EXPECT_FALSE(recognise(to_bytes(busybox_telnet.substr(0, 12)))->whole);
  EXPECT_TRUE(recognise(to_bytes(busybox_telnet))->whole);
  EXPECT_FALSE(recognise(to_bytes("HTTP/1.1 200 OK\r\nServer: x\r\n"))->whole);
  EXPECT_EQ(recognise(to_bytes(busybox_telnet))->detail, "fffd01fffd1ffffb01fffb03");
}

TEST(Fingerprints, GiveProductAndVersionOfTheFirstMatch) {
  const auto all = Fingerprints::create(object(
      {{"fingerprint", ValueList{object({{"protocol", "http"}, {"in", "detail"}, {"pattern", "^boa/([0-9.]+)"},
                                         {"product", "Boa"}}),
                                 object({{"protocol", "http"}, {"pattern", "200"}, {"product", "any"},
                                         {"version", "7"}})}}}));
  ASSERT_TRUE(all);
  const Product boa = all->match(*recognise(to_bytes("HTTP/1.1 200 OK\r\nServer: Boa/0.94\r\n\r\n")));
  EXPECT_EQ(boa.name, "Boa");
  EXPECT_EQ(boa.version, "0.94");
  EXPECT_EQ(all->match(*recognise(to_bytes("HTTP/1.1 200 OK\r\n\r\n"))).version, "7");
  EXPECT_EQ(all->match(*recognise(to_bytes("SSH-2.0-200\r\n"))).name, "");
}

TEST(Fingerprints, RefuseEntriesThatAreNotWhole) {
  for (const Value& entry : {object({{"protocol", "http"}, {"pattern", "("}, {"product", "x"}}),
                             object({{"protocol", "http"}, {"pattern", "a"}}),
                             object({{"pattern", "a"}, {"product", "x"}})}) {
    const auto all = Fingerprints::create(object({{"fingerprint", ValueList{entry}}}));
    ASSERT_FALSE(all);
    EXPECT_EQ(all.error().code, ErrorCode::invalid_input);
  }
}

}  // namespace hoshi::protocols::services
