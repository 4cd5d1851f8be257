// Assessors' keys: what is made can be unlocked by its passphrase alone, and signatures hold for their bytes alone.
// SPDX-License-Identifier: Apache-2.0
#include "signing/key.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "signing/box.h"

namespace hoshi::signing {
namespace {

const std::string shared_vectors = std::string(HOSHI_SOURCE_FOLDER) + "/../shared/data/vectors/wycheproof-ed25519.json";

TEST(KeyPair, SignsWhatItsPublicHalfAccepts) {
  const KeyPair key = KeyPair::generate("assessor");
  const Bytes message = to_bytes("sixteen criteria");
  Bytes signature = key.sign(message);
  EXPECT_TRUE(is_signed_by(key.public_key(), message, signature));
  EXPECT_FALSE(is_signed_by(key.public_key(), to_bytes("fifteen criteria"), signature));
  signature[0] ^= 1;
  EXPECT_FALSE(is_signed_by(key.public_key(), message, signature));
}

TEST(KeyPair, OpensWithItsPassphraseAlone) {
  const KeyPair key = KeyPair::generate("assessor");
  const std::string file = *key.locked(Secret(std::string_view("correct horse")));
  EXPECT_EQ(KeyPair::unlock(file, Secret(std::string_view("wrong"))).error().code, ErrorCode::forbidden);
  const auto opened = KeyPair::unlock(file, Secret(std::string_view("correct horse")));
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->public_key().id(), key.public_key().id());
  EXPECT_EQ(opened->sign(to_bytes("x")), key.sign(to_bytes("x")));
}

TEST(KeyPair, RefusesAFileWhosePublicHalfWasSwapped) {
  const KeyPair key = KeyPair::generate("assessor");
  const KeyPair other = KeyPair::generate("other");
  Value file = *parse_json(*key.locked(Secret(std::string_view("p"))));
  file.set("public", to_base64(other.public_key().bytes));
  EXPECT_EQ(KeyPair::unlock(to_json(file), Secret(std::string_view("p"))).error().code, ErrorCode::corrupt);
}

TEST(KeyPair, DoesNotComputeWhatAStrangersFileAsksFor) {
  const KeyPair key = KeyPair::generate("assessor");
  Value file = *parse_json(*key.locked(Secret(std::string_view("p"))));
  Value kdf = file["kdf"];
  kdf.set("memory_bytes", std::int64_t{1} << 40);
  file.set("kdf", kdf);
  EXPECT_EQ(KeyPair::unlock(to_json(file), Secret(std::string_view("p"))).error().code, ErrorCode::corrupt);
}

TEST(PublicKey, SurvivesItsFileAndNothingElseDoes) {
  const KeyPair key = KeyPair::generate("研究所 A");
  const auto read = public_key_from(to_file(key.public_key()));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->bytes, key.public_key().bytes);
  EXPECT_EQ(read->name, "研究所 A");
  Value file = *parse_json(to_file(key.public_key()));
  file.set("id", "0000000000000000");
  EXPECT_FALSE(public_key_from(to_json(file)).has_value());
}

TEST(Verification, AgreesWithWycheproof) {
  if (!std::filesystem::exists(shared_vectors)) GTEST_SKIP() << "the vectors are only in ../shared/data";
  const Value suite = *parse_json(*read_file(shared_vectors));
  int checked = 0;
  for (const auto& group : suite["testGroups"].as_list()) {
    const PublicKey key{"", *from_hex(group["publicKey"]["pk"].as_text())};
    for (const auto& test : group["tests"].as_list()) {
      const bool expected = test["result"].as_text() == "valid";
      const auto signature = from_hex(test["sig"].as_text());
      const bool accepted = signature && is_signed_by(key, *from_hex(test["msg"].as_text()), *signature);
      EXPECT_EQ(accepted, expected) << test["tcId"].as_integer() << " " << test["comment"].as_text();
      ++checked;
    }
  }
  EXPECT_GE(checked, 140);
}

TEST(Box, OpensForItsRecipientAlone) {
  const KeyPair recipient = KeyPair::generate("office");
  const KeyPair other = KeyPair::generate("other");
  for (const std::size_t size : {0u, 1u, 65536u, 65537u, 200000u}) {
    const Bytes content(size, 0x5A);
    const Bytes box = *encrypt_to(recipient.public_key(), content);
    EXPECT_TRUE(is_encrypted(box));
    EXPECT_EQ(*decrypt(recipient, box), content);
    EXPECT_EQ(decrypt(other, box).error().code, ErrorCode::forbidden);
  }
}

TEST(Box, NoticesEveryCutAndChange) {
  const KeyPair recipient = KeyPair::generate("office");
  const Bytes box = *encrypt_to(recipient.public_key(), to_bytes("evidence"));
  for (std::size_t length = 0; length < box.size(); ++length) {
    EXPECT_FALSE(decrypt(recipient, ByteView(box).first(length)).has_value()) << length;
  }
  Bytes longer = box;
  longer.push_back(0);
  EXPECT_FALSE(decrypt(recipient, longer).has_value());
  Bytes altered = box;
  altered.back() ^= 1;
  EXPECT_FALSE(decrypt(recipient, altered).has_value());
}

}  // namespace
}  // namespace hoshi::signing
