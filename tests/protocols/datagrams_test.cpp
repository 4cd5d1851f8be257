// Tests of the table of UDP questions: right answers are recognised, all others are not.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "protocols/datagram_answers.h"

namespace hoshi::protocols::datagrams {
namespace {

using testing::correct_answers;
using testing::random_from;

const Entry& entry_named(std::string_view name) {
  for (const Entry& entry : all_entries()) {
    if (entry.name == name) return entry;
  }
  ADD_FAILURE() << "no entry " << name;
  return all_entries().front();
}

Bytes question_of(const Entry& entry, std::uint8_t start = 3) { return entry.question(random_from(start)); }

Recognised recognised(std::string_view name) {
  const Entry& entry = entry_named(name);
  const Bytes question = question_of(entry);
  return recognise(entry, question, correct_answers().at(std::string(name))(question)).value_or(Recognised{});
}

// Any text is a quote of the day (RFC 865): told from other texts by its port alone.
bool says_yes_to_any_text(const Entry& entry) { return entry.name == "qotd"; }

bool is_text(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte < 0x7F && (byte >= 0x20 || byte == '\r' || byte == '\n'); });
}

// Their protocols give an answer nothing of the question to repeat.
bool has_no_token(std::string_view name) {
  static const std::set<std::string_view> names{"tftp", "ssdp", "coaps", "daytime", "qotd", "chargen", "mssql_browser", "xdmcp"};
  return names.contains(name);
}

}  // namespace

TEST(Datagrams, HaveUniqueNamesAndQuestions) {
  std::set<std::string_view> names;
  for (const Entry& entry : all_entries()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_FALSE(entry.protocol.empty() || entry.ports.empty()) << entry.name;
    EXPECT_FALSE(question_of(entry).empty()) << entry.name;
    EXPECT_EQ(question_of(entry), question_of(entry)) << entry.name;
    EXPECT_LE(question_of(entry).size(), 1400u) << entry.name << " would be cut into fragments";
  }
}

TEST(Datagrams, RecogniseEveryCorrectAnswer) {
  for (const auto& [name, answer_to] : correct_answers()) {
    const Entry& entry = entry_named(name);
    for (const int start : {0, 3, 131, 255}) {
      const Bytes question = question_of(entry, static_cast<std::uint8_t>(start));
      const auto found = recognise(entry, question, answer_to(question));
      ASSERT_TRUE(found) << name;
      EXPECT_EQ(found->protocol, entry.protocol) << name;
      EXPECT_LE(found->banner.size(), 200u) << name;
    }
  }
}

TEST(Datagrams, RecogniseNothingThatComesBackAsItWas) {
  for (const Entry& entry : all_entries()) {
    const Bytes question = question_of(entry);
    EXPECT_EQ(recognise(entry, question, question).has_value(), entry.name == "echo") << entry.name;
  }
}

TEST(Datagrams, RecogniseNoAnswerToAnotherQuestion) {
  for (const auto& [name, answer_to] : correct_answers()) {
    if (has_no_token(name)) continue;
    const Entry& entry = entry_named(name);
    EXPECT_FALSE(recognise(entry, question_of(entry, 3), answer_to(question_of(entry, 90)))) << name;
  }
}

TEST(Datagrams, RecogniseNoOtherProtocol) {
  for (const auto& [name, answer_to] : correct_answers()) {
    const Entry& answering = entry_named(name);
    const Bytes answer = answer_to(question_of(answering));
    for (const Entry& asking : all_entries()) {
      if (asking.protocol == answering.protocol || (says_yes_to_any_text(asking) && is_text(answer))) continue;
      EXPECT_FALSE(recognise(asking, question_of(asking), answer)) << asking.name << " takes " << name;
    }
  }
}

// A cut text or list may still be a right answer, that of a cut field never is.
TEST(Datagrams, RecogniseNoAnswerThatIsCut) {
  const std::set<std::string_view> open_ended{"ntp", "qotd", "chargen", "daytime", "coap", "coap_group", "quic", "ssdp", "sip"};
  for (const auto& [name, answer_to] : correct_answers()) {
    const Entry& entry = entry_named(name);
    const Bytes question = question_of(entry);
    const Bytes answer = answer_to(question);
    for (std::size_t length = 0; length < answer.size(); ++length) {
      const auto found = recognise(entry, question, ByteView(answer).first(length));
      EXPECT_TRUE(!found || open_ended.contains(name)) << name << " cut to " << length;
    }
  }
}

