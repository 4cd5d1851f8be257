// The public verifier: right keys, windows and contexts only (S5, S11), and signatures as strict as the vectors ask.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/value.h"
#include "labels/cbor.h"
#include "labels/label_samples.h"

namespace hoshi::labels {
namespace {

const std::string vectors = std::string(HOSHI_SOURCE_FOLDER) + "/../shared/data/vectors/";

TEST(Verifier, AcceptsBothAlgorithms) {
  const SampleKey ed25519(1);
  const SampleP256Key p256;
  const std::vector<LabelKey> keys{ed25519.public_key(), p256.public_key()};
  for (const Bytes& bytes : {ed25519.sign_statement(sample_statement()), p256.sign_statement(sample_statement())}) {
    const auto statement = verify_statement(bytes, keys);
    ASSERT_TRUE(statement.has_value()) << statement.error().message;
    EXPECT_EQ(*statement, sample_statement());
  }
}

TEST(Verifier, RefusesEveryAlteredBit) {
  const SampleKey key(1);
  const Bytes good = key.sign_statement(sample_statement());
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes altered = good;
      altered[at] ^= static_cast<std::uint8_t>(1 << bit);
      EXPECT_FALSE(verify_statement(altered, {key.public_key()}).has_value()) << at;
    }
  }
}

TEST(Verifier, RefusesOtherKeysAndKeysUnderAFalseName) {
  const SampleKey key(1);
  const SampleKey other(2);
  const Bytes bytes = key.sign_statement(sample_statement());
  EXPECT_EQ(verify_statement(bytes, {}).error().code, ErrorCode::forbidden);
  EXPECT_EQ(verify_statement(bytes, {other.public_key()}).error().code, ErrorCode::forbidden);
  LabelKey impostor = other.public_key();
  impostor.id = key.public_key().id;
  const Bytes payload = *write_statement(sample_statement());
  const Bytes forged = *write_signed({Algorithm::ed25519, impostor.id, payload,
                                      other.sign(to_be_signed(Algorithm::ed25519, impostor.id, payload))});
  EXPECT_EQ(verify_statement(forged, {impostor}).error().code, ErrorCode::forbidden);
}

TEST(S5CrossContext, ASignatureMadeForAnotherPurposeIsNoLabel) {
  const SampleKey key(1);
  const Bytes payload = *write_statement(sample_statement());
  const Bytes& id = key.public_key().id;
  const auto accepted = [&](ByteView message) {
    const Bytes bytes = *write_signed({Algorithm::ed25519, id, payload, key.sign(message)});
    return verify_statement(bytes, {key.public_key()}).has_value();
  };
  const auto structure = [&](std::string_view context, ByteView external) {
    const Bytes right = to_be_signed(Algorithm::ed25519, id, payload);
    ByteReader reader(right);
    constexpr std::size_t before_header = 1 + 1 + 10;
    (void)reader.take(before_header + 1, "head");
    const ByteView header = *reader.take(13, "protected header");
    CborWriter writer;
    writer.array(4);
    writer.text(context);
    writer.bytes(header);
    writer.bytes(external);
    writer.bytes(payload);
    return std::move(writer).take();
  };
  EXPECT_TRUE(accepted(to_be_signed(Algorithm::ed25519, id, payload)));
  EXPECT_TRUE(accepted(structure("Signature1", view_of(statement_context))));
  EXPECT_FALSE(accepted(structure("Signature1", {})));
  EXPECT_FALSE(accepted(structure("Signature1", view_of("hoshi label statement v2"))));
  EXPECT_FALSE(accepted(structure("Signature", view_of(statement_context))));
  EXPECT_FALSE(accepted(structure("CounterSignature", view_of(statement_context))));
  EXPECT_FALSE(accepted(payload));
  EXPECT_FALSE(accepted(to_be_signed(Algorithm::es256, id, payload)));
  EXPECT_FALSE(accepted(to_be_signed(Algorithm::ed25519, Bytes(8), payload)));
}

TEST(S5CrossContext, AStatementIsWorthNothingForAnotherLabelLevelSchemeOrLog) {
  const SampleKey key(1);
  const Bytes signature = read_signed(key.sign_statement(sample_statement()))->signature;
  void (*const changes[])(Statement&) = {[](Statement& s) { s.number = "JCS-1-0001235"; },
                                         [](Statement& s) { s.level = 2; },
                                         [](Statement& s) { s.scheme = "other"; },
                                         [](Statement& s) { s.log_origin = "label-log.example.jp/2027"; },
                                         [](Statement& s) { s.status_index += 1; },
                                         [](Statement& s) { s.valid_until = {2099, 3, 31}; }};
  for (const auto& change : changes) {
    Statement other = sample_statement();
    change(other);
    const Bytes bytes = *write_signed({Algorithm::ed25519, key.public_key().id, *write_statement(other), signature});
    EXPECT_EQ(verify_statement(bytes, {key.public_key()}).error().code, ErrorCode::forbidden);
  }
}

