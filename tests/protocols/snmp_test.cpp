// Tests of the SNMP parsers and of the user-based security model against the values of RFC 3414, A.3.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/snmp/usm.h"

namespace hoshi::protocols::snmp {
namespace {

const Oid system_description{1, 3, 6, 1, 2, 1, 1, 1, 0};

Bytes hex(std::string_view text) { return *from_hex(text); }

CommunityMessage answer() {
  CommunityMessage message{Version::v2c, "public", question(PduType::response, 77, system_description)};
  message.pdu.bindings[0].tag = tag::octets;
  message.pdu.bindings[0].content = to_bytes("Linux hc-100");
  return message;
}

UsmMessage authenticated_question(const Bytes& engine) {
  UsmMessage message;
  message.message_id = 5;
  message.flags = flag_authenticated | flag_reportable;
  message.usm = {engine, 3, 1234, "operator", {}, {}};
  message.data = write_scoped({engine, "", question(PduType::get, 9, system_description)});
  return message;
}

TEST(Ber, WritesIntegersInTheFewestBytes) {
  EXPECT_EQ(to_hex(integer(0)), "020100");
  EXPECT_EQ(to_hex(integer(127)), "02017f");
  EXPECT_EQ(to_hex(integer(128)), "02020080");
  EXPECT_EQ(to_hex(integer(-1)), "0201ff");
  EXPECT_EQ(to_hex(integer(-129)), "0202ff7f");
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40, INT64_MIN, INT64_MAX}) {
    const Bytes written = integer(value);
    ByteReader reader(written);
    EXPECT_EQ(read_integer(reader, "number"), value);
  }
}

TEST(Ber, ReadsBackObjectIdentifiers) {
  for (const auto* text : {"1.3.6.1.2.1.1.1.0", "2.999.3", "0.39", "1.3.4294967295", "2.0"}) {
    const auto oid = oid_from(std::string_view(text));
    ASSERT_TRUE(oid) << text;
    const Bytes written = object_identifier(*oid);
    ByteReader reader(written);
    const auto read = oid_from(*read_tagged(reader, tag::oid, "oid"));
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(text_of(*read), text);
  }
}

TEST(Ber, RefusesObjectIdentifiersBeyondTheirBounds) {
  EXPECT_FALSE(oid_from(std::string_view("1")));
  EXPECT_FALSE(oid_from(std::string_view("1.40")));
  EXPECT_FALSE(oid_from(std::string_view("3.1")));
  EXPECT_FALSE(oid_from(std::string_view("1.3.4294967296")));
  EXPECT_FALSE(oid_from(std::string_view("1.3.x")));
  EXPECT_FALSE(oid_from(ByteView(Bytes{0x2b, 0x86})));
  EXPECT_FALSE(oid_from(ByteView(Bytes{0x2b, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F})));
  EXPECT_FALSE(oid_from(ByteView(Bytes(200, 1))));
}

TEST(Ber, RefusesWhatSnmpNeverUses) {
  for (const Bytes& bytes : {Bytes{0x30, 0x80, 0, 0}, Bytes{0x1F, 0x81, 0}, Bytes{0x04, 0x85, 0, 0, 0, 0, 1, 7},
                             Bytes{0x04, 0x84, 0xFF, 0xFF, 0xFF, 0xFF}}) {
    ByteReader reader(bytes);
    EXPECT_FALSE(read_element(reader, "element"));
    EXPECT_EQ(reader.position(), 0u);
  }
}

TEST(SnmpMessage, IsReadAsItWasWritten) {
  const auto read = read_community_message(write_message(answer()));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->version, Version::v2c);
  EXPECT_EQ(read->community, "public");
  EXPECT_EQ(read->pdu.request_id, 77);
  ASSERT_NE(read->pdu.value(), nullptr);
  EXPECT_EQ(to_text(read->pdu.value()->content), "Linux hc-100");
}

