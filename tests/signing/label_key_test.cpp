// Keys of labels: in files, plain or locked, and in a token; what they sign is what the world's libraries accept.
// SPDX-License-Identifier: Apache-2.0
#include "signing/label_key.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <sys/stat.h>

#include <fstream>

#include "base/encoding.h"
#include "base/file.h"
#include "base/value.h"
#include "signing/soft_token.h"

extern "C" {
void __lsan_disable() __attribute__((weak));  // there only with the sanitizer
void __lsan_enable() __attribute__((weak));
}

namespace hoshi::signing {
namespace {

// SoftHSM 2.6 leaks two small strings for each use of an Ed25519 key; its frames are gone when LeakSanitizer looks for them.
class LibrarysOwnLeaks {
 public:
  LibrarysOwnLeaks() { if (&__lsan_disable != nullptr) __lsan_disable(); }
  ~LibrarysOwnLeaks() { if (&__lsan_enable != nullptr) __lsan_enable(); }
  LibrarysOwnLeaks(const LibrarysOwnLeaks&) = delete;
  LibrarysOwnLeaks& operator=(const LibrarysOwnLeaks&) = delete;
};


constexpr Date from{2026, 1, 1};
constexpr Date until{2027, 12, 31};

Secret passphrase() { return Secret(std::string_view("correct horse battery")); }

// By OpenSSL's PEM-free path for P-256 and libsodium for Ed25519.
bool is_signed(const LabelPublicKey& key, ByteView message, const Bytes& signature) {
  if (signature.size() != 64) return false;
  if (key.kind == LabelKeyKind::ed25519) {
    return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.bytes.data()) == 0;
  }
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> public_key(EVP_PKEY_new(), EVP_PKEY_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> parameters(EVP_EC_gen("P-256"), EVP_PKEY_free);
  EVP_PKEY_copy_parameters(public_key.get(), parameters.get());
  if (EVP_PKEY_set1_encoded_public_key(public_key.get(), key.bytes.data(), key.bytes.size()) != 1) return false;
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  ECDSA_SIG_set0(pair.get(), BN_bin2bn(signature.data(), 32, nullptr), BN_bin2bn(signature.data() + 32, 32, nullptr));
  Bytes der(80);
  unsigned char* at = der.data();
  der.resize(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), &at)));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
}

class LabelKeys : public testing::Test {
 protected:
  LabelKeys() : folder_(scratch_folder()) {}
  ~LabelKeys() override {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
  }
  std::filesystem::path file() const { return folder_ / "label.key"; }
  std::filesystem::path folder_;
};

TEST_F(LabelKeys, OfBothKindsSignFromAPlainFile) {
  for (const LabelKeyKind kind : {LabelKeyKind::ed25519, LabelKeyKind::es256}) {
    const auto path = folder_ / std::string(name_of(kind));
    const auto made = make_label_key(path, kind, from, until, Secret());
    ASSERT_TRUE(made.has_value()) << made.error().message;
    const auto key = open_label_key(path, Secret());
    ASSERT_TRUE(key.has_value()) << key.error().message;
    EXPECT_EQ((*key)->public_key(), *made);
    EXPECT_EQ(*label_public_key_of(path), *made);
    const Bytes message = to_bytes("label");
    EXPECT_TRUE(is_signed(*made, message, *(*key)->sign(message)));
    EXPECT_FALSE(is_signed(*made, to_bytes("other"), *(*key)->sign(message)));
    EXPECT_FALSE((*key)->needs_outside());
  }
}

TEST_F(LabelKeys, LockedOnesOpenWithTheirPassphraseAlone) {
  const auto made = make_label_key(file(), LabelKeyKind::es256, from, until, passphrase());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(read_file(file())->find("\"private\""), std::string::npos);
  EXPECT_EQ(open_label_key(file(), Secret()).error().code, ErrorCode::forbidden);
  EXPECT_EQ(open_label_key(file(), Secret(std::string_view("wrong"))).error().code, ErrorCode::forbidden);
  const auto key = open_label_key(file(), passphrase());
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_TRUE(is_signed(*made, to_bytes("x"), *(*key)->sign(to_bytes("x"))));
}

TEST_F(LabelKeys, AreReadableByTheirOwnerAloneAndNeverOverwritten) {
  ASSERT_TRUE(make_label_key(file(), LabelKeyKind::ed25519, from, until, Secret()).has_value());
  struct stat status{};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(make_label_key(file(), LabelKeyKind::ed25519, from, until, Secret()).error().code, ErrorCode::conflict);
  ::chmod(file().c_str(), 0640);
  EXPECT_EQ(open_label_key(file(), Secret()).error().code, ErrorCode::forbidden);
  EXPECT_EQ(open_label_key(folder_ / "none", Secret()).error().code, ErrorCode::not_found);
}

TEST_F(LabelKeys, WithAWindowThatEndsBeforeItBeginsAreRefused) {
  EXPECT_EQ(make_label_key(file(), LabelKeyKind::ed25519, until, from, Secret()).error().code, ErrorCode::invalid_input);
}

