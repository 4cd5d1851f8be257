// Tests of what is found in images: keys, hashes, passwords in clear, and who may read them.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "artifacts/findings.h"
#include "artifacts/tree.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::artifacts {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;

Key new_key(bool rsa) { return {rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free}; }

std::string pem_of(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  unsigned char phrase[] = "phrase";
  EXPECT_EQ(PEM_write_bio_PrivateKey(memory.get(), key, cipher, phrase, cipher ? 6 : 0, nullptr, nullptr), 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string der_of(EVP_PKEY* key) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PrivateKey(key, &bytes);
  const std::string der = to_text(ByteView(bytes, static_cast<std::size_t>(size)));
  OPENSSL_free(bytes);
  return der;
}

std::string string32(const std::string& text) {
  ByteWriter writer;
  writer.vector32(to_bytes(text));
  return to_text(writer.bytes());
}

std::vector<Finding> look(const std::string& path, const std::string& content, std::optional<std::uint32_t> mode = {}) {
  const Bytes bytes = to_bytes(content);
  return SecretFinder().look({path, mode, bytes, 0});
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& one : findings) all.push_back(one.what + ": " + one.detail);
  return all;
}

using Texts = std::vector<std::string>;

TEST(Findings, AKeyIsTheSameInPemAndDerAndAnywhereInADump) {
  for (const bool rsa : {true, false}) {
    const Key key = new_key(rsa);
    const auto pem = look("tar:etc/server.pem", "some words before\n" + pem_of(key.get()));
    const auto der = look("", std::string(1000, '\xff') + der_of(key.get()) + std::string(1000, 'x'));
    ASSERT_EQ(pem.size(), 1u);
    ASSERT_EQ(der.size(), 1u);
    EXPECT_EQ(pem[0].what, "private key");
    EXPECT_EQ(pem[0].detail, rsa ? "RSA 2048" : "EC 256");
    EXPECT_EQ(pem[0].sha256, der[0].sha256);
  }
}