TEST(Datagrams, RecogniseNoGarbage) {
  const std::vector<Bytes> garbage{Bytes(1, 0), Bytes(12, 0), Bytes(48, 0xFF), Bytes(1500, 'A'), Bytes(60, 0x80), Bytes(8192, 0),
                                   to_bytes("\r\n\r\n"), to_bytes("HTTP/1.1 400 Bad Request\r\n\r\n")};
  for (const Entry& entry : all_entries()) {
    for (const Bytes& bytes : garbage) {
      if (says_yes_to_any_text(entry) && is_text(bytes)) continue;
      EXPECT_FALSE(recognise(entry, question_of(entry), bytes)) << entry.name << " takes " << to_hex(bytes).substr(0, 20);
    }
  }
}

TEST(Datagrams, NameProductsWhereTheAnswerDoes) {
  EXPECT_EQ(recognised("dns_version").banner, "dnsmasq-2.90");
  EXPECT_EQ(recognised("ntp_variables").product, "ntpd");
  EXPECT_EQ(recognised("ntp_variables").version, "4.2.8p15");
  EXPECT_EQ(recognised("snmp_v2c").banner, "Linux camera 5.10");
  EXPECT_EQ(recognised("snmp_v3").product, "Net-SNMP");
  EXPECT_EQ(recognised("netbios").banner, "NAS WORKGROUP");
  EXPECT_EQ(recognised("ssdp").product, "MiniDLNA");
  EXPECT_EQ(recognised("ws_discovery").product, "HC-100");
  EXPECT_EQ(recognised("sip").product, "kamailio (5.6.3)");
  EXPECT_EQ(recognised("stun").banner, "coturn");
  EXPECT_EQ(recognised("quic").banner, "versions 00000001 6b3343cf");
  EXPECT_EQ(recognised("l2tp").product, "xelero");
  EXPECT_EQ(recognised("portmap").banner, "programs 100000");
  EXPECT_EQ(recognised("memcached").version, "1.6.18");
  EXPECT_EQ(recognised("mssql_browser").version, "15.0.2000.5");
  EXPECT_EQ(recognised("mdns").banner, "_http._tcp.local");
}

TEST(Datagrams, KnowTheQuestionsOfADeclaredProtocol) {
  EXPECT_EQ(entries_for("snmp").size(), 3u);
  EXPECT_EQ(entries_for("coaps").size(), 1u);
  EXPECT_TRUE(entries_for("syslog").empty());
}

TEST(Datagrams, ShowTextsThatAreBounded) {
  EXPECT_EQ(shown(" a\x01 b \r\n"), "a\\x01 b");
  EXPECT_LE(shown(std::string(5000, 'x')).size(), 200u);
  EXPECT_LE(shown(std::string(5000, '\xff'), 60).size(), 60u);
}

TEST(Datagrams, AcceptTheResetOfCoap) {
  const Entry& entry = entry_named("coap");
  const Bytes question = question_of(entry);
  const Bytes reset{0x70, 0, question[2], question[3]};
  EXPECT_TRUE(recognise(entry, question, reset));
  EXPECT_FALSE(recognise(entry, question, Bytes{0x70, 0, question[2], static_cast<std::uint8_t>(question[3] + 1)}));
}

TEST(Datagrams, AcceptABareRefusalOfDns) {
  const Entry& entry = entry_named("dns");
  const Bytes question = question_of(entry);
  const auto with_code = [&](std::string_view flags) {
    return Bytes(testing::Answer().add(testing::cut(question, 0, 2)).hex(flags).hex("0000000000000000"));
  };
  EXPECT_TRUE(recognise(entry, question, with_code("8105")));
  EXPECT_FALSE(recognise(entry, question, with_code("8100")));
  EXPECT_FALSE(recognise(entry, question, with_code("0105")));
}

}  // namespace hoshi::protocols::datagrams
