// Tests of DNS messages and DNS-SD: names that point back, forward and in circles, and every cut.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/dns/message.h"
#include "protocols/dns/service_discovery.h"

namespace hoshi::protocols::dns {
namespace {

Bytes label(std::string_view text) {
  ByteWriter writer;
  writer.vector8(to_bytes(text));
  return std::move(writer).bytes();
}

// An mDNS answer of a lamp: PTR of the type (byte 12), then SRV and TXT of the instance by pointers.
Bytes lamp_answer() {
  ByteWriter writer;
  writer.append(*from_hex("000084000000000100000003"));
  for (const auto* part : {"_hap", "_tcp", "local"}) writer.append(label(part));  // at 12, 17, 22
  writer.append(*from_hex("00" "000c" "0001" "00000078" "000a"));
  writer.append(label("My.Lamp"));  // at 39
  writer.append(*from_hex("c00c"));
  writer.append(*from_hex("c027" "0021" "8001" "00000078" "000d" "0000" "0000" "1f90"));
  writer.append(label("lamp"));
  writer.append(*from_hex("c016"));
  writer.append(*from_hex("c027" "0010" "8001" "00000078" "000c" "076d643d4c2d3132" "03464c47"));
  writer.append(label("lamp"));
  writer.append(*from_hex("c016" "0001" "8001" "00000078" "0004" "0a000001"));
  return std::move(writer).bytes();
}

Message lamp() {
  auto message = parse(lamp_answer());
  EXPECT_TRUE(message.has_value()) << (message ? "" : message.error().message);
  return message ? *message : Message{};
}

}  // namespace

TEST(DnsMessage, FollowsNamesBackwards) {
  const Message message = lamp();
  ASSERT_EQ(message.answers.size(), 1u);
  EXPECT_EQ(message.answers[0].target.text(), "My\\.Lamp._hap._tcp.local");
  ASSERT_EQ(message.additionals.size(), 3u);
  EXPECT_EQ(message.additionals[0].target.text(), "lamp.local");
  EXPECT_EQ(message.additionals[0].port, 8080);
  EXPECT_EQ(message.additionals[0].class_code, 1);
  EXPECT_EQ(message.additionals[1].texts, (std::vector<std::string>{"md=L-12", "FLG"}));
}

TEST(DnsMessage, IsNothingWhenCutAnywhere) {
  const Bytes whole = lamp_answer();
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(parse(ByteView(whole).first(length))) << length;
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(parse(longer));
}

TEST(DnsMessage, RefusesNamesThatPointForwardOrAtThemselves) {
  const std::string head = "000084000001000000000000";
  EXPECT_FALSE(parse(*from_hex(head + "c00c" "000c" "0001")));
  EXPECT_FALSE(parse(*from_hex(head + "c00e" "00" "000c" "0001")));
  EXPECT_FALSE(parse(*from_hex(head + "0161" "c00c" "000c" "0001")));  // a.a.a.…
  EXPECT_FALSE(parse(*from_hex(head + "8161" "00" "000c" "0001")));
}

TEST(DnsMessage, RefusesNamesThatGrowBeyond255Bytes) {
  ByteWriter writer;
  writer.append(*from_hex("000084000001000000000000"));
  for (int i = 0; i < 4; ++i) writer.append(label(std::string(63, 'a')));
  writer.append(*from_hex("00" "000c" "0001"));
  EXPECT_FALSE(parse(writer.bytes()));
}

TEST(DnsMessage, RefusesCountsThatNoDeviceHas) {
  EXPECT_FALSE(parse(*from_hex("00008400" "ffff" "ffff" "ffff" "ffff")));
}

TEST(DnsMessage, RefusesAddressesOfAnotherSize) {
  EXPECT_FALSE(parse(*from_hex("000084000000000100000000" "0161" "00" "0001" "0001" "00000000" "0003" "0a0000")));
}

TEST(DnsQuestion, IsWrittenAndReadBack) {
  const Question question{*name_from("lamp.local."), 16, 1, true};
  const Bytes bytes = encode_query(0x1234, question, Recursion::wanted);
  EXPECT_EQ(to_hex(bytes), "1234" "0100" "0001" "0000" "0000" "0000" "046c616d70" "056c6f63616c" "00" "0010" "8001");
  const auto message = parse(bytes);
  ASSERT_TRUE(message);
  EXPECT_FALSE(message->is_response);
  EXPECT_TRUE(message->questions.at(0).unicast_wanted);
  EXPECT_TRUE(message->questions.at(0).name.same_as(*name_from("LAMP.Local")));
}

TEST(DnsQuestion, IsAnsweredOnlyByAResponseWithItsNumberAndItself) {
  const Question question{*name_from("lamp.local"), 1, 1, false};
  Message answer;
  answer.is_response = true;
  answer.id = 7;
  answer.questions = {question};
  EXPECT_TRUE(answers_question(answer, 7, question));
  EXPECT_FALSE(answers_question(answer, 8, question));
  EXPECT_FALSE(answers_question(answer, 7, {*name_from("lamb.local"), 1, 1, false}));
  EXPECT_FALSE(answers_question(answer, 7, {*name_from("lamp.local"), 28, 1, false}));
  answer.is_response = false;
  EXPECT_FALSE(answers_question(answer, 7, question));
}

TEST(DnsName, IsRefusedWithEmptyOrLongLabels) {
  EXPECT_FALSE(name_from("a..b"));
  EXPECT_FALSE(name_from(std::string(64, 'a')));
  EXPECT_FALSE(name_from(std::string(300, '.')));
  EXPECT_EQ(name_from("")->text(), ".");
}

TEST(DnsName, ShowsNoControlCharacters) {
  EXPECT_EQ((Name{{"a\n\\b", "local"}}).text(), "a\\010\\\\b.local");
}

TEST(DnsServices, CollectWhatADeviceSaysOfItself) {
  Services services;
  EXPECT_TRUE(services.add(lamp()));
  EXPECT_TRUE(services.add(lamp()));
  ASSERT_EQ(services.types().size(), 1u);
  EXPECT_EQ(services.types()[0].text(), "_hap._tcp.local");
  ASSERT_EQ(services.instances().size(), 1u);
  EXPECT_EQ(services.instances()[0].label(), "My.Lamp");
  EXPECT_EQ(services.instances()[0].text.at("md"), "L-12");
  EXPECT_EQ(services.instances()[0].text.at("flg"), "");
  EXPECT_EQ(services.instances()[0].port, 8080);
  ASSERT_EQ(services.hosts().size(), 1u);
  EXPECT_EQ(services.hosts()[0].text(), "lamp.local");
}

TEST(DnsServices, ReadTheEnumerationOfTypes) {
  Message message;
  message.is_response = true;
  Record record;
  record.name = service_types_question().name;
  record.type = 12;
  record.target = *name_from("_http._tcp.local");
  message.answers = {record};
  Services services;
  EXPECT_TRUE(services.add(message));
  EXPECT_EQ(services.types().size(), 1u);
  message.answers[0].target = *name_from("www.example.com");
  EXPECT_FALSE(services.add(message));
  EXPECT_EQ(services.types().size(), 1u);
}

TEST(DnsServices, TellNothingFromQueriesErrorsAndOtherDomains) {
  Services services;
  Message query = lamp();
  query.is_response = false;
  EXPECT_FALSE(services.add(query));
  Message error = lamp();
  error.code = 3;
  EXPECT_FALSE(services.add(error));
  Message elsewhere = lamp();
  for (auto& record : elsewhere.answers) record.name.labels.back() = "com";
  for (auto& record : elsewhere.additionals) record.name.labels.back() = "com";
  EXPECT_FALSE(services.add(elsewhere));
  EXPECT_TRUE(services.types().empty());
  EXPECT_TRUE(services.hosts().empty());
}

TEST(DnsServices, KeepNoMoreThanTheirLimit) {
  Services services;
  for (int i = 0; i < 200; ++i) {
    Message message;
    message.is_response = true;
    Record record;
    record.name = *name_from("_http._tcp.local");
    record.type = 12;
    record.target = *name_from("n" + std::to_string(i) + "._http._tcp.local");
    message.answers = {record};
    services.add(message);
  }
  EXPECT_EQ(services.instances().size(), service_limit);
}

}  // namespace hoshi::protocols::dns