TEST(S11Rotation, OldLabelsHoldWithinTheirKeysWindowAndNewKeysCannotReachBack) {
  const SampleKey old_key(1);
  const SampleKey new_key(2);
  const std::vector<LabelKey> keys{old_key.valid({2025, 4, 1}, {2026, 6, 30}), new_key.valid({2026, 6, 1}, {2028, 6, 30})};
  Statement statement = sample_statement();  // from 2026-04-01, until 2028-03-31: longer than its key signs
  EXPECT_TRUE(verify_statement(old_key.sign_statement(statement), keys).has_value());
  statement.valid_from = {2026, 7, 1};  // a retired key that is used again
  EXPECT_EQ(verify_statement(old_key.sign_statement(statement), keys).error().code, ErrorCode::forbidden);
  EXPECT_TRUE(verify_statement(new_key.sign_statement(statement), keys).has_value());
  statement.valid_from = {2024, 4, 1};
  statement.valid_until = {2026, 3, 31};  // over before the new key began
  EXPECT_EQ(verify_statement(new_key.sign_statement(statement), keys).error().code, ErrorCode::forbidden);
  // Emergency: the key is taken out, and with it everything it signed.
  EXPECT_FALSE(verify_statement(old_key.sign_statement(sample_statement()), {keys[1]}).has_value());
}

Result<Value> vector_file(const char* name) {
  const auto text = read_file(vectors + name);
  if (!text) return tl::unexpected<Error>(text.error());
  return parse_json(*text);
}

void check_wycheproof(const char* name, Algorithm algorithm, const char* key_member, std::size_t least) {
  const auto file = vector_file(name);
  if (!file) GTEST_SKIP() << "the vectors are only in ../shared/data";
  std::size_t checked = 0;
  for (const Value& group : (*file)["testGroups"].as_list()) {
    const Bytes key = *from_hex(group["publicKey"][key_member].as_text());
    for (const Value& test : group["tests"].as_list()) {
      const bool accepted = is_signature(algorithm, key, *from_hex(test["msg"].as_text()), *from_hex(test["sig"].as_text()));
      EXPECT_EQ(accepted, test["result"].as_text() == "valid") << test["tcId"].as_integer() << " " << test["comment"].as_text();
      ++checked;
    }
  }
  EXPECT_GE(checked, least);
}

TEST(Signature, PassesWycheproofForEd25519) { check_wycheproof("wycheproof-ed25519.json", Algorithm::ed25519, "pk", 150); }

TEST(Signature, PassesWycheproofForEs256) {
  check_wycheproof("wycheproof-ecdsa-p256-sha256-p1363.json", Algorithm::es256, "uncompressed", 250);
}

// Accepted is what every strict verifier accepts: canonical keys and points, none of small order, no residue of small order.
TEST(Signature, IsAsStrictAsTheCctvVectorsAllow) {
  const auto file = vector_file("cctv-ed25519.json");
  if (!file) GTEST_SKIP() << "the vectors are only in ../shared/data";
  ASSERT_GT(file->as_list().size(), 900u);
  for (const Value& vector : file->as_list()) {
    bool expected = true;
    for (const Value& flag : vector["flags"].as_list()) {
      expected = expected && (flag.as_text() == "low_order_component_A" || flag.as_text() == "low_order_component_R");
    }
    const bool accepted = is_signature(Algorithm::ed25519, *from_hex(vector["key"].as_text()), to_bytes(vector["msg"].as_text()),
                                       *from_hex(vector["sig"].as_text()));
    EXPECT_EQ(accepted, expected) << vector["number"].as_integer();
  }
}

TEST(Signature, KeysMustLieOnTheirCurve) {
  EXPECT_TRUE(is_key(Algorithm::ed25519, SampleKey(1).public_key().key));
  EXPECT_FALSE(is_key(Algorithm::ed25519, Bytes(32)));
  EXPECT_FALSE(is_key(Algorithm::ed25519, Bytes(31, 1)));
  Bytes p256 = SampleP256Key().public_key().key;
  EXPECT_TRUE(is_key(Algorithm::es256, p256));
  p256.back() ^= 1;
  EXPECT_FALSE(is_key(Algorithm::es256, p256));
  EXPECT_FALSE(is_key(Algorithm::es256, Bytes(65)));
  EXPECT_FALSE(is_signature(Algorithm::es256, p256, {}, Bytes(64, 1)));
  EXPECT_FALSE(is_signature(Algorithm::ed25519, SampleKey(1).public_key().key, {}, Bytes(63)));
}

}  // namespace
}  // namespace hoshi::labels
