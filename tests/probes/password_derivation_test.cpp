// Tests that derived first passwords are recognised and that random ones are not.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_derivation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::probes {
namespace {

const Unit unit_a{"A", "HC24A000117", "00:1B:44:11:3A:B7", "Hoshi-3AB7"};
const Unit unit_b{"B", "HC24A000122", "00:1B:44:12:90:0C", "Hoshi-900C"};

bool has(const DerivationReport& report, std::string_view rule) {
  return std::any_of(report.found.begin(), report.found.end(), [&](const auto& one) { return one.rule == rule; });
}

std::string md5_hex(std::string_view text) { return to_hex(old_digest(OldDigest::md5, to_bytes(text))); }

TEST(PasswordDerivation, FindsPartsOfTheAddress) {
  EXPECT_TRUE(has(derivations({{unit_a, "113ab7"}, {unit_b, "12900c"}}, "HC-100"), "mac_last_6"));
  EXPECT_TRUE(has(derivations({{unit_a, "001B44113AB7"}}, "HC-100"), "mac"));
  EXPECT_TRUE(has(derivations({{unit_a, "3ab9"}, {unit_b, "900E"}}, "HC-100"), "mac+2_last_4"));
}

TEST(PasswordDerivation, FindsPartsWithSomethingFixedAroundThem) {
  EXPECT_TRUE(has(derivations({{unit_a, "Admin-113AB7"}}, "HC-100"), "mac_last_6"));
  EXPECT_TRUE(has(derivations({{unit_a, "zQ#000117x"}, {unit_b, "zQ#000122x"}}, "HC-100"), "serial_last_6"));
}

TEST(PasswordDerivation, FindsDigests) {
  const auto cut = [](const Unit& unit) { return md5_hex(lower(unit.serial) == "" ? "" : unit.serial).substr(0, 8); };
  const auto report = derivations({{unit_a, cut(unit_a)}, {unit_b, cut(unit_b)}}, "HC-100");
  EXPECT_TRUE(has(report, "md5(serial) first 8"));
  const auto salted = [](const Unit& unit) { return sha256_hex("HC-100" + unit.serial).substr(0, 10); };
  EXPECT_TRUE(has(derivations({{unit_a, salted(unit_a)}, {unit_b, salted(unit_b)}}, "HC-100"), "sha256(model+serial) first 10"));
  EXPECT_GT(report.rules, 1000);
}

TEST(PasswordDerivation, FindsCountersAndSharedValues) {
  EXPECT_TRUE(has(derivations({{unit_a, "kp-100200"}, {unit_b, "kp-100203"}}, "HC-100"), "counter"));
  EXPECT_FALSE(has(derivations({{unit_a, "kp-100200"}, {unit_b, "kp-773203"}}, "HC-100"), "counter"));
  EXPECT_EQ(derivations({{unit_a, "welcome1x"}, {unit_b, "welcome1x"}}, "HC-100").same, (std::vector<std::string>{"A", "B"}));
}

TEST(PasswordDerivation, NeedsARuleThatFitsEveryUnit) {
  const auto report = derivations({{unit_a, "113ab7"}, {unit_b, "k3m9qp"}}, "HC-100");
  EXPECT_TRUE(report.found.empty());
  EXPECT_TRUE(report.same.empty());
}

TEST(PasswordDerivation, DoesNotFindWhatIsRandom) {
  std::mt19937 generator(20261123);
  const std::string signs = "abcdefghijkmnpqrstuvwxyz23456789";
  for (int round = 0; round < 12; ++round) {
    std::string one;
    std::string other;
    for (int i = 0; i < 8; ++i) one.push_back(signs[generator() % signs.size()]);
    for (int i = 0; i < 8; ++i) other.push_back(signs[generator() % signs.size()]);
    EXPECT_TRUE(derivations({{unit_a, one}, {unit_b, other}}, "HC-100").found.empty()) << one << " " << other;
    EXPECT_TRUE(derivations({{unit_a, one}}, "HC-100").found.empty()) << one;
  }
}

TEST(PasswordDerivation, BoundsTheBits) {
  EXPECT_EQ(derivations({{unit_a, "739184"}}, "HC-100").bits_at_most, 20);
  const auto fixed = derivations({{unit_a, "hoshi-4821"}, {unit_b, "hoshi-0399"}}, "HC-100");
  EXPECT_EQ(fixed.characters, 10);
  EXPECT_LT(fixed.bits_at_most, 26);
  EXPECT_GT(derivations({{unit_a, "k3Vq9XwTz2bN"}}, "HC-100").bits_at_most, 70);
}

TEST(PasswordDerivation, SaysWhenThereWasNothingToDeriveFrom) {
  const auto report = derivations({{Unit{"A", "", "", ""}, "k3m9qp"}}, "");
  EXPECT_FALSE(report.control);
  EXPECT_TRUE(derivations({{unit_a, "k3m9qp"}}, "HC-100").control);
  EXPECT_EQ(derivations({{unit_a, ""}}, "HC-100").characters, 0);
}

}  // namespace
}  // namespace hoshi::probes
