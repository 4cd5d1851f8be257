// Tests of security.txt.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/security_txt.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::text {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view good =
    "# ours\r\nContact: mailto:psirt@example.jp\r\nContact: https://example.jp/report\r\n"
    "Expires: 2027-06-30T23:59:59+09:00\r\npolicy: https://example.jp/policy\r\n"
    "Preferred-Languages: ja, EN\r\nCanonical: https://example.jp/.well-known/security.txt\r\n";

TEST(SecurityTxt, HasItsFields) {
  const auto file = parse_security_txt(good);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->contacts, (Words{"mailto:psirt@example.jp", "https://example.jp/report"}));
  EXPECT_EQ(file->expires_on, "2027-06-30");
  EXPECT_EQ(file->policies, Words{"https://example.jp/policy"});
  EXPECT_EQ(file->preferred_languages, (Words{"ja", "en"}));
  EXPECT_EQ(file->canonical.size(), 1u);
  EXPECT_TRUE(file->defects.empty());
  EXPECT_FALSE(file->is_signed);
}

TEST(SecurityTxt, TellsItsDefects) {
  EXPECT_EQ(parse_security_txt("Policy: http://a/")->defects,
            (Words{"policy_not_https", "no_contact", "no_expires"}));
  EXPECT_EQ(parse_security_txt("Contact: psirt@a.jp\nExpires: soon\nExpires: 2027-01-01T00:00:00Z")->defects,
            (Words{"contact_is_no_uri", "expires_is_no_date", "several_expires"}));
  EXPECT_EQ(parse_security_txt("Contact: tel:+81-3\nExpires: 2027-02-30T00:00:00Z")->defects,
            Words{"expires_is_no_date"});
}

TEST(SecurityTxt, ReadsInsideASignedFrameOnly) {
  const auto file = parse_security_txt(
      "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nContact: tel:+81\nExpires: 2027-01-01T00:00:00Z\n"
      "-----BEGIN PGP SIGNATURE-----\n\nContact: mailto:evil@example.org\n");
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_signed);
  EXPECT_EQ(file->contacts, Words{"tel:+81"});
}

TEST(SecurityTxt, IsNotAnHtmlPage) {
  EXPECT_FALSE(parse_security_txt("<html><p style='color: red'>Not found</p></html>"));
  EXPECT_FALSE(parse_security_txt(""));
  EXPECT_FALSE(parse_security_txt("Contact: mailto:a@b\n" + std::string(70000, '#')));
}

TEST(SecurityTxt, TruncatedAnywhereIsRefusedOrDefective) {
  const std::size_t whole = good.find("policy");
  for (std::size_t length = 0; length + 20 < whole; ++length) {
    const auto file = parse_security_txt(good.substr(0, length));
    EXPECT_TRUE(!file || !file->defects.empty()) << length;
  }
}

}  // namespace
}  // namespace hoshi::protocols::text
