// Tests of CoAP messages, block options and the link format.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/coap/links.h"
#include "protocols/coap/message.h"

namespace hoshi::protocols::coap {
namespace {

Message answer() {
  Message message = request(code::content, "/sensors/temp?unit=c");
  message.type = Type::acknowledgement;
  message.id = 0x7d34;
  message.token = {1, 2, 3, 4};
  message.options.push_back({option::content_format, {40}});
  message.options.push_back({2048, Bytes(300, 7)});
  message.payload = to_bytes("22.3 C");
  return message;
}

TEST(CoapMessage, IsWrittenAsInTheExampleOfRfc7252) {
  // RFC 7252, appendix A, figure 16: GET coap://server/temperature.
  Message message = request(code::get, "/temperature");
  message.id = 0x7d34;
  EXPECT_EQ(to_hex(write_message(message)), "40017d34bb" + to_hex(to_bytes("temperature")));
}

TEST(CoapMessage, IsReadAsItWasWritten) {
  const auto read = read_message(write_message(answer()));
  ASSERT_TRUE(read);
  EXPECT_EQ(code_text(read->code), "2.05");
  EXPECT_EQ(read->token, (Bytes{1, 2, 3, 4}));
  ASSERT_EQ(read->options.size(), 5u);
  EXPECT_EQ(to_text(read->options[0].value), "sensors");
  EXPECT_EQ(read->options[1].number, option::uri_path);
  ASSERT_NE(read->find(option::uri_query), nullptr);
  EXPECT_EQ(to_text(read->find(option::uri_query)->value), "unit=c");
  ASSERT_NE(read->find(2048), nullptr);
  EXPECT_EQ(read->find(2048)->value.size(), 300u);
  EXPECT_EQ(to_text(read->payload), "22.3 C");
}

TEST(CoapMessage, CutOffAnywhereNeverReadsPastTheEnd) {
  const Bytes whole = write_message(answer());
  const std::size_t payload_bytes = answer().payload.size();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto read = read_message(ByteView(whole).first(length));
    // Between two options and within the payload the rest is a message of its own.
    if (read) {
      EXPECT_LT(read->options.size() + read->payload.size(), 5 + payload_bytes) << length;
    }
    if (length < 8) {
      EXPECT_FALSE(read) << length;
    }
  }
}

TEST(CoapMessage, RefusesWhatTheRfcForbids) {
  EXPECT_FALSE(read_message(*from_hex("80010001")));      // version 2
  EXPECT_FALSE(read_message(*from_hex("49010001")));      // a token of nine bytes
  EXPECT_FALSE(read_message(*from_hex("40010001ff")));    // a marker and nothing behind it
  EXPECT_FALSE(read_message(*from_hex("40010001f1")));    // the reserved nibble
  EXPECT_FALSE(read_message(*from_hex("4000000100")));    // an empty message with an option
  EXPECT_FALSE(read_message(*from_hex("40010001e0ffff"))); // an option number beyond 16 bits
  Bytes many = *from_hex("40010001");
  many.insert(many.end(), 100, 0x10);
  EXPECT_FALSE(read_message(many));
}

TEST(CoapMessage, RequestsDecodePercentSigns) {
  const auto message = request(code::get, "/a%2Fb/c%zz?d%3de");
  ASSERT_EQ(message.options.size(), 3u);
  EXPECT_EQ(to_text(message.options[0].value), "a/b");
  EXPECT_EQ(to_text(message.options[1].value), "c%zz");
  EXPECT_EQ(to_text(message.options[2].value), "d=e");
  EXPECT_TRUE(request(code::get, "/").options.empty());
}

TEST(CoapBlock, IsReadAsItWasWritten) {
  for (const Block block : {Block{0, false, 6}, Block{1, true, 2}, Block{5000, true, 6}, Block{0, false, 0}}) {
    const auto read = read_block(write_block(block));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->number, block.number);
    EXPECT_EQ(read->more, block.more);
    EXPECT_EQ(read->bytes(), block.bytes());
  }
  EXPECT_FALSE(read_block(Bytes{7}));
  EXPECT_FALSE(read_block(Bytes(4)));
}

TEST(CoapLinks, AreReadAsInTheExamplesOfRfc6690) {
  const auto links = read_links("</sensors>;ct=40;title=\"Sensor \\\"Index\\\", all\",</t>;rel=\"alternate\";obs,<coap://x/y>");
  ASSERT_TRUE(links);
  ASSERT_EQ(links->size(), 3u);
  EXPECT_EQ((*links)[0].target, "/sensors");
  EXPECT_EQ((*links)[0].parameter("ct"), "40");
  EXPECT_EQ((*links)[0].parameter("title"), "Sensor \"Index\", all");
  EXPECT_EQ((*links)[1].parameters[1].name, "obs");
  EXPECT_EQ((*links)[2].target, "coap://x/y");
  EXPECT_TRUE(read_links("")->empty());
}

TEST(CoapLinks, CutOffAnywhereNeitherCrashesNorInvents) {
  const std::string whole = "</sensors>;ct=40;title=\"a, \\\"b\\\"\",</t>;obs";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto links = read_links(std::string_view(whole).substr(0, length));
    if (links) {
      EXPECT_LE(links->size(), 2u);
    }
    if (length >= 24 && length < 33) {
      EXPECT_FALSE(links) << length;
    }
  }
}

TEST(CoapLinks, RefuseWhatIsNoList) {
  for (const auto* text : {"sensors", "</a", "</a>,", "</a>;", "</a>;=1", "</a> </b>", "</a>;title=\"x", "<a>;b=\"\\"}) {
    EXPECT_FALSE(read_links(text)) << text;
  }
  std::string many;
  for (std::size_t i = 0; i <= links_max; ++i) many += many.empty() ? "</a>" : ",</a>";
  EXPECT_FALSE(read_links(many));
}

}  // namespace
}  // namespace hoshi::protocols::coap
