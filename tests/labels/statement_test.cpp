// Statements: one form, at most 260 bytes signed, refused in every other form, and read alike by libcbor.
// SPDX-License-Identifier: Apache-2.0
#include "labels/statement.h"

#include <cbor.h>
#include <gtest/gtest.h>

#include <memory>

#include "labels/label_samples.h"
#include "transparency/tree.h"

namespace hoshi::labels {
namespace {

TEST(Statement, ComesBackAsItWasWritten) {
  const Statement statement = sample_statement();
  const auto bytes = write_statement(statement);
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto read = read_statement(*bytes);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, statement);
}

// The bytes are a contract with every label that was ever issued.
TEST(Statement, KeepsItsBytes) {
  EXPECT_EQ(to_hex(*write_statement(sample_statement())),
            "ac010102676a632d73746172036d4a43532d312d303030313233340401055820a0ace7b5dd8cb5306711bdd04c8005893da3"
            "698c7edcadbf0b5a83976fe299c706506e45386daeb0b86da1ac4c609001d1e90758206ccc6dd6a65bc6be13f3c52a798934"
            "7e6aa8e07b20fc833882019414d88650e0081950400919531a0a030b1a0001e2400c78196c6162656c2d6c6f672e6578616d"
            "706c652e6a702f32303236");
}

TEST(Statement, FitsIntoTheLabelWithTheLongestRealisticValues) {
  Statement statement = sample_statement();
  statement.number = "第JCS-3-2026-0012345号";  // 24 bytes
  statement.log_origin = "log.jc-star.ipa.go.jp/2026";
  statement.level = 4;
  statement.status_list = 255;
  statement.status_index = status_list_entries - 1;
  statement.valid_until = last_day;
  ASSERT_EQ(statement.scheme.size() + statement.number.size() + statement.log_origin.size(), 57u);
  const Bytes signed_bytes = SampleKey(1).sign_statement(statement);
  EXPECT_EQ(signed_bytes.size(), signed_bytes_max);
  EXPECT_EQ(SampleP256Key().sign_statement(statement).size(), signed_bytes_max);
  statement.log_origin += "x";
  const auto refused = write_statement(statement);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_input);
  EXPECT_NE(refused.error().message.find("1 bytes too long"), std::string::npos) << refused.error().message;
}

TEST(Statement, WhatDoesNotFitIsRefusedByName) {
  struct Case {
    const char* field;
    void (*spoil)(Statement&);
  };
  const Case cases[] = {{"schema_version", [](Statement& s) { s.schema_version = 2; }},
                        {"scheme", [](Statement& s) { s.scheme = "JC-STAR"; }},
                        {"scheme", [](Statement& s) { s.scheme = std::string(17, 'a'); }},
                        {"scheme", [](Statement& s) { s.scheme.clear(); }},
                        {"number", [](Statement& s) { s.number.clear(); }},
                        {"number", [](Statement& s) { s.number = " 1"; }},
                        {"number", [](Statement& s) { s.number = "1\n2"; }},
                        {"number", [](Statement& s) { s.number = "1\xe2\x80\xae" "2"; }},
                        {"number", [](Statement& s) { s.number = "1\xff"; }},
                        {"number", [](Statement& s) { s.number = std::string(33, '1'); }},
                        {"level", [](Statement& s) { s.level = 0; }},
                        {"level", [](Statement& s) { s.level = 10; }},
                        {"requirement_set", [](Statement& s) { s.requirement_set.pop_back(); }},
                        {"holder_digest", [](Statement& s) { s.holder_digest.push_back(0); }},
                        {"models_digest", [](Statement& s) { s.models_digest.clear(); }},
                        {"valid_from", [](Statement& s) { s.valid_from = {2026, 2, 30}; }},
                        {"valid_until", [](Statement& s) { s.valid_until = {2149, 6, 7}; }},
                        {"valid_until", [](Statement& s) { s.valid_until = {2026, 3, 31}; }},
                        {"status_index", [](Statement& s) { s.status_index = status_list_entries; }},
                        {"log_origin", [](Statement& s) { s.log_origin = "a b"; }},
                        {"log_origin", [](Statement& s) { s.log_origin = "a+b"; }},
                        {"log_origin", [](Statement& s) { s.log_origin.clear(); }}};
  for (const Case& one : cases) {
    Statement statement = sample_statement();
    one.spoil(statement);
    const auto refused = write_statement(statement);
    ASSERT_FALSE(refused.has_value()) << one.field;
    EXPECT_NE(refused.error().message.find(one.field), std::string::npos) << refused.error().message;
  }
}

TEST(S18Statement, CutAtEveryByteIsRefused) {
  const Bytes payload = *write_statement(sample_statement());
  const Bytes signed_bytes = SampleKey(1).sign_statement(sample_statement());
  for (std::size_t size = 0; size < payload.size(); ++size) EXPECT_FALSE(read_statement(ByteView(payload).first(size)).has_value());
  for (std::size_t size = 0; size < signed_bytes.size(); ++size) {
    EXPECT_FALSE(read_signed(ByteView(signed_bytes).first(size)).has_value()) << size;
  }
}

