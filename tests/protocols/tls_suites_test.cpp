// Tests of the tables of suites and groups, of the parts of a suite's name and of their CRYPTREC class.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/suites.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace hoshi::protocols::tls {

namespace {

// A cut of knowledge/cryptrec.toml; the probes' tests read the file itself.
Value cryptrec() {
  return object({{"cipher", object({{"AES_128", "recommended"}, {"AES_256", "recommended"}, {"3DES_EDE", "monitored"},
                                    {"CHACHA20_POLY1305", "recommended"}, {"CAMELLIA_128", "recommended"}})},
                 {"mode", object({{"GCM", "recommended"}, {"CBC", "recommended"}, {"CCM_8", "recommended"}})},
                 {"hash", object({{"SHA256", "recommended"}, {"SHA384", "recommended"}, {"SHA", "monitored"}})},
                 {"key_exchange", object({{"RSA", "monitored"}, {"ECDHE", "recommended"}, {"DHE", "recommended"},
                                          {"DH", "recommended"}})},
                 {"authentication", object({{"RSA", "recommended"}, {"ECDSA", "recommended"}})},
                 {"group", object({{"x25519", "recommended"}})},
                 {"key_bits", object({{"dh_min", 2048}})}});
}

std::string class_of(std::string_view name) {
  const auto suites = all_suites();
  const auto found = std::find_if(suites.begin(), suites.end(), [name](const Suite& s) { return s.name == name; });
  EXPECT_NE(found, suites.end()) << name;
  return found != suites.end() ? suite_class(cryptrec(), found->code) : "";
}

}  // namespace

TEST(TlsSuites, AreSortedUniqueAndWellNamed) {
  std::set<std::string_view> names;
  std::uint16_t last = 0;
  for (const Suite& suite : all_suites()) {
    EXPECT_GT(suite.code, last);
    last = suite.code;
    EXPECT_TRUE(names.insert(suite.name).second) << suite.name;
    EXPECT_TRUE(suite.name.starts_with("TLS_"));
  }
  EXPECT_EQ(all_suites().size(), 356u);  // 349 registered ones and seven reserved
}

TEST(TlsSuites, KnowCodesByTheirRegisteredNames) {
  EXPECT_EQ(suite_name(0x002F), "TLS_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(suite_name(0xC02F), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(suite_name(0xCCAA), "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  EXPECT_EQ(suite_name(0x1302), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(suite_name(0x1A1A), "0x1A1A");
  EXPECT_EQ(find_suite(0xFFFF), nullptr);
}

TEST(TlsSuites, OffersToEachVersionWhatItKnows) {
  EXPECT_EQ(suites_for(Version::tls_1_3).size(), 15u);
  const auto old = suites_for(Version::tls_1_0);
  EXPECT_EQ(std::count(old.begin(), old.end(), 0xC02F), 0);
  EXPECT_EQ(std::count(old.begin(), old.end(), 0x0005), 1);
  EXPECT_LT(old.size(), 150u);  // wolfSSL refuses hellos with more than 150 suites
  const auto newer = suites_for(Version::tls_1_2);
  EXPECT_EQ(newer.size() + 15, all_suites().size());
  EXPECT_LT(std::find(newer.begin(), newer.end(), 0xC02F) - newer.begin(), 100);
}

TEST(TlsSuites, TakesEveryNameApart) {
  for (const Suite& suite : all_suites()) {
    const SuiteParts parts = parts_of(suite.name);
    EXPECT_FALSE(parts.cipher.empty()) << suite.name;
    EXPECT_EQ(parts.cipher.find("SHA"), std::string::npos) << suite.name;
  }
  const SuiteParts parts = parts_of("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8");
  EXPECT_EQ(parts.key_exchange, "ECDHE");
  EXPECT_EQ(parts.authentication, "ECDSA");
  EXPECT_EQ(parts.cipher, "AES_128");
  EXPECT_EQ(parts.mode, "CCM_8");
  const SuiteParts old = parts_of("TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA");
  EXPECT_TRUE(old.exported);
  EXPECT_EQ(old.key_exchange, "DHE");
}

TEST(TlsSuites, ClassesASuiteByItsWorstPart) {
  EXPECT_EQ(class_of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), "recommended");
  EXPECT_EQ(class_of("TLS_AES_256_GCM_SHA384"), "recommended");
  EXPECT_EQ(class_of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"), "recommended");
  EXPECT_EQ(class_of("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"), "monitored");
  EXPECT_EQ(class_of("TLS_RSA_WITH_AES_128_GCM_SHA256"), "monitored");
  EXPECT_EQ(class_of("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"), "monitored");
  EXPECT_EQ(class_of("TLS_RSA_WITH_RC4_128_SHA"), "not_listed");
  EXPECT_EQ(class_of("TLS_RSA_WITH_NULL_SHA256"), "not_listed");
  EXPECT_EQ(class_of("TLS_DH_anon_WITH_AES_128_CBC_SHA"), "not_listed");
  EXPECT_EQ(class_of("TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"), "not_listed");
  EXPECT_EQ(suite_class(cryptrec(), 0x1A1A), "not_listed");
}

TEST(TlsSuites, ClassesGroupsAndPrimesBySize) {
  EXPECT_EQ(group_class(cryptrec(), "x25519"), "recommended");
  EXPECT_EQ(group_class(cryptrec(), "sect163k1"), "not_listed");
  EXPECT_EQ(group_class(cryptrec(), "dh_2048"), "recommended");
  EXPECT_EQ(group_class(cryptrec(), "dh_1024"), "not_listed");
  EXPECT_EQ(group_class(cryptrec(), "dh_99999999999999999999"), "not_listed");
}

TEST(TlsSuites, WithoutDataNothingIsRecommended) {
  EXPECT_EQ(suite_class(Value(), 0x1301), "not_listed");
  EXPECT_EQ(worse_class("recommended", "nonsense"), "not_listed");
}

TEST(TlsSuites, SaysWhichOnesSendDiffieHellmanParameters) {
  EXPECT_EQ(ephemeral_of("TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA"), Ephemeral::curve);
  EXPECT_EQ(ephemeral_of("TLS_ECDH_anon_WITH_AES_128_CBC_SHA"), Ephemeral::curve);
  EXPECT_EQ(ephemeral_of("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"), Ephemeral::none);
  EXPECT_EQ(ephemeral_of("TLS_DHE_RSA_WITH_AES_128_CBC_SHA"), Ephemeral::finite_field);
  EXPECT_EQ(ephemeral_of("TLS_PSK_DHE_WITH_AES_128_CCM_8"), Ephemeral::finite_field);
  EXPECT_EQ(ephemeral_of("TLS_RSA_WITH_AES_128_CBC_SHA"), Ephemeral::none);
  EXPECT_EQ(key_exchange_of("TLS_DH_anon_WITH_AES_128_CBC_SHA"), "DH_anon");
  EXPECT_EQ(key_exchange_of("TLS_AES_128_GCM_SHA256"), "any");
}

}  // namespace hoshi::protocols::tls
