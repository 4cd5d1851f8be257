// Tests of the parsers of SMB, NTLM, SIP, IPP, WebSocket, Redis, MySQL, PostgreSQL, Modbus and ADB, whole and cut off.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/adb/packet.h"
#include "protocols/bare/databases.h"
#include "protocols/bare/redis.h"
#include "protocols/ipp/message.h"
#include "protocols/modbus/frame.h"
#include "protocols/sip/message.h"
#include "protocols/smb/md4.h"
#include "protocols/smb/ntlm.h"
#include "protocols/smb/session.h"
#include "protocols/websocket/frame.h"

namespace hoshi::protocols {
namespace {

using namespace std::string_literals;

Bytes hex(std::string_view digits) { return *from_hex(digits); }

// No part of a whole answer is taken for one: either more is asked for, or it is refused.
template <class Parser>
void expect_no_part_is_whole(ByteView whole, const Parser& parse) {
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto part = parse(whole.first(length));
    EXPECT_TRUE(!part || !*part) << "cut at " << length;
  }
  const auto all = parse(whole);
  EXPECT_TRUE(all && *all);
}

Bytes smb_answer(std::uint16_t command, std::uint32_t status, ByteView body) {
  Bytes message = smb::write_message({command, 0, 1, 0, 7}, body);
  message[4 + 16] = 1;  // an answer
  for (std::size_t i = 0; i < 4; ++i) message[4 + 8 + i] = static_cast<std::uint8_t>(status >> (8 * i));
  return message;
}

TEST(Md4, GivesTheValuesOfItsRfc) {
  EXPECT_EQ(to_hex(smb::md4({})), "31d6cfe0d16ae931b73c59d7e0c089c0");
  EXPECT_EQ(to_hex(smb::md4(to_bytes("abc"))), "a448017aaf21d8525fc10ae87aa6729d");
  EXPECT_EQ(to_hex(smb::md4(to_bytes("12345678901234567890123456789012345678901234567890123456789012345678901234567890"))),
            "e33b4ddc9c38f2199c3e7b164fcc0536");
}

TEST(Ntlm, MakesTheKeyOfTheExampleInItsSpecification) {
  // MS-NLMP, 4.2.4.1.1.
  EXPECT_EQ(to_hex(smb::ntlmv2_key("User", "Password", "Domain")), "0c868a403bfd7a93a3001ef22ef02e3f");
}

TEST(Ntlm, ReadsAChallengeInItsWrappingAndAnswersIt) {
  const Bytes info = hex("01000a0043004f004d0031003200" "0700080001020304050607080000" "0000");
  const Bytes message = [&] {
    Bytes all = to_bytes("NTLMSSP\0"s);
    for (const auto& part : {hex("0200000000000000380000000500000001020304" "05060708" "0000000000000000"),
                             Bytes{static_cast<std::uint8_t>(info.size()), 0, static_cast<std::uint8_t>(info.size()), 0},
                             hex("30000000"), info}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  Bytes wrapped = hex("a181803081");
  wrapped.insert(wrapped.end(), message.begin(), message.end());
  const auto challenge = smb::read_ntlm_challenge(wrapped);
  ASSERT_TRUE(challenge) << challenge.error().message;
  EXPECT_EQ(to_hex(challenge->challenge), "0102030405060708");
  EXPECT_EQ(challenge->name, "COM12");
  const auto answer = to_text(smb::ntlm_authenticate(*challenge, {"user", "secret"}, Bytes(8, 9)));
  EXPECT_NE(answer.find("u\0s\0e\0r\0"s), std::string::npos);
  EXPECT_NE(answer.find(to_text(info)), std::string::npos);
  EXPECT_EQ(answer.find("secret"), std::string::npos);
  for (std::size_t length = 0; length < wrapped.size(); ++length) {
    EXPECT_FALSE(smb::read_ntlm_challenge(ByteView(wrapped).first(length))) << length;
  }
}

TEST(Smb, NegotiatesAndTellsSigning) {
  ByteWriter body;
  body.append(hex("4100" "0300" "1103" "0000"));
  body.append(Bytes(56, 0));
  const Bytes answer = smb_answer(smb::command_negotiate, 0, body.bytes());
  const auto message = smb::read_message(answer);
  ASSERT_TRUE(message && *message);
  const auto negotiated = smb::negotiated_in(**message);
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(smb::dialect_name(negotiated->dialect), "3.1.1");
  EXPECT_TRUE(negotiated->signing_required);
  expect_no_part_is_whole(answer, smb::read_message);
  EXPECT_FALSE(smb::read_message(smb::negotiate_request(Bytes(32, 1)))) << "a request is no answer";
}

TEST(Smb, TellsGuestsFromAccounts) {
  const Bytes guest = smb_answer(smb::command_session_setup, 0, hex("0900" "0100" "4800" "0000"));
  const auto answer = smb::session_answer_in(**smb::read_message(guest));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_guest);
  EXPECT_EQ(answer->session, 7u);
  const Bytes locked = smb_answer(smb::command_session_setup, 0xc0000234, hex("0900" "0000" "0000" "0000"));
  EXPECT_EQ(smb::meaning_of(smb::session_answer_in(**smb::read_message(locked))->status), smb::StatusMeaning::locked);
  const Bytes hostile = smb_answer(smb::command_session_setup, 0, hex("0900" "0000" "ffff" "ffff"));
  EXPECT_FALSE(smb::session_answer_in(**smb::read_message(hostile))) << "a blob outside the message";
}

TEST(Smb, KnowsWhetherTheOldDialectIsTaken) {
  const Bytes taken = hex("00000025" "ff534d4272" + std::string(54, '0') + "11" + "0000" + "0000");
  EXPECT_TRUE(smb::accepts_smb1(taken)->value());
  const Bytes refused = hex("00000025" "ff534d4272" + std::string(54, '0') + "01" + "ffff" + "0000");
  EXPECT_FALSE(smb::accepts_smb1(refused)->value());
  expect_no_part_is_whole(taken, smb::accepts_smb1);
}

TEST(Sip, ReadsResponsesWithTheirShortNamesAndBodies) {
  const Bytes answer = to_bytes(
      "SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"pbx\", nonce=\"n1\", qop=\"auth\"\r\nl: 3\r\n"
      "Server: kamailio (5.6.3 (x86_64/linux))\r\n\r\nabc");
  const auto response = sip::read_response(answer);
  ASSERT_TRUE(response && *response);
  EXPECT_EQ((*response)->status, 401);
  EXPECT_EQ((*response)->size, answer.size());
  EXPECT_EQ((*response)->software(), "kamailio (5.6.3 (x86_64/linux))");
  EXPECT_EQ(sip::challenges_of(**response).at(0).parameter("nonce"), "n1");
  expect_no_part_is_whole(answer, sip::read_response);
  EXPECT_FALSE(sip::read_response(to_bytes("SIP/2.0 xx\r\n\r\n")));
  EXPECT_FALSE(sip::read_response(to_bytes("SIP/2.0 \r\n\r\n"))) << "a status line without a status";
  EXPECT_FALSE(sip::read_response(to_bytes("SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")));
}

TEST(Sip, WritesNothingThatWouldSplitTheMessage) {
  sip::Request request;
  request.host = "device";
  request.number = "1";
  ASSERT_TRUE(sip::write_request(request));
  request.account = "a\r\nX: y";
  EXPECT_EQ(sip::write_request(request).error().code, ErrorCode::invalid_input);
  request.account = "";
  request.headers = {{"Contact", "a\r\nb"}};
  EXPECT_EQ(sip::write_request(request).error().code, ErrorCode::invalid_input);
}

TEST(Ipp, ReadsAttributesAndCountsJobs) {
  ByteWriter writer;
  writer.append(hex("0101" "0000" "00004853" "01" "47"));
  writer.vector16(to_bytes("attributes-charset"));
  writer.vector16(to_bytes("utf-8"));
  writer.append(hex("04" "41"));
  writer.vector16(to_bytes("printer-make-and-model"));
  writer.vector16(to_bytes("ACME Laser"));
  writer.append(hex("02" "21"));
  writer.vector16(to_bytes("job-id"));
  writer.vector16(hex("00000001"));
  writer.u8(3);
  const auto answer = ipp::read_answer(writer.bytes());
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is_successful());
  EXPECT_EQ(answer->value_of("printer-make-and-model"), "ACME Laser");
  EXPECT_EQ(answer->jobs, 1u);
  for (std::size_t length = 0; length < writer.bytes().size(); ++length) {
    EXPECT_FALSE(ipp::read_answer(ByteView(writer.bytes()).first(length))) << length;
  }
  const auto echo = ipp::read_answer(ipp::write_request({ipp::get_jobs, "ipp://d/", {}}));
  EXPECT_TRUE(!echo || !echo->is_successful()) << "an echo of the request";
  EXPECT_FALSE(ipp::read_answer(hex("0101" "0000" "00000001" "03"))) << "the answer to another question";
}

TEST(WebSocket, KnowsTheRightAnswerToAKey) {
  // RFC 6455, 1.3.
  EXPECT_EQ(websocket::accept_of("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const Bytes answer = to_bytes("HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  const auto parse = [](ByteView bytes) { return websocket::read_upgrade(bytes, "dGhlIHNhbXBsZSBub25jZQ=="); };
  expect_no_part_is_whole(answer, parse);
  EXPECT_TRUE((*parse(answer))->is_open);
  EXPECT_FALSE((*websocket::read_upgrade(answer, "other"))->is_open);
  EXPECT_FALSE(websocket::write_upgrade("/a b", "host", "key"));
}

TEST(WebSocket, ReadsFramesOfServersOnly) {
  const Bytes frame = to_bytes("\x81\x05hello"s);
  expect_no_part_is_whole(frame, websocket::read_frame);
  EXPECT_EQ(to_text((*websocket::read_frame(frame))->payload), "hello");
  EXPECT_FALSE(websocket::read_frame(websocket::write_text("hello", Bytes(4, 1)))) << "masked";
  EXPECT_FALSE(websocket::read_frame(to_bytes("\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"s)));
}

TEST(WebSocket, FindsAddressesInPages) {
  const auto paths = websocket::paths_in(
      "<script>a = new WebSocket('/live?x=1'); b = \"wss://cam.local:8080/ws/status\"; c = new WebSocket(url)</script>");
  EXPECT_EQ(paths, (std::vector<std::string>{"/ws/status", "/live?x=1"}));
}

TEST(Redis, ReadsReplies) {
  EXPECT_EQ((*bare::read_redis_reply(to_bytes("$5\r\nhello\r\n")))->text, "hello");
  EXPECT_EQ((*bare::read_redis_reply(to_bytes("$-1\r\n")))->text, "");
  EXPECT_TRUE((*bare::read_redis_reply(to_bytes("-NOAUTH x\r\n")))->is_error);
  EXPECT_EQ((*bare::read_redis_reply(to_bytes("*3\r\n")))->count, 3u);
  expect_no_part_is_whole(to_bytes("$5\r\nhello\r\n"), bare::read_redis_reply);
  EXPECT_FALSE(bare::read_redis_reply(to_bytes("$99999999\r\n")));
  EXPECT_FALSE(bare::read_redis_reply(to_bytes("HTTP")));
}

TEST(Databases, SayWhetherOneGetsInWithoutAPassword) {
  const Bytes ok = hex("07000002" "00000002000000");
  expect_no_part_is_whole(ok, bare::read_mysql_packet);
  EXPECT_FALSE(bare::read_mysql_packet(hex("0000010a")));
  const auto greeting = bare::read_mysql_packet(hex("0200000a" "0a00"));
  ASSERT_TRUE(greeting && *greeting);
  EXPECT_TRUE(bare::mysql_login_without_password(**greeting, "root"));
  const auto shut = bare::read_mysql_packet(hex("03000000" "ff6a04"));
  EXPECT_EQ(bare::mysql_login_without_password(**shut, "root").error().code, ErrorCode::unavailable);
  using bare::DatabaseAnswer;
  EXPECT_EQ(bare::read_postgresql_answer(hex("520000000800000000"))->value(), DatabaseAnswer::in);
  EXPECT_EQ(bare::read_postgresql_answer(hex("52000000080000000a"))->value(), DatabaseAnswer::asks_password);
  EXPECT_EQ(bare::read_postgresql_answer(hex("450000000c53464154"))->value(), DatabaseAnswer::refused);
  EXPECT_FALSE(bare::read_postgresql_answer(to_bytes("HTTP/1.1 400")));
}

TEST(Modbus, ReadsFramesAndPlaces) {
  const Bytes frame = hex("00010000000501030200ff");
  expect_no_part_is_whole(frame, modbus::read_frame);
  EXPECT_EQ(*modbus::registers_in(**modbus::read_frame(frame)), std::vector<std::uint16_t>{255});
  EXPECT_FALSE(modbus::registers_in(**modbus::read_frame(hex("0001000000050103030001"))));
  EXPECT_FALSE(modbus::read_frame(hex("0001000100050103")));
  EXPECT_FALSE(modbus::read_frame(hex("00010000ffff0103")));
  EXPECT_EQ(modbus::place_from("input/7")->function, modbus::read_input_registers);
  EXPECT_EQ(modbus::place_from("40")->address, 40);
  EXPECT_FALSE(modbus::place_from("holding/70000"));
  EXPECT_FALSE(modbus::place_from("flash/1"));
}

TEST(Adb, ReadsTheBanner) {
  const std::string banner = "device::ro.product.name=x;ro.product.model=Cam 1;features=a"s;
  Bytes packet = to_bytes("CNXN"s + std::string(8, '\0') + std::string(1, static_cast<char>(banner.size())) +
                          std::string(7, '\0') + "\xbc\xb1\xa7\xb1" + banner);
  expect_no_part_is_whole(packet, adb::read_packet);
  const auto read = adb::read_packet(packet);
  EXPECT_EQ(adb::banner_in(**read).model, "Cam 1");
  EXPECT_EQ(adb::banner_in(**read).state, "device");
  packet[20] = 0;
  EXPECT_FALSE(adb::read_packet(packet)) << "a wrong magic";
}

}  // namespace
}  // namespace hoshi::protocols
