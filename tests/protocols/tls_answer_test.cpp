// Tests of reading a server's answers, on recordings of OpenSSL 3.0 and on broken bytes, and of writing hellos.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/server_answer.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/recording.h"
#include "protocols/tls/client_hello.h"

namespace hoshi::protocols::tls {

namespace {

ServerAnswer answer_of(const std::string& name) {
  auto answer = read_server_answer(testing::recording("tls/" + name + ".bin"));
  EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
  return answer.value_or(ServerAnswer{});
}

Bytes hex(std::string_view text) { return from_hex(text).value(); }

}  // namespace

TEST(TlsAnswer, ReadsAFlightOfTls12WithItsCurve) {
  const ServerAnswer answer = answer_of("tls12_ecdhe_rsa");
  EXPECT_EQ(answer.kind, ServerAnswer::Kind::tls);
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.hello->version, 0x0303);
  EXPECT_EQ(answer.hello->suite, 0xC030);
  EXPECT_TRUE(answer.hello->secure_renegotiation);
  EXPECT_EQ(answer.group, 23);
  ASSERT_EQ(answer.certificates_der.size(), 1u);
  EXPECT_EQ(answer.certificates_der[0], testing::recording("tls/certificate_rsa.der"));
}

TEST(TlsAnswer, ReadsTheSizeOfAPrime) {
  const ServerAnswer answer = answer_of("tls12_dhe_rsa");
  EXPECT_EQ(answer.hello->suite, 0x0033);
  EXPECT_EQ(answer.dh_bits, 2048u);
  EXPECT_FALSE(answer.group);
}

TEST(TlsAnswer, ReadsTls10AndKeyTransport) {
  EXPECT_EQ(answer_of("tls10_ecdhe_rsa").hello->version, 0x0301);
  const ServerAnswer transport = answer_of("tls12_rsa_weak");
  EXPECT_EQ(transport.hello->suite, 0x002F);
  EXPECT_TRUE(transport.complete);
  EXPECT_FALSE(transport.group || transport.dh_bits);
}

TEST(TlsAnswer, EndsAtTheServerHelloOfTls13) {
  const ServerAnswer answer = answer_of("tls13_hello");
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.hello->version, 0x0304);
  EXPECT_EQ(answer.hello->group, 29);
  EXPECT_FALSE(answer.hello->retry);
  EXPECT_TRUE(answer.certificates_der.empty());
}

TEST(TlsAnswer, ReadsARetryRequest) {
  const ServerAnswer answer = answer_of("tls13_retry");
  EXPECT_TRUE(answer.complete);
  EXPECT_TRUE(answer.hello->retry);
  EXPECT_EQ(answer.hello->group, 23);
  EXPECT_EQ(answer.hello->suite, 0x1302);
}

TEST(TlsAnswer, ReadsAlerts) {
  const ServerAnswer answer = answer_of("alert_protocol_version");
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.alert->level, 2);
  EXPECT_EQ(alert_name(answer.alert->description), "protocol_version");
  EXPECT_EQ(alert_name(answer_of("alert_handshake_failure").alert->description), "handshake_failure");
  EXPECT_EQ(alert_name(200), "alert 200");
}

TEST(TlsAnswer, AWarningDoesNotEndTheAnswer) {
  const auto answer = read_server_answer(hex("15030300020170"));
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->complete);
  EXPECT_EQ(answer->alert->description, 112);
}

TEST(TlsAnswer, RecognisesSslv2AndOtherProtocols) {
  EXPECT_EQ(read_server_answer(hex("8013040001000200000003001001008000000000"))->kind, ServerAnswer::Kind::sslv2);
  EXPECT_EQ(read_server_answer(hex("8003000001"))->kind, ServerAnswer::Kind::sslv2);
  EXPECT_EQ(read_server_answer(to_bytes("HTTP/1.1 400 Bad Request\r\n"))->kind, ServerAnswer::Kind::other);
  EXPECT_EQ(read_server_answer(to_bytes("\x16\x16"))->kind, ServerAnswer::Kind::other);
  EXPECT_EQ(read_server_answer({})->kind, ServerAnswer::Kind::nothing_yet);
}

