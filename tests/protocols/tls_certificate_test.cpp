// Tests of the facts read from certificates.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/certificate.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/recording.h"

namespace hoshi::protocols::tls {

namespace {

CertificateFacts facts_of(const std::string& name) {
  auto facts = read_certificate(testing::recording("tls/certificate_" + name + ".der"));
  EXPECT_TRUE(facts);
  return facts.value_or(CertificateFacts{});
}

Value cryptrec() {
  return object({{"key", object({{"rsa", "recommended"}, {"ec", "recommended"}})},
                 {"signature", object({{"sha256WithRSAEncryption", "recommended"},
                                       {"ecdsa-with-SHA256", "recommended"},
                                       {"sha1WithRSAEncryption", "monitored"}})},
                 {"group", object({{"secp256r1", "recommended"}})},
                 {"key_bits", object({{"rsa_min", 2048}, {"ec_min", 224}})}});
}

}  // namespace

TEST(TlsCertificate, SaysWhoseItIsAndHowItIsSigned) {
  const CertificateFacts facts = facts_of("rsa");
  EXPECT_EQ(facts.subject, "O=Hoshi test,CN=camera.example");
  EXPECT_EQ(facts.issuer, facts.subject);
  EXPECT_EQ(facts.key, "rsa");
  EXPECT_EQ(facts.key_bits, 2048);
  EXPECT_EQ(facts.signature, "sha256WithRSAEncryption");
  EXPECT_TRUE(facts.self_signed);
  EXPECT_EQ(facts.names, (std::vector<std::string>{"camera.example", "192.0.2.10"}));
  EXPECT_EQ(facts.not_before.size(), 10u);
  EXPECT_LT(facts.not_before, facts.not_after);
  EXPECT_EQ(facts.sha256, sha256_hex(testing::recording("tls/certificate_rsa.der")));
  EXPECT_EQ(certificate_class(cryptrec(), facts), "recommended");
}

TEST(TlsCertificate, KnowsOtherKeys) {
  EXPECT_EQ(facts_of("ec").group, "secp256r1");
  EXPECT_EQ(facts_of("ec").key_bits, 256);
  EXPECT_EQ(certificate_class(cryptrec(), facts_of("ec")), "recommended");
  EXPECT_EQ(facts_of("ed").key, "ed25519");
}

TEST(TlsCertificate, CallsAShortKeyNotListedAndSha1Monitored) {
  CertificateFacts weak = facts_of("weak");
  EXPECT_EQ(weak.key_bits, 1024);
  EXPECT_EQ(certificate_class(cryptrec(), weak), "not_listed");
  weak.key_bits = 2048;
  EXPECT_EQ(certificate_class(cryptrec(), weak), "monitored");
}

TEST(TlsCertificate, CutOrChangedItIsRefusedOrReadButNeverMore) {
  const Bytes whole = testing::recording("tls/certificate_rsa.der");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_EQ(read_certificate(ByteView(whole).first(length)).error().code, ErrorCode::corrupt) << length;
  }
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    Bytes changed = whole;
    changed[at] ^= 0x55;
    const auto facts = read_certificate(changed);
    EXPECT_FALSE(facts && facts->self_signed) << at;
  }
  EXPECT_EQ(read_certificate(Bytes(certificate_limit_bytes + 1)).error().code, ErrorCode::invalid_input);
}

}  // namespace hoshi::protocols::tls
