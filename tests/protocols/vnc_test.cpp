// Tests of the VNC handshake: versions, offers, results, desktops, and the answer to the challenge.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/vnc/handshake.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace hoshi::protocols::vnc {
namespace {

TEST(VncVersion, IsOneOfThree) {
  EXPECT_EQ(read_version(to_bytes("RFB 003.003\n")).value(), Version::v3_3);
  EXPECT_EQ(read_version(to_bytes("RFB 003.005\n")).value(), Version::v3_3);
  EXPECT_EQ(read_version(to_bytes("RFB 003.007\n")).value(), Version::v3_7);
  EXPECT_EQ(read_version(to_bytes("RFB 003.889\n")).value(), Version::v3_8);
  EXPECT_EQ(read_version(to_bytes("RFB 004.001\n")).value(), Version::v3_8);
  for (const auto* text : {"SSH-2.0-x\r\n", "RFB 002.000\n", "RFB 00x.008\n", "RFB 003.008\r"}) {
    EXPECT_FALSE(read_version(to_bytes(text))) << text;
  }
}

TEST(VncMessages, WaitForTheirEndAtEveryByte) {
  const Bytes version = to_bytes("RFB 003.008\n");
  const Bytes offer{3, 1, 2, 16};
  Bytes refusal{0, 0, 0, 0, 3};
  for (const char c : {'b', 'a', 'd'}) refusal.push_back(static_cast<std::uint8_t>(c));
  const Bytes result{0, 0, 0, 1, 0, 0, 0, 1, 'x'};
  Bytes desktop(20, 0);
  for (const std::uint8_t byte : {0, 0, 0, 2, 65, 66}) desktop.push_back(byte);
  const auto is_waiting = [](const auto& parse, const Bytes& whole) {
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      const auto early = parse(ByteView(whole).first(cut));
      if (!early || *early) return false;
    }
    const auto late = parse(ByteView(whole));
    return late && *late;
  };
  EXPECT_TRUE(is_waiting(read_version, version));
  EXPECT_TRUE(is_waiting([](ByteView bytes) { return read_security_offer(Version::v3_8, bytes); }, offer));
  EXPECT_TRUE(is_waiting([](ByteView bytes) { return read_security_offer(Version::v3_7, bytes); }, refusal));
  EXPECT_TRUE(is_waiting([](ByteView bytes) { return read_security_result(Version::v3_8, bytes); }, result));
  EXPECT_TRUE(is_waiting(read_desktop, desktop));
}

TEST(VncOffer, OfVersion33IsOneType) {
  const auto offer = read_security_offer(Version::v3_3, Bytes{0, 0, 0, 2});
  ASSERT_TRUE(offer && *offer);
  EXPECT_EQ((*offer)->types, std::vector<std::uint8_t>{security_vnc});
  EXPECT_FALSE(read_security_offer(Version::v3_3, Bytes{1, 0, 0, 2}));
}

TEST(VncTexts, HaveAnEnd) {
  EXPECT_FALSE(read_security_offer(Version::v3_8, Bytes{0, 0xff, 0xff, 0xff, 0xff}));
  EXPECT_FALSE(read_security_result(Version::v3_8, Bytes{0, 0, 0, 7}));
  Bytes desktop(20, 0);
  desktop.insert(desktop.end(), {0x7f, 0, 0, 0});
  EXPECT_FALSE(read_desktop(desktop));
}

TEST(VncResult, HasAReasonFromVersion38On) {
  const auto old = read_security_result(Version::v3_7, Bytes{0, 0, 0, 2});
  ASSERT_TRUE(old && *old);
  EXPECT_EQ((*old)->code, 2u);
  const auto success = read_security_result(Version::v3_8, Bytes{0, 0, 0, 0});
  ASSERT_TRUE(success && *success);
  EXPECT_EQ((*success)->code, 0u);
}

// Computed by an independent DES (openssl enc -des-ecb of the legacy provider) over the key with its bits turned round.
TEST(VncChallenge, IsAnsweredByDesWithTurnedBits) {
  const Bytes challenge = *from_hex("000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(to_hex(answer_challenge("password", challenge).value()), "b866924125c8eebb9debc1db61c538e2");
  EXPECT_EQ(to_hex(answer_challenge("", challenge).value()), "491e890de9ace932838a49792f2213f3");
  EXPECT_EQ(answer_challenge("passwordlonger", challenge).value(), answer_challenge("password", challenge).value());
  EXPECT_FALSE(answer_challenge("x", Bytes(15, 0)));
}

TEST(VncReason, SpeaksOfALock) {
  EXPECT_TRUE(speaks_of_a_lock("Too many security failures"));
  EXPECT_FALSE(speaks_of_a_lock("Authentication failure"));
}

}  // namespace
}  // namespace hoshi::protocols::vnc