TEST(TlsAnswer, CutAnywhereItIsIncompleteButNeverWrong) {
  for (const char* name : {"tls12_ecdhe_rsa", "tls12_dhe_rsa", "tls12_ecdsa", "tls10_ecdhe_rsa", "tls13_hello",
                           "tls13_retry", "alert_protocol_version"}) {
    const Bytes whole = testing::recording(std::string("tls/") + name + ".bin");
    const ServerAnswer full = answer_of(name);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto answer = read_server_answer(ByteView(whole).first(length));
      ASSERT_TRUE(answer) << name << " cut at " << length;
      if (answer->complete) {
        EXPECT_EQ(answer->hello.has_value(), full.hello.has_value()) << name << " cut at " << length;
      }
    }
  }
}

TEST(TlsAnswer, JoinsMessagesFromManyRecords) {
  const Bytes whole = testing::recording("tls/tls13_retry.bin");
  const ByteView message = ByteView(whole).subspan(5, 88);
  ByteWriter split;
  for (const std::uint8_t byte : message) {
    split.append(ByteView(Bytes{22, 3, 3, 0, 1, byte}));
  }
  const auto answer = read_server_answer(split.bytes());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->hello->group, 23);
}

TEST(TlsAnswer, RefusesWhatBreaksALimit) {
  EXPECT_EQ(read_server_answer(hex("160303ffff")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_server_answer(hex("16030300040bffffff")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_server_answer(hex("1603030004020000000000")).error().code, ErrorCode::corrupt);
  Bytes endless;
  for (int record = 0; record < 40000; ++record) {
    endless.insert(endless.end(), {22, 3, 3, 0, 0});
  }
  EXPECT_EQ(read_server_answer(endless).error().code, ErrorCode::corrupt);
  ByteWriter list;
  for (int number = 0; number < 17; ++number) {
    list.vector24(Bytes{1});
  }
  ByteWriter body;
  body.vector24(list.bytes());
  ByteWriter message;
  message.u8(11);
  message.vector24(body.bytes());
  ByteWriter record;
  record.append(ByteView(Bytes{22, 3, 3}));
  record.vector16(message.bytes());
  EXPECT_EQ(read_server_answer(record.bytes()).error().code, ErrorCode::corrupt);
}

TEST(TlsHello, SaysVersionSuitesAndExtensionsAsAsked) {
  ClientHello hello{Version::tls_1_0, Bytes(32, 7), {0x002F, 0x000A}, {29, 23}, {}, "camera.example", {}};
  const std::string old = to_hex(write_client_hello(hello));
  EXPECT_TRUE(old.starts_with("160301"));
  EXPECT_NE(old.find("0301" + std::string(64, '0').replace(0, 64, to_hex(Bytes(32, 7))) + "00" + "0006002f000a00ff"),
            std::string::npos);
  EXPECT_NE(old.find(to_hex(to_bytes("camera.example"))), std::string::npos);
  EXPECT_NE(old.find("000a00060004001d0017"), std::string::npos);
  EXPECT_EQ(old.find("002b"), std::string::npos);
}

TEST(TlsHello, GivesSsl30NoExtensions) {
  const Bytes hello = write_client_hello({Version::ssl_3_0, Bytes(32, 7), {0x0004}, {29}, {}, "x", {}});
  // 5 record, 4 message, 2 version, 32 random, 1 session, 2+4 suites, 2 compression.
  EXPECT_EQ(hello.size(), 5u + 4 + 2 + 32 + 1 + 6 + 2);
  EXPECT_EQ(hello[2], 0);
}

TEST(TlsHello, OffersTls13AloneWithAndWithoutShares) {
  ClientHello hello{Version::tls_1_3, Bytes(32, 7), {0x1301}, {29, 23}, {}, "", {}};
  EXPECT_NE(to_hex(write_client_hello(hello)).find("002b0003020304"), std::string::npos);
  EXPECT_NE(to_hex(write_client_hello(hello)).find("003300020000"), std::string::npos);
  hello.key_shares = placeholder_key_shares(hello.random);
  EXPECT_NE(to_hex(write_client_hello(hello)).find("0033006b0069001d0020"), std::string::npos);
}

}  // namespace hoshi::protocols::tls