TEST(Findings, EncryptedAndBrokenKeysAreNone) {
  const Key key = new_key(false);
  EXPECT_TRUE(look("a.pem", pem_of(key.get(), EVP_aes_128_cbc())).empty());
  EXPECT_TRUE(look("a.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").empty());
  EXPECT_TRUE(look("a.pem", "-----BEGIN PRIVATE KEY-----\n" + std::string(100'000, 'A')).empty());
}

TEST(Findings, SurvivesTruncationAtEveryByte) {
  const Key key = new_key(false);
  const std::string pem = pem_of(key.get());
  const std::string der = der_of(key.get());
  for (std::size_t size = 0; size + 30 < pem.size(); ++size) EXPECT_TRUE(look("a", pem.substr(0, size)).empty());
  for (std::size_t size = 0; size < der.size(); ++size) EXPECT_TRUE(look("a", der.substr(0, size)).empty());
}

TEST(Findings, KeysOfOpenSshAndDropbearHaveTheHashOfTheirPublicPart) {
  const std::string wire = string32("ssh-ed25519") + string32(std::string(32, 'p'));
  const std::string inner = std::string("openssh-key-v1\0", 15) + string32("none") + string32("none") + string32("") +
                            std::string("\0\0\0\1", 4) + string32(wire) + string32(std::string(64, 's'));
  const std::string text = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + to_base64(to_bytes(inner)) + "\n-----END OPENSSH PRIVATE KEY-----\n";
  const auto openssh = look("tar:id", text);
  const auto dropbear = look("tar:dropbear_ed25519_host_key", string32("ssh-ed25519") + string32(std::string(32, 's') + std::string(32, 'p')));
  EXPECT_EQ(told(openssh), Texts{"private key: ssh-ed25519, OpenSSH"});
  EXPECT_EQ(told(dropbear), Texts{"private key: ssh-ed25519, dropbear"});
  EXPECT_EQ(openssh.at(0).sha256, sha256_hex(wire));
  EXPECT_EQ(dropbear.at(0).sha256, sha256_hex(wire));
  EXPECT_TRUE(look("tar:id.pub", wire).empty());
}

TEST(Findings, AnRsaKeyOfDropbearIsToldFromAPublicOne) {
  const std::string open = string32("ssh-rsa") + string32("\1\0\1") + string32(std::string(257, 'n'));
  const std::string whole = open + string32(std::string(256, 'd')) + string32(std::string(129, 'p')) + string32(std::string(129, 'q'));
  EXPECT_EQ(told(look("tar:host_key", whole)), Texts{"private key: ssh-rsa, dropbear"});
  EXPECT_TRUE(look("tar:host_key.pub", open).empty());
}

TEST(Findings, HashesAreToldByTheirKind) {
  const std::string shadow = "root:$1$abc$5NsyXb5ZmWMrdvCVqUMZ3.:1:0:9:7:::\nold:ab0123456789.:1::::::\nfine:$6$salt$hash:1::::::\n"
                             "open::1:0:9:7:::\nlocked:!:1::::::\nstar:*:1::::::\n";
  EXPECT_EQ(told(look("ext:/etc/shadow", shadow)),
            (Texts{"weak hash: root, MD5-crypt", "weak hash: old, DES-crypt", "password hash: fine, SHA-512-crypt", "empty password: open"}));
  EXPECT_EQ(told(look("tar:www/.htpasswd", "a:$apr1$x$y\nb:{SHA}qvTGHdzF6KLavt4PO0gs2a6pQ00=\nc:5f4dcc3b5aa765d61d8327deb882cf99\n")),
            (Texts{"weak hash: a, MD5-crypt (apr1)", "weak hash: b, SHA-1 without salt", "weak hash: c, MD5 without salt"}));
  EXPECT_TRUE(look("tar:etc/passwd", "root:x:0:0:root:/root:/bin/sh\n").empty());
  EXPECT_EQ(told(look("tar:etc/passwd", "guest::1:1::/:/bin/sh\n")), Texts{"empty password: guest"});
}

TEST(Findings, PasswordsInSettingsAreFoundWithTheirPlaceAndWithoutTheirValue) {
  const auto wifi = look("tar:etc/wpa_supplicant.conf", "network={\n  ssid=\"x\"\n  psk=\"not to be shown\"\n}\n");
  EXPECT_EQ(told(wifi), Texts{"password in clear: psk, line 3"});
  EXPECT_EQ(told(look("jffs2:/etc/config/wireless", "config wifi-iface\n\toption key 'not to be shown'\n")),
            Texts{"password in clear: key, line 2"});
  EXPECT_EQ(told(look("zip:a.json", "{\n \"Password\": \"not to be shown\",\n \"name\": \"x\"}")), Texts{"password in clear: password, line 2"});
  EXPECT_EQ(told(look("zip:a.xml", "<config>\n<userPassword>not to be shown</userPassword>\n")),
            Texts{"password in clear: userpassword, line 2"});
}

TEST(Findings, PlacesToBeFilledInAreNoPasswords) {
  for (const char* line : {"password=", "password=$PASSWORD", "password=%s", "passwd: files compat", "password = ********", "#password=secretvalue",
                           "password=xx", "password required pam_unix.so"}) {
    EXPECT_TRUE(look("tar:a.conf", line).empty()) << line;
  }
  EXPECT_TRUE(look("tar:bin/program", "password=secretvalue").empty());
}

TEST(Findings, SaysWhenEverybodyMayReadASecret) {
  const std::string text = "psk=\"not to be shown\"\n";
  EXPECT_EQ(told(look("tar:a.conf", text, 0644)), (Texts{"password in clear: psk, line 1", "readable secret: password in clear: psk, line 1"}));
  EXPECT_EQ(look("tar:a.conf", text, 0600).size(), 1u);
  EXPECT_EQ(told(look("tar:etc/shadow", "a:$6$s$h:1::::::\n", 0644)),
            (Texts{"password hash: a, SHA-512-crypt", "readable secret: password hash: a, SHA-512-crypt"}));
}

TEST(Findings, NeverHoldTheSecret) {
  const auto all = look("tar:a.conf", "psk=\"swordfish-9\"\n", 0644);
  for (const auto& one : all) {
    EXPECT_EQ((one.what + one.detail + one.sha256).find("swordfish"), std::string::npos);
    EXPECT_NE(one.sha256, sha256_hex(std::string_view("swordfish-9")));
  }
  EXPECT_EQ(all.size(), 2u);
}

}  // namespace
}  // namespace hoshi::artifacts
