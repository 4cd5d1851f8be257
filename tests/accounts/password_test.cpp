// Passwords: which are taken, how they are hashed; codes of apps; sealed secrets.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "accounts/password.h"
#include "accounts/totp.h"
#include "accounts/vault.h"
#include "base/encoding.h"
#include "base/file.h"

namespace hoshi::accounts {
namespace {

using namespace std::chrono_literals;

std::string key_of(const Result<void>& result) { return result ? "" : result.error().message; }

TEST(PasswordPolicy, RefusesWhatIsTriedFirst) {
  const auto policy = PasswordPolicy::load(std::string(HOSHI_SOURCE_FOLDER) + "/office/common_passwords.txt").value();
  EXPECT_EQ(key_of(policy.check("short", "a@b.test")), "accounts.password_short");
  EXPECT_EQ(key_of(policy.check("パスワードパスワード1234", "a@b.test")), "accounts.password_known");
  EXPECT_EQ(key_of(policy.check("Password123456!", "a@b.test")), "accounts.password_known");
  EXPECT_EQ(key_of(policy.check("abababababab", "a@b.test")), "accounts.password_known");
  EXPECT_EQ(key_of(policy.check("tanaka.taro1234", "tanaka.taro@maker.test")), "accounts.password_known");
  EXPECT_EQ(key_of(policy.check(std::string(600, 'x'), "a@b.test")), "accounts.password_long");
  EXPECT_EQ(key_of(policy.check(std::string("twelve bytes \xff\xfe"), "a@b.test")), "accounts.password_not_text");
  EXPECT_EQ(key_of(policy.check("雨ニモマケズ風ニモマケズ", "a@b.test")), "");
  EXPECT_EQ(key_of(policy.check("copper violet ladder 9", "a@b.test")), "");
}

TEST(PasswordHasher, KnowsTheRightOneAndNoOther) {
  PasswordHasher hasher({1, 8u << 20});
  const std::string hash = hasher.hash("copper violet ladder").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(hasher.is_right(hash, "copper violet ladder").value());
  EXPECT_FALSE(hasher.is_right(hash, "copper violet ladde").value());
  EXPECT_FALSE(hasher.is_right("", "copper violet ladder").value());
  EXPECT_FALSE(hasher.needs_new_hash(hash));
  EXPECT_TRUE(PasswordHasher({2, 8u << 20}).needs_new_hash(hash));
}

TEST(PasswordHasher, LetsTwoHashAtOnceAndSendsTheOthersAwayAfterAWhile) {
  PasswordHasher hasher({6, 64u << 20}, 1ms);
  std::atomic<int> unavailable{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto hash = hasher.hash("copper violet ladder");
      if (!hash && hash.error().code == ErrorCode::unavailable) ++unavailable;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GE(unavailable, 1);
  EXPECT_LE(unavailable, 4);
}

// RFC 6238, appendix B, cut to six digits.
TEST(Totp, KnowsTheCodesOfTheStandardOnce) {
  const Bytes secret = to_bytes("12345678901234567890");
  const Instant at{std::chrono::seconds(1111111109)};
  EXPECT_EQ(totp_step_of(secret, "081804", at, 0), 1111111109 / 30);
  EXPECT_EQ(totp_step_of(secret, "081804", at, 1111111109 / 30), std::nullopt);  // used
  EXPECT_EQ(totp_step_of(secret, "081804", at + 30s, 0), 1111111109 / 30);
  EXPECT_EQ(totp_step_of(secret, "081804", at + 61s, 0), std::nullopt);
  for (const char* wrong : {"081805", "", "08180", "0818040", "08180a", "-81804"}) EXPECT_EQ(totp_step_of(secret, wrong, at, 0), std::nullopt);
  EXPECT_EQ(totp_address("星 Office", "a@b.test", secret),
            "otpauth://totp/%E6%98%9F%20Office:a%40b.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E6%98%9F%20Office"
            "&algorithm=SHA1&digits=6&period=30");
}

TEST(Vault, OpensOnlyWhatItSealedForThePurpose) {
  const Vault vault = Vault::with_key(Bytes(32, 1));
  const Bytes secret = to_bytes("a secret");
  const Bytes sealed = vault.seal(secret, "totp:one", system_randomness);
  EXPECT_EQ(vault.open(sealed, "totp:one").value(), secret);
  EXPECT_EQ(vault.open(sealed, "totp:two").error().code, ErrorCode::corrupt);
  EXPECT_FALSE(Vault::with_key(Bytes(32, 2)).open(sealed, "totp:one"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(vault.open(changed, "totp:one")) << i;
    changed.resize(i);
    EXPECT_FALSE(vault.open(changed, "totp:one")) << i;
  }
}

TEST(Vault, KeepsItsKeyInAFileOfItsOwner) {
  std::string folder = testing::TempDir() + "hoshi-vault-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string file = folder + "/accounts.key";
  const Bytes sealed = Vault::open_or_create(file, system_randomness).value().seal(to_bytes("x"), "p", system_randomness);
  EXPECT_TRUE(Vault::open_or_create(file, system_randomness).value().open(sealed, "p"));
  ::chmod(file.c_str(), 0640);
  EXPECT_EQ(Vault::open_or_create(file, system_randomness).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(write_private_file(file, "short"));
  EXPECT_EQ(Vault::open_or_create(file, system_randomness).error().code, ErrorCode::corrupt);
  std::filesystem::remove_all(folder);
}

TEST(Base64Url, IsStrict) {
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(from_base64url("-_8").value(), (Bytes{0xfb, 0xff}));
  for (const char* wrong : {"+/8", "-_8=", "a", "-_8 "}) EXPECT_FALSE(from_base64url(wrong)) << wrong;
}

}  // namespace
}  // namespace hoshi::accounts
