// Tests of the MQTT packets of both versions, with every answer cut at every byte.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/mqtt/packets.h"

namespace hoshi::protocols::mqtt {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

Packet packet_of(std::string_view text) {
  PacketReader reader;
  EXPECT_TRUE(reader.feed(hex(text)).has_value());
  auto packet = reader.next();
  EXPECT_TRUE(packet.has_value() && packet->has_value());
  return packet.has_value() && packet->has_value() ? **packet : Packet{};
}

TEST(MqttConnect, WritesThe311FormWithUserAndPassword) {
  Connect connect;
  connect.client_id = "h";
  connect.user = "u";
  connect.password = "pw";
  EXPECT_EQ(to_hex(encode(connect)), "1014" "00044d515454" "04" "c2" "001e" "000168" "000175" "00027077");
}

TEST(MqttConnect, WritesThe5FormAnonymous) {
  Connect connect;
  connect.version = Version::v5;
  EXPECT_EQ(to_hex(encode(connect)), "100d" "00044d515454" "05" "02" "001e" "00" "0000");
}

TEST(MqttConnect, LeavesThePasswordOutWithoutAUser) {
  Connect connect;
  connect.password = "pw";
  EXPECT_EQ(encode(connect), encode(Connect{}));
}

TEST(MqttRequests, HaveTheirFixedForms) {
  EXPECT_EQ(to_hex(encode_subscribe(Version::v3_1_1, 1, {"#"})), "8206" "0001" "000123" "00");
  EXPECT_EQ(to_hex(encode_subscribe(Version::v5, 1, {"#"})), "8207" "0001" "00" "000123" "00");
  EXPECT_EQ(to_hex(encode_publish(Version::v3_1_1, "t", to_bytes("x"))), "3004" "000174" "78");
  EXPECT_EQ(to_hex(encode_ping()), "c000");
  EXPECT_EQ(to_hex(encode_disconnect(Version::v5)), "e000");
}

TEST(MqttRequests, WriteLongLengthsInTwoBytes) {
  const Bytes packet = encode_publish(Version::v3_1_1, std::string(200, 't'), {});
  EXPECT_EQ(to_hex(ByteView(packet).first(3)), "30ca01");
}

TEST(MqttConnectAnswer, GivesTheCode) {
  EXPECT_EQ(parse_connect_answer(Version::v3_1_1, packet_of("20020005"))->code, 5);
  const auto answer = parse_connect_answer(Version::v5, packet_of("200800870" "51f00026e6f"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->code, 0x87);
  EXPECT_EQ(answer->reason, "no");
}

TEST(MqttConnectAnswer, OfAnOldBrokerToANewClientIsRead) {
  EXPECT_EQ(parse_connect_answer(Version::v5, packet_of("20020001"))->code, 1);
}

TEST(MqttConnectAnswer, IsCorruptWithUnknownPropertiesOrBytesBehind) {
  EXPECT_FALSE(parse_connect_answer(Version::v5, packet_of("2005000002ff00")).has_value());
  EXPECT_FALSE(parse_connect_answer(Version::v3_1_1, packet_of("2003000500")).has_value());
  EXPECT_FALSE(parse_connect_answer(Version::v3_1_1, packet_of("d000")).has_value());
}

TEST(MqttPublish, GivesTopicPayloadAndFlags) {
  const auto message = parse_publish(Version::v3_1_1, packet_of("33080001740009646174"));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->topic, "t");
  EXPECT_EQ(to_text(message->payload), "dat");
  EXPECT_TRUE(message->retained);
  EXPECT_EQ(message->quality, 1);
  EXPECT_FALSE(parse_publish(Version::v3_1_1, packet_of("3603000174")).has_value());
}

TEST(MqttSubscribeAnswer, GivesOneCodeATopic) {
  const auto answer = parse_subscribe_answer(Version::v5, packet_of("9005" "0001" "00" "0087"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->codes, (std::vector<std::uint8_t>{0, 0x87}));
}

TEST(MqttReader, RefusesHostileLengths) {
  PacketReader five_digits;
  EXPECT_FALSE(five_digits.feed(hex("30ffffffff01")).has_value());
  PacketReader too_long;
  EXPECT_FALSE(too_long.feed(hex("30ffffff7f")).has_value());
  PacketReader small(16);
  EXPECT_FALSE(small.feed(hex("3011")).has_value());
}

TEST(MqttReader, CutsPacketsHoweverTheyCome) {
  const Bytes all = hex("20020000" "3004000174" "78" "d000");
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    PacketReader reader;
    std::vector<std::uint8_t> types;
    for (const ByteView part : {ByteView(all).first(cut), ByteView(all).subspan(cut)}) {
      ASSERT_TRUE(reader.feed(part).has_value());
      for (auto packet = reader.next(); packet && *packet; packet = reader.next()) types.push_back((*packet)->type);
    }
    EXPECT_EQ(types, (std::vector<std::uint8_t>{2, 3, 13})) << cut;
  }
}

TEST(MqttAnswers, CutAtEveryByteAreErrorsOrLess) {
  const std::string_view answers[] = {"0087051f00026e6f", "000174000502260001610001626161", "0001051f00026e6f00"};
  for (const auto text : answers) {
    const Bytes all = hex(text);
    for (std::size_t cut = 0; cut < all.size(); ++cut) {
      Packet packet{2, 0, Bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut))};
      const auto connect = parse_connect_answer(Version::v5, packet);
      EXPECT_TRUE(!connect.has_value() || cut >= 2) << cut;
      packet.type = 9;
      const auto subscribe = parse_subscribe_answer(Version::v5, packet);
      EXPECT_TRUE(!subscribe.has_value() || cut >= 3) << cut;
      packet.type = 3;
      const auto publish = parse_publish(Version::v5, packet);
      EXPECT_TRUE(!publish.has_value() || publish->payload.size() <= cut) << cut;
    }
  }
}

TEST(MqttCodes, TellRefusalFromLockAndLoad) {
  EXPECT_EQ(meaning_of(Version::v3_1_1, 0), ConnectMeaning::accepted);
  EXPECT_EQ(meaning_of(Version::v3_1_1, 4), ConnectMeaning::not_authorised);
  EXPECT_EQ(meaning_of(Version::v3_1_1, 1), ConnectMeaning::other_version_needed);
  EXPECT_EQ(meaning_of(Version::v5, 0x86), ConnectMeaning::not_authorised);
  EXPECT_EQ(meaning_of(Version::v5, 0x8A), ConnectMeaning::locked);
  EXPECT_EQ(meaning_of(Version::v5, 0x9F), ConnectMeaning::busy);
  EXPECT_EQ(meaning_of(Version::v5, 0x80), ConnectMeaning::other);
}

}  // namespace
}  // namespace hoshi::protocols::mqtt