TEST(S18Statement, WhateverIsReadIsInTheOneForm) {
  const Bytes payload = *write_statement(sample_statement());
  std::size_t accepted = 0;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes altered = payload;
      altered[at] ^= static_cast<std::uint8_t>(1 << bit);
      const auto read = read_statement(altered);
      if (!read) continue;
      ++accepted;
      EXPECT_EQ(*write_statement(*read), altered) << at;
      EXPECT_NE(*read, sample_statement()) << at;
    }
  }
  EXPECT_GT(accepted, 80u * 8);  // the digests may be anything
}

TEST(S18Statement, TrailingBytesDoubledAndUnknownKeysAreRefused) {
  Bytes payload = *write_statement(sample_statement());
  payload.push_back(0);
  EXPECT_FALSE(read_statement(payload).has_value());
  payload.pop_back();
  for (const std::uint8_t key : {0x00, 0x01, 0x03, 0x0d, 0x20}) {
    Bytes other = payload;
    other[3] = key;  // where 2 (scheme) stands
    EXPECT_FALSE(read_statement(other).has_value());
  }
  Bytes more = payload;
  more[0] = 0xAD;
  more.insert(more.end(), {0x0D, 0x00});
  EXPECT_FALSE(read_statement(more).has_value());
  Bytes longer_head = payload;  // a map of twelve with its count in a byte of its own
  longer_head[0] = 12;
  longer_head.insert(longer_head.begin(), 0xB8);
  EXPECT_FALSE(read_statement(longer_head).has_value());
}

TEST(SignedStatement, HasNothingBesideWhatIsSigned) {
  const Bytes good = SampleKey(1).sign_statement(sample_statement());
  ASSERT_EQ(to_hex(ByteView(good).first(7)), "d2844da2012704");
  const auto with = [&good](std::size_t at, std::uint8_t byte) {
    Bytes bytes = good;
    bytes[at] = byte;
    return read_signed(bytes).has_value();
  };
  EXPECT_TRUE(with(5, 0x26));   // ES256
  EXPECT_FALSE(with(5, 0x28));  // algorithm -9
  EXPECT_FALSE(with(0, 0xD1));  // COSE_Mac0
  EXPECT_FALSE(with(1, 0x85));
  EXPECT_FALSE(with(3, 0xA1));
  EXPECT_FALSE(with(16, 0xA1));  // something unprotected
  Bytes behind = good;
  behind.push_back(0);
  EXPECT_FALSE(read_signed(behind).has_value());
  EXPECT_FALSE(read_signed(Bytes(signed_bytes_max + 1)).has_value());
}

TEST(SignedStatement, IsRefusedWhenItDoesNotFit) {
  SignedStatement envelope = SampleKey(1).sign_payload(Bytes(payload_bytes_max));
  EXPECT_EQ(write_signed(envelope)->size(), signed_bytes_max);
  envelope.payload.push_back(0);
  EXPECT_EQ(write_signed(envelope).error().code, ErrorCode::invalid_input);
  envelope.payload.clear();
  envelope.signature.pop_back();
  EXPECT_FALSE(write_signed(envelope).has_value());
}

TEST(SignedStatement, LibcborReadsTheSame) {
  const Bytes bytes = SampleKey(1).sign_statement(sample_statement());
  using Item = std::unique_ptr<cbor_item_t, void (*)(cbor_item_t*)>;
  const auto drop = [](cbor_item_t* one) { cbor_decref(&one); };
  cbor_load_result result;
  ASSERT_EQ(bytes[0], 0xC0 + 18);  // libcbor 0.8 refuses tags 6 to 20
  const Item array(cbor_load(bytes.data() + 1, bytes.size() - 1, &result), drop);
  ASSERT_TRUE(array && result.read == bytes.size() - 1 && cbor_isa_array(array.get()));
  ASSERT_EQ(cbor_array_size(array.get()), 4u);
  const Item payload(cbor_array_get(array.get(), 2), drop);
  const Item map(cbor_load(cbor_bytestring_handle(payload.get()), cbor_bytestring_length(payload.get()), &result), drop);
  ASSERT_TRUE(map && cbor_isa_map(map.get()));
  ASSERT_EQ(cbor_map_size(map.get()), 12u);
  const cbor_pair* pairs = cbor_map_handle(map.get());
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(cbor_get_int(pairs[i].key), i + 1);
  const unsigned char* text = cbor_string_handle(pairs[2].value);
  EXPECT_EQ(std::string(text, text + cbor_string_length(pairs[2].value)), sample_statement().number);
  EXPECT_EQ(cbor_get_int(pairs[7].value), 20544u);  // 2026-04-01
  EXPECT_EQ(cbor_get_int(pairs[10].value), sample_statement().status_index);
}

TEST(ModelsDigest, IsTheTreeOfTheSortedNames) {
  EXPECT_EQ(models_digest({"b", "a", "c"}), models_digest({"c", "b", "a"}));
  EXPECT_NE(models_digest({"a", "b"}), models_digest({"ab"}));
  EXPECT_NE(models_digest({"a", "b"}), models_digest({"a", "b", "c"}));
  const auto leaf = [](std::string_view name) { return transparency::leaf_hash(view_of(name)); };
  EXPECT_EQ(models_digest({"CAM-200", "CAM-100"}),
            transparency::bytes_of(transparency::node_hash(leaf("CAM-100"), leaf("CAM-200"))));
  EXPECT_EQ(models_digest({}), sha256({}));
}

}  // namespace
}  // namespace hoshi::labels
