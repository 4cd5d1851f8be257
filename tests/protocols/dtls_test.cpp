// Tests of the DTLS hello and of putting a server's flight together from fragments.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/dtls/hello.h"

namespace hoshi::protocols::dtls {
namespace {

constexpr std::uint16_t psk_suite = 0xC0A8;  // TLS_PSK_WITH_AES_128_CCM_8

Bytes record(std::uint8_t type, const Bytes& content) {
  ByteWriter out;
  out.u8(type);
  out.u16(0xFEFD);
  out.u16(0);
  out.u16(0);
  out.u32(0);
  out.vector16(content);
  return std::move(out).bytes();
}

Bytes fragment(std::uint8_t type, std::uint16_t number, const Bytes& body, std::size_t from, std::size_t count) {
  ByteWriter out;
  out.u8(type);
  out.u24(static_cast<std::uint32_t>(body.size()));
  out.u16(number);
  out.u24(static_cast<std::uint32_t>(from));
  out.vector24(ByteView(body).subspan(from, count));
  return record(22, out.bytes());
}

Bytes whole(std::uint8_t type, std::uint16_t number, const Bytes& body) {
  return fragment(type, number, body, 0, body.size());
}

Bytes server_hello() {
  ByteWriter body;
  body.u16(0xFEFD);
  body.append(ByteView(Bytes(32, 7)));
  body.vector8({});
  body.u16(psk_suite);
  body.u8(0);
  return std::move(body).bytes();
}

tls::ClientHello hello() {
  tls::ClientHello made;
  made.random = Bytes(32, 1);
  made.suites = {psk_suite};
  return made;
}

TEST(DtlsHello, CarriesVersionCookieAndNumber) {
  const Bytes first = write_client_hello(hello(), Version::dtls_1_2, {}, 0);
  const Bytes second = write_client_hello(hello(), Version::dtls_1_2, Bytes{1, 2, 3}, 1);
  EXPECT_EQ(to_hex(ByteView(first).first(13)).substr(0, 6), "16feff");
  EXPECT_EQ(to_hex(ByteView(first).subspan(25, 2)), "fefd");
  EXPECT_EQ(second.size(), first.size() + 3);
  EXPECT_EQ(to_hex(ByteView(second).subspan(17, 2)), "0001");
  // Behind version, random and the empty session id.
  EXPECT_EQ(to_hex(ByteView(second).subspan(25 + 34, 5)), "0003010203");
  EXPECT_EQ(to_hex(ByteView(write_client_hello(hello(), Version::dtls_1_0, {}, 0)).subspan(25, 2)), "feff");
}

TEST(DtlsFlight, GivesTheCookie) {
  ServerFlight flight;
  ASSERT_TRUE(flight.feed(whole(3, 0, *from_hex("fefd04aabbccdd"))));
  ASSERT_TRUE(flight.cookie());
  EXPECT_EQ(to_hex(*flight.cookie()), "aabbccdd");
  EXPECT_FALSE(flight.answer().hello);
}

TEST(DtlsFlight, ComesTogetherFromFragmentsInAnyOrder) {
  const Bytes body = server_hello();
  ServerFlight flight;
  ASSERT_TRUE(flight.feed(whole(14, 2, {})));
  ASSERT_TRUE(flight.feed(fragment(2, 1, body, 20, body.size() - 20)));
  EXPECT_FALSE(flight.answer().hello);
  ASSERT_TRUE(flight.feed(fragment(2, 1, body, 0, 25)));
  ASSERT_TRUE(flight.answer().hello);
  EXPECT_EQ(flight.answer().hello->suite, psk_suite);
  EXPECT_EQ(flight.answer().hello->version, 0xFEFD);
  EXPECT_TRUE(flight.answer().complete);
}

TEST(DtlsFlight, RepeatedMessagesAreNoError) {
  ServerFlight flight;
  ASSERT_TRUE(flight.feed(whole(2, 1, server_hello())));
  ASSERT_TRUE(flight.feed(whole(2, 1, server_hello())));
  EXPECT_FALSE(flight.answer().complete);
  ASSERT_TRUE(flight.feed(whole(14, 2, {})));
  EXPECT_TRUE(flight.answer().complete);
}

TEST(DtlsFlight, AnAlertEndsIt) {
  ServerFlight flight;
  ASSERT_TRUE(flight.feed(record(21, {2, 40})));
  ASSERT_TRUE(flight.answer().alert);
  EXPECT_EQ(flight.answer().alert->description, 40);
  EXPECT_TRUE(flight.answer().complete);
}

TEST(DtlsFlight, CutOffAnywhereIsAnError) {
  const Bytes datagram = whole(2, 1, server_hello());
  for (std::size_t length = 1; length < datagram.size(); ++length) {
    ServerFlight flight;
    EXPECT_FALSE(flight.feed(ByteView(datagram).first(length))) << length;
  }
}

TEST(DtlsFlight, RefusesWhatBreaksItsBounds) {
  const Bytes body(10, 1);
  ServerFlight beyond;
  EXPECT_FALSE(beyond.feed(record(22, *from_hex("0200000a00010000080000050000000000"))));
  ServerFlight mixed;
  ASSERT_TRUE(mixed.feed(fragment(11, 3, body, 0, 4)));
  EXPECT_FALSE(mixed.feed(fragment(12, 3, body, 4, 6)));
  ServerFlight many;
  bool is_refused = false;
  for (std::uint16_t number = 0; number < 40; ++number) is_refused = is_refused || !many.feed(whole(11, number, body));
  EXPECT_TRUE(is_refused);
  ServerFlight plain;
  EXPECT_FALSE(plain.feed(to_bytes("HTTP/1.1 400 Bad Request\r\n")));
}

}  // namespace
}  // namespace hoshi::protocols::dtls