TEST(SnmpMessage, CutOffAnywhereIsAnError) {
  const Bytes community = write_message(answer());
  for (std::size_t length = 0; length < community.size(); ++length) {
    EXPECT_FALSE(read_community_message(ByteView(community).first(length))) << length;
  }
  const Bytes engine(5, 1);
  const Bytes usm = write_message(authenticated_question(engine));
  for (std::size_t length = 0; length < usm.size(); ++length) {
    EXPECT_FALSE(read_usm_message(ByteView(usm).first(length))) << length;
  }
}

TEST(SnmpMessage, AnAnswerWithoutAValueHasNone) {
  auto message = answer();
  message.pdu.bindings[0].tag = tag::no_such_object;
  EXPECT_EQ(message.pdu.value(), nullptr);
  message = answer();
  message.pdu.error_status = no_access;
  EXPECT_EQ(message.pdu.value(), nullptr);
}

TEST(SnmpMessage, ReportsSayWhyTheyCame) {
  const auto report = [](std::string_view oid) {
    return report_of(question(PduType::report, 1, *oid_from(oid)));
  };
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1.5.0"), UsmReport::wrong_digest);
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1.3.0"), UsmReport::unknown_user);
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1.4.0"), UsmReport::unknown_engine);
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1.2.0"), UsmReport::not_in_time_window);
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1.7.0"), std::nullopt);
  EXPECT_EQ(report("1.3.6.1.6.3.15.1.1"), std::nullopt);
  EXPECT_EQ(report_of(answer().pdu), std::nullopt);
}

TEST(Usm, MakesTheKeysOfRfc3414) {
  const Bytes engine = hex("000000000000000000000002");
  EXPECT_EQ(to_hex(*localized_key(Digest::md5, "maplesyrup", engine)), "526f5eed9fcce26f8964c2930787d82b");
  EXPECT_EQ(to_hex(*localized_key(Digest::sha1, "maplesyrup", engine)), "6695febc9288e36282235fc7151f128497b38f3f");
  EXPECT_FALSE(localized_key(Digest::sha1, "", engine));
}

TEST(Usm, KnowsAMessageByItsKeyAlone) {
  const Bytes engine = hex("80001f8880aabbccdd");
  for (const auto digest : {Digest::md5, Digest::sha1, Digest::sha256}) {
    const Bytes key = *localized_key(digest, "correct horse", engine);
    const Bytes other = *localized_key(digest, "wrong horse", engine);
    const auto written = write_authenticated(authenticated_question(engine), digest, key);
    ASSERT_TRUE(written);
    EXPECT_EQ(is_authentic(*written, digest, key), true);
    EXPECT_EQ(is_authentic(*written, digest, other), false);
    Bytes changed = *written;
    changed.back() ^= 1;
    EXPECT_EQ(is_authentic(changed, digest, key), false);
  }
}

TEST(Usm, DecryptsWhatItEncrypted) {
  const Bytes engine = hex("80001f8880aabbccdd");
  const Bytes key = *localized_key(Digest::sha1, "correct horse", engine);
  const UsmParameters usm{engine, 3, 1234, "operator", {}, hex("0102030405060708")};
  const Bytes plain = write_scoped({engine, "", question(PduType::get, 9, system_description)});
  for (const auto cipher : {Cipher::des, Cipher::aes128}) {
    const auto secret = encrypted(cipher, key, usm, plain);
    ASSERT_TRUE(secret);
    EXPECT_NE(*secret, plain);
    const auto back = decrypted(cipher, key, usm, *secret);
    ASSERT_TRUE(back);
    const auto scoped = read_scoped(*back);
    ASSERT_TRUE(scoped);
    EXPECT_EQ(scoped->pdu.request_id, 9);
  }
}

TEST(Usm, RefusesCipherTextOfAnotherShape) {
  const Bytes key(20, 1);
  EXPECT_FALSE(decrypted(Cipher::des, key, {{}, 1, 1, "", {}, Bytes(8)}, Bytes(9)));
  EXPECT_FALSE(decrypted(Cipher::aes128, key, {{}, 1, 1, "", {}, Bytes(7)}, Bytes(16)));
  EXPECT_FALSE(decrypted(Cipher::aes128, Bytes(8), {{}, 1, 1, "", {}, Bytes(8)}, Bytes(16)));
}

}  // namespace
}  // namespace hoshi::protocols::snmp
