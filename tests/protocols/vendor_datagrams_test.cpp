// Tests of the vendors' and industrial UDP questions: right answers are recognised, all others are not.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "protocols/vendor_answers.h"

namespace hoshi::protocols::datagrams {
namespace {

using testing::random_from;
using testing::vendor_answers;

const Entry& entry_named(std::string_view name) {
  for (const Entry& entry : all_entries()) {
    if (entry.name == name) return entry;
  }
  ADD_FAILURE() << "no entry " << name;
  return all_entries().front();
}

std::optional<Recognised> recognised(const std::string& name) {
  const Entry& entry = entry_named(name);
  const Bytes question = entry.question(random_from(3));
  return recognise(entry, question, vendor_answers().at(name)(question));
}

// Their protocols give an answer nothing of the question to repeat.
bool has_no_token(const std::string& name) {
  static const std::set<std::string> names{"knx_description", "knx_search", "dnp3",  "wiz",   "yeelight", "magic_home",
                                           "kasa",            "tapo",       "miio",  "dahua", "ubiquiti", "lantronix"};
  return names.contains(name);
}

}  // namespace

TEST(VendorDatagrams, RecogniseEveryCorrectAnswer) {
  for (const auto& [name, answer_to] : vendor_answers()) {
    const Entry& entry = entry_named(name);
    for (const int start : {0, 3, 131, 255}) {
      const Bytes question = entry.question(random_from(static_cast<std::uint8_t>(start)));
      const auto found = recognise(entry, question, answer_to(question));
      ASSERT_TRUE(found) << name << " " << to_hex(answer_to(question));
      EXPECT_EQ(found->protocol, entry.protocol) << name;
    }
  }
}

TEST(VendorDatagrams, RecogniseNoAnswerThatIsCut) {
  const std::set<std::string> open_ended{"magic_home", "coiot"};  // a text or payload to the end of the datagram
  for (const auto& [name, answer_to] : vendor_answers()) {
    const Entry& entry = entry_named(name);
    const Bytes question = entry.question(random_from(3));
    const Bytes answer = answer_to(question);
    for (std::size_t length = 0; length < answer.size(); ++length) {
      const auto found = recognise(entry, question, ByteView(answer).first(length));
      EXPECT_TRUE(!found || open_ended.contains(name)) << name << " cut to " << length << " of " << answer.size();
    }
  }
}

TEST(VendorDatagrams, RecogniseNoAnswerToAnotherQuestion) {
  for (const auto& [name, answer_to] : vendor_answers()) {
    if (has_no_token(name)) continue;
    const Entry& entry = entry_named(name);
    EXPECT_FALSE(recognise(entry, entry.question(random_from(3)), answer_to(entry.question(random_from(90))))) << name;
  }
}

TEST(VendorDatagrams, RecogniseNoOtherProtocol) {
  auto answers = testing::correct_answers();
  for (const auto& [name, answer_to] : vendor_answers()) answers[name] = answer_to;
  for (const auto& [name, answer_to] : answers) {
    const Entry& answering = entry_named(name);
    const Bytes answer = answer_to(answering.question(random_from(3)));
    for (const Entry& asking : all_entries()) {
      if (asking.protocol == answering.protocol || asking.name == "qotd") continue;  // any text is a quote
      EXPECT_FALSE(recognise(asking, asking.question(random_from(3)), answer)) << asking.name << " takes " << name;
    }
  }
}

// Each byte of a head decides: turning one over must not crash, and where it is checked, no yes remains.
TEST(VendorDatagrams, SurviveEveryChangedByte) {
  for (const auto& [name, answer_to] : vendor_answers()) {
    const Entry& entry = entry_named(name);
    const Bytes question = entry.question(random_from(3));
    std::size_t refused = 0;
    for (std::size_t at = 0; at < answer_to(question).size(); ++at) {
      Bytes changed = answer_to(question);
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ 0xFF);
      if (!recognise(entry, question, changed)) ++refused;
    }
    EXPECT_GE(refused, 3u) << name;
  }
}

TEST(VendorDatagrams, NameProductsAndVersions) {
  EXPECT_EQ(recognised("bacnet")->product, "Thermos");
  EXPECT_EQ(recognised("knx_description")->product, "KNX IP Router");
  EXPECT_EQ(recognised("modbus_udp")->product, "Acme PX1");
  EXPECT_EQ(recognised("modbus_udp")->version, "v2.1");
  EXPECT_EQ(recognised("enip")->product, "PLC");
  EXPECT_EQ(recognised("enip")->version, "11.20");
  EXPECT_EQ(recognised("fins")->product, "CJ2M-CPU33");
  EXPECT_EQ(recognised("fins")->version, "02.01");
  EXPECT_EQ(recognised("profinet")->banner, "IO device");
  EXPECT_EQ(recognised("dnp3")->banner, "link status of outstation 10");
  EXPECT_EQ(recognised("lifx")->banner, "maker 1 product 27");
  EXPECT_EQ(recognised("wiz")->version, "1.25.0");
  EXPECT_EQ(recognised("kasa")->product, "HS100(EU)");
  EXPECT_EQ(recognised("tapo")->product, "P100(EU)");
  EXPECT_EQ(recognised("coiot")->product, "SHSW-1");
  EXPECT_EQ(recognised("sadp")->product, "DS-2CD2032");
  EXPECT_EQ(recognised("dahua")->version, "2.8");
  EXPECT_EQ(recognised("gvcp")->product, "Acme Cam5");
  EXPECT_EQ(recognised("visca")->version, "0201");
  EXPECT_EQ(recognised("ubiquiti")->product, "NanoStatio");
  EXPECT_EQ(recognised("lantronix")->banner, "firmware type X5");
  EXPECT_EQ(recognised("bjnp")->product, "MG5300");
}

TEST(VendorDatagrams, TakeRefusalsForTheProtocolTheyAre) {
  const Entry& bacnet = entry_named("bacnet");
  const Bytes asked = bacnet.question(random_from(3));
  const Bytes error = testing::Answer().hex("810a" "000d" "0100" "50").add(testing::cut(asked, 8, 1)).hex("0c" "91029120");
  EXPECT_TRUE(recognise(bacnet, asked, error));
  const Entry& modbus = entry_named("modbus_udp");
  const Bytes question = modbus.question(random_from(3));
  const Bytes exception = testing::Answer().add(testing::cut(question, 0, 2)).hex("0000" "0003" "ff" "ab" "01");
  EXPECT_EQ(recognise(modbus, question, exception)->banner, "exception 1");
}

TEST(VendorDatagrams, NeverShowTheTokenOfMiio) {
  const auto found = recognised("miio");
  EXPECT_EQ(found->banner, "hands out its token");
  const Entry& miio = entry_named("miio");
  const Bytes kept = testing::hex("21310020" "00000000" "00112233" "00000e10" "ffffffffffffffffffffffffffffffff");
  EXPECT_EQ(recognise(miio, miio.question(random_from(3)), kept)->banner, "keeps its token");
}

TEST(VendorDatagrams, AskDnp3WithRightChecks) {
  const Entry& dnp3 = entry_named("dnp3");
  const std::string question = to_hex(dnp3.question(random_from(3)));
  EXPECT_EQ(question.substr(0, 16), "056405c9fcff0100");
  EXPECT_EQ(question.size(), 5u * 20);
  EXPECT_TRUE(recognise(dnp3, {}, testing::hex("0564050b01000a00" "6ded")));
  EXPECT_FALSE(recognise(dnp3, {}, testing::hex("0564050b01000a00" "6dee")));
}

}  // namespace hoshi::protocols::datagrams