TEST_F(LabelKeys, CutOrAlteredFilesAreRefused) {
  ASSERT_TRUE(make_label_key(file(), LabelKeyKind::es256, from, until, Secret()).has_value());
  const std::string good = *read_file(file());
  for (std::size_t size = 0; size + 2 < good.size(); ++size) {
    ASSERT_TRUE(write_private_file(file(), good.substr(0, size)).has_value());
    EXPECT_FALSE(open_label_key(file(), Secret()).has_value()) << size;
  }
  const auto with = [&](std::string_view key, Value value) {
    Value changed = *parse_json(good);
    changed.set(key, std::move(value));
    EXPECT_TRUE(write_private_file(file(), to_pretty_json(changed)).has_value());
    return open_label_key(file(), Secret()).has_value();
  };
  EXPECT_FALSE(with("public", to_base64(Bytes(65, 4))));  // another's public half
  EXPECT_FALSE(with("algorithm", "ed25519"));
  EXPECT_FALSE(with("algorithm", "rsa"));
  EXPECT_FALSE(with("format", "hoshi-key/1"));
  EXPECT_FALSE(with("until", "2025-01-01"));
  EXPECT_FALSE(with("store", object({{"kind", "plain"}, {"private", to_base64(Bytes(32, 0xff))}})));
  EXPECT_FALSE(with("store", object({{"kind", "plain"}, {"private", to_base64(Bytes(32))}})));
  EXPECT_FALSE(with("store", object({{"kind", "elsewhere"}})));
  EXPECT_TRUE(with("format", "hoshi-label-key/1"));
}

TEST_F(LabelKeys, SecretsComeFromTheFirstLineOfAFileThatNotEverybodyReads) {
  const auto secret = folder_ / "secret";
  ASSERT_TRUE(write_private_file(secret, "horse\r\nmore\n").has_value());
  EXPECT_EQ(to_text(secret_from_file(secret)->bytes()), "horse");
  ::chmod(secret.c_str(), 0644);
  EXPECT_EQ(secret_from_file(secret).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(write_private_file(secret, "\n").has_value());
  EXPECT_EQ(secret_from_file(secret).error().code, ErrorCode::invalid_input);
  EXPECT_EQ(secret_from_file(folder_ / "none").error().code, ErrorCode::not_found);
}

TEST(TokenKeys, SignInTheTokenAndAreRefusedWithAWrongPin) {
  if (!SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const SoftToken token;
  ASSERT_TRUE(token.is_ready());
  const auto file = token.folder() / "label.key";
  const auto made = make_token_key(file, LabelKeyKind::es256, from, until, token.place("first"), SoftToken::pin());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const auto wrong = open_label_key(file, Secret(std::string_view("0000")));
  EXPECT_EQ(wrong.error().code, ErrorCode::forbidden) << wrong.error().message;
  const auto key = open_label_key(file, SoftToken::pin());
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_TRUE(is_signed(*made, to_bytes("label"), *(*key)->sign(to_bytes("label"))));
  EXPECT_TRUE((*key)->needs_outside());
  EXPECT_EQ(make_token_key(token.folder() / "b.key", LabelKeyKind::es256, from, until, token.place("first"), SoftToken::pin()).error().code,
            ErrorCode::conflict);
}

TEST(TokenKeys, SignWithEd25519AsWell) {
  const LibrarysOwnLeaks ignored;
  if (!SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const SoftToken token;
  const auto file = token.folder() / "label.key";
  const auto made = make_token_key(file, LabelKeyKind::ed25519, from, until, token.place("ed"), SoftToken::pin());
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const auto key = open_label_key(file, SoftToken::pin());
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_TRUE(is_signed(*made, to_bytes("label"), *(*key)->sign(to_bytes("label"))));
}

TEST(TokenKeys, TwoOfOneModuleSignSideBySide) {
  if (!SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const SoftToken token;
  std::vector<std::unique_ptr<LabelKeyHolder>> keys;
  for (const std::string name : {"old", "new"}) {
    const auto made = make_token_key(token.folder() / name, LabelKeyKind::es256, from, until, token.place(name), SoftToken::pin());
    ASSERT_TRUE(made.has_value()) << made.error().message;
  }
  for (const std::string name : {"old", "new"}) keys.push_back(std::move(*open_label_key(token.folder() / name, SoftToken::pin())));
  for (const auto& key : keys) EXPECT_TRUE(is_signed(key->public_key(), to_bytes("x"), *key->sign(to_bytes("x"))));
}

TEST(TokenKeys, WhatIsMissingOrSwappedIsSaid) {
  if (!SoftToken::is_installed()) GTEST_SKIP() << "SoftHSM2 (Debian's softhsm2) is not installed";
  const SoftToken token;
  const auto file = token.folder() / "label.key";
  const auto code = [&](TokenPlace place) {
    return make_token_key(file, LabelKeyKind::es256, from, until, place, SoftToken::pin()).error().code;
  };
  EXPECT_EQ(code({"libsofthsm2.so", "labels", "k"}), ErrorCode::invalid_input);
  EXPECT_EQ(code({"/nonexistent.so", "labels", "k"}), ErrorCode::unavailable);
  EXPECT_EQ(code({SoftToken::module, "other", "k"}), ErrorCode::unavailable);
  ASSERT_TRUE(make_token_key(file, LabelKeyKind::es256, from, until, token.place("k"), SoftToken::pin()).has_value());
  Value content = *parse_json(*read_file(file));
  Value store = content["store"];
  store.set("key", "gone");
  content.set("store", store);
  ASSERT_TRUE(write_private_file(file, to_pretty_json(content)).has_value());
  EXPECT_EQ(open_label_key(file, SoftToken::pin()).error().code, ErrorCode::not_found);
  const auto other = make_token_key(token.folder() / "b", LabelKeyKind::es256, from, until, token.place("gone"), SoftToken::pin());
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(open_label_key(file, SoftToken::pin()).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hoshi::signing
