// Tests of the hellos of services and of the answers known by them: whole, cut off anywhere, and of others.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/bare/mongo.h"
#include "protocols/services/fingerprints.h"
#include "protocols/services/hellos.h"

namespace hoshi::protocols::services {
namespace {

using namespace std::string_literals;

struct Answer {
  std::string hello;
  std::string bytes;
  std::string protocol;
  std::string product;
  std::string version;
};

std::string hex(std::string_view digits) { return to_text(*from_hex(digits)); }

const std::vector<Answer>& answers() {
  static const std::vector<Answer> all{
      {"modbus", hex("485300000016012b0e018100000300") + "\x03"s + "ABC" + hex("0101") + "P" + hex("0204") + "v1.2",
       "modbus", "ABC P", "v1.2"},
      {"modbus", hex("48530000000301ab01"), "modbus", "", ""},
      {"s7comm", hex("0300000b06d0485300010003000007" "02f080320300"), "s7comm", "", ""},
      {"ethernet_ip",
       hex("63003b00000000000000000000000000000000000000000001000c003500010000") +
           std::string(15, '\0') + hex("01000e0036001405300001020304") + "\x05" "1756-" + "\x03",
       "ethernet_ip", "1756-", "20.5"},
      {"dnp3", hex("05640" "50b01000a001d52"), "", "", ""},  // a wrong sum
      {"iec104", hex("680483000000"), "iec104", "", ""},
      {"opcua", "ACKF" + hex("1c000000") + std::string(20, '\0'), "opcua", "", ""},
      {"redis", "$50\r\n# Server\r\nredis_version:7.0.15\r\nredis_git_sha1:0000000\r\n", "redis", "Redis", "7.0.15"},
      {"redis", "-NOAUTH Authentication required.\r\n", "redis", "Redis", ""},
      {"memcached", "VERSION 1.6.18\r\n", "memcached", "memcached", "1.6.18"},
      {"memcached", "VERSION \r\nh", "memcached", "memcached", ""},  // found by the fuzzer
      {"postgresql", "N", "postgresql", "PostgreSQL", ""},
      {"amqp",
       hex("0100000000002c000a000a0009") + hex("0000001f") + hex("07") + "productS" + hex("00000008") + "RabbitMQ" +
           std::string(20, 'x'),
       "amqp", "RabbitMQ", ""},
      {"amqp", "AMQP" + hex("00000901"), "amqp", "", ""},
      {"dns",
       hex("0037" "485384000001000100000000" "0776657273696f6e0462696e640000100003" "c00c00100003000000000" "00d0c") +
           "dnsmasq-2.90",
       "dns", "dnsmasq", "2.90"},
      {"dns", hex("000c" "485380050000000000000000"), "dns", "", ""},
      {"portmap", hex("80000018" "48534849" "00000001" "00000000" "00000000" "00000000" "00000000"), "portmap", "", ""},
      {"nfs", hex("80000018" "48534849" "00000001" "00000000" "00000000" "00000000" "00000001"), "rpc", "", ""},
      {"x11", hex("000c0b0000000300") + "No protocol\n", "x11", "", ""},
      {"x11", hex("01000b0000000a00") + std::string(16, '\1') + hex("0500") + std::string(14, '\1') + "X.Org", "x11",
       "", ""},
      {"socks", hex("05ff"), "socks", "", ""},
      {"adb", "AUTH" + hex("010000000000000000000000" "00000000" "beaaabb7"), "adb", "", ""},
      {"nut", "Network UPS Tools upsd 2.8.0 - https://www.networkupstools.org/\n", "nut", "NUT upsd", "2.8.0"},
      {"rdp", hex("030000130ed000001234000209080002000000"), "rdp", "", ""},
      {"sip", "SIP/2.0 200 OK\r\nUser-Agent: baresip v1.0.0\r\n\r\n", "sip", "baresip", "1.0.0"},
  };
  return all;
}

std::optional<Recognised> understood(const Hello& hello, std::string_view bytes) {
  const Bytes received = to_bytes(bytes);
  auto found = hello.answer != nullptr ? hello.answer(received) : std::nullopt;
  return found ? found : recognise(received);
}

const Fingerprints& patterns() {
  static const auto all = [] {
    const auto entry = [](const char* protocol, const char* in, const char* pattern, const char* product) {
      return object({{"protocol", protocol}, {"in", in}, {"pattern", pattern}, {"product", product}});
    };
    return Fingerprints::create(object({{"fingerprint",
                                         ValueList{entry("dns", "banner", "^dnsmasq-([0-9.]+)", "dnsmasq"),
                                                   entry("nut", "banner", "upsd ([0-9.]+)", "NUT upsd"),
                                                   entry("sip", "detail", "baresip v([0-9.]+)", "baresip")}}}));
  }();
  return *all;
}

}  // namespace

TEST(ServiceAnswers, AreKnownByTheQuestionThatWasAsked) {
  for (const auto& answer : answers()) {
    const auto* hello = find_hello(answer.hello);
    ASSERT_NE(hello, nullptr) << answer.hello;
    const auto found = understood(*hello, answer.bytes);
    EXPECT_EQ(found ? found->protocol : "", answer.protocol) << answer.hello << " " << to_hex(to_bytes(answer.bytes));
    const auto product = found ? patterns().match(*found) : Product{};
    EXPECT_EQ(product.name, answer.product) << answer.hello;
    EXPECT_EQ(product.version, answer.version) << answer.hello;
  }
}

TEST(ServiceAnswers, AreNothingElseWhenCutOffAnywhere) {
  for (const auto& answer : answers()) {
    const auto* hello = find_hello(answer.hello);
    for (std::size_t length = 0; length < answer.bytes.size(); ++length) {
      const auto found = understood(*hello, answer.bytes.substr(0, length));
      EXPECT_TRUE(!found || found->protocol == answer.protocol) << answer.hello << " cut at " << length;
    }
  }
}

TEST(ServiceAnswers, AreNotFoundInTheAnswersOfOthers) {
  for (const auto& hello : hellos()) {
    for (const std::string& bytes : {"hello\r\n"s, "ERROR\r\n"s, hex("eeeeeeeeeeeeeeeeeeeeeeee"), std::string(64, '\0')}) {
      const auto found = understood(hello, bytes);
      EXPECT_FALSE(found) << hello.name << " takes " << to_hex(to_bytes(bytes)) << " for " << found->protocol;
    }
  }
}

TEST(ServiceHellos, AreThereOnceEachAndSaySomething) {
  for (const auto& hello : hellos()) {
    EXPECT_FALSE(hello.first().empty()) << hello.name;
    EXPECT_EQ(find_hello(hello.name), &hello);
  }
  EXPECT_EQ(find_hello("gopher"), nullptr);
}

TEST(MongoAnswer, GivesVersionDatabasesAndRefusals) {
  const auto text = [](const std::string& key, const std::string& value) {
    return "\x02" + key + "\0"s + std::string(1, static_cast<char>(value.size() + 1)) + "\0\0\0"s + value + "\0"s;
  };
  const auto document = [](const std::string& elements) {
    return std::string(1, static_cast<char>(elements.size() + 5)) + "\0\0\0"s + elements + "\0"s;
  };
  const auto message = [](const std::string& body) {
    return std::string(1, static_cast<char>(body.size() + 21)) + "\0\0\0"s + hex("02000000" "01000000" "dd070000" "00000000") +
           "\0"s + body;
  };
  const std::string ok = "\x01ok\0\0\0\0\0\0\0\xf0\x3f"s;
  const auto built = bare::read_mongo_answer(to_bytes(message(document(text("version", "6.0.1") + ok))));
  ASSERT_TRUE(built && *built);
  EXPECT_EQ((*built)->version, "6.0.1");
  EXPECT_TRUE((*built)->ok);
  const std::string list = "\x04" "databases\0"s + document("\x03" "0\0"s + document(text("name", "admin")));
  const std::string whole = message(document(list + ok));
  const auto listed = bare::read_mongo_answer(to_bytes(whole));
  ASSERT_TRUE(listed && *listed);
  EXPECT_EQ((*listed)->databases, std::vector<std::string>{"admin"});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto part = bare::read_mongo_answer(to_bytes(whole.substr(0, length)));
    EXPECT_TRUE(!part || !*part) << length;
  }
  const auto refused = bare::read_mongo_answer(to_bytes(message(document("\x10" "code\0\x0d\0\0\0"s))));
  ASSERT_TRUE(refused && *refused);
  EXPECT_EQ((*refused)->code, 13);
  std::string deep = document("");
  for (int i = 0; i < 9; ++i) deep = document("\x03" "a\0"s + deep);
  EXPECT_EQ(bare::read_mongo_answer(to_bytes(message(deep))).error().code, ErrorCode::corrupt);
}

}  // namespace hoshi::protocols::services
