// Tests of challenges, Basic and Digest, with the examples of RFC 7616, RFC 2617 and computed ones.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/authorization.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::http {
namespace {

DigestChallenge digest_from(std::string_view header) {
  return first_digest(parse_challenges(header)).value();
}

TEST(Challenge, ReadsSeveralSchemesFromOneHeader) {
  const auto all =
      parse_challenges(R"(Digest realm="a, \"b\"", qop="auth,auth-int", nonce=xyz, Basic realm="c", Bearer)");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].scheme, "digest");
  EXPECT_EQ(all[0].parameter("realm"), "a, \"b\"");
  EXPECT_EQ(all[0].parameter("nonce"), "xyz");
  EXPECT_EQ(all[1].scheme, "basic");
  EXPECT_EQ(all[1].parameter("realm"), "c");
  EXPECT_EQ(all[2].scheme, "bearer");
}

TEST(Challenge, ForgivesMissingCommas) {
  const auto all = parse_challenges(R"(Digest realm="a" nonce="n" algorithm=MD5)");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].parameter("nonce"), "n");
  EXPECT_EQ(all[0].parameter("algorithm"), "MD5");
}

TEST(Challenge, ReadsATokenInsteadOfParameters) {
  const auto all = parse_challenges("Negotiate TlRMTVNTUAAC==, NTLM");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].token, "TlRMTVNTUAAC==");
  EXPECT_EQ(all[1].scheme, "ntlm");
}

TEST(Challenge, IsBoundedAndEndsOnHostileText) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "Scheme" + std::to_string(i) + ", ";
  EXPECT_EQ(parse_challenges(many).size(), challenge_limit);
  std::string parameters = "Digest ";
  for (int i = 0; i < 1000; ++i) parameters += "a=b, ";
  EXPECT_EQ(parse_challenges(parameters)[0].parameters.size(), challenge_parameter_limit);
  EXPECT_TRUE(parse_challenges("\"\"==,,\"").empty());
}

TEST(Challenge, TruncatedAnywhereKeepsTheScheme) {
  const std::string text = R"(Digest realm="a\"b", nonce="n", stale=true)";
  for (std::size_t length = 6; length < text.size(); ++length) {
    const auto all = parse_challenges(std::string_view(text).substr(0, length));
    ASSERT_FALSE(all.empty()) << length;
    EXPECT_EQ(all[0].scheme, "digest") << length;
  }
}

TEST(Basic, IsTheExampleOfRfc7617) {
  EXPECT_EQ(basic_authorization("Aladdin", "open sesame").value(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_FALSE(basic_authorization("a:b", "c"));
}

constexpr std::string_view rfc7616 =
    R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=%, )"
    R"(nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", )"
    R"(opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";

std::string rfc7616_response(std::string_view algorithm) {
  std::string header(rfc7616);
  header.replace(header.find('%'), 1, algorithm);
  DigestInput input;
  input.uri = "/dir/index.html";
  input.user = "Mufasa";
  input.password = "Circle of Life";
  input.client_nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  return digest_response(digest_from(header), input).value();
}

TEST(Digest, IsTheExamplesOfRfc7616) {
  EXPECT_EQ(rfc7616_response("MD5"), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(rfc7616_response("SHA-256"), "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(Digest, IsTheExampleOfRfc2617) {
  const auto challenge = digest_from(
      R"(Digest realm="testrealm@host.com", qop="auth",nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093")");
  const DigestInput input{"GET", "/dir/index.html", "Mufasa", "Circle Of Life", "0a4f113b", 1};
  EXPECT_EQ(digest_response(challenge, input).value(), "6629fae49393a05397450978507c4ef1");
}

TEST(Digest, MixesTheNoncesIntoSessionKeys) {
  const DigestInput input{"GET", "/a?b=1", "admin", "pa ss", "c0", 2};
  EXPECT_EQ(
      digest_response(digest_from(R"(Digest realm="cam", nonce="n0", algorithm="MD5-sess", qop=auth)"), input)
          .value(),
      "bb5add9303431809f781278a66b799df");
  EXPECT_EQ(digest_response(
                digest_from(R"(Digest realm="cam", nonce="n0", algorithm=SHA-256-sess, qop="auth")"), input)
                .value(),
            "d2fbd56cfac9cef448564bf0b16837d6fcbc425117a7d28f1b8be8bab98c46ce");
}

TEST(Digest, WithoutQopIsTheOldForm) {
  const DigestInput input{"GET", "/", "admin", "pw", "c0", 1};
  const auto challenge = digest_from(R"(Digest realm="cam", nonce="n0")");
  EXPECT_EQ(digest_response(challenge, input).value(), "9042711a3fdcfcc44277397f41fdcc3c");
  const auto header = digest_authorization(challenge, input).value();
  EXPECT_EQ(header.find("nc="), std::string::npos);
  EXPECT_EQ(header.find("algorithm="), std::string::npos);
}

TEST(Digest, HeaderRepeatsTheChallenge) {
  const auto challenge =
      digest_from(R"(Digest realm="a\"b", nonce="n", qop="auth", opaque="", algorithm=md5, stale=TRUE)");
  EXPECT_TRUE(challenge.stale);
  const auto header = digest_authorization(challenge, {"GET", "/x", "u", "p", "c", 10}).value();
  EXPECT_TRUE(header.starts_with(R"(Digest username="u", realm="a\"b", nonce="n", uri="/x", response=")"));
  EXPECT_TRUE(header.ends_with(R"(", algorithm=MD5, opaque="", qop=auth, nc=0000000a, cnonce="c")"));
}

TEST(Digest, RefusesChallengesItCannotAnswer) {
  for (const std::string_view header :
       {R"(Basic realm="x")", R"(Digest realm="x")", R"(Digest nonce="n", algorithm=MD4)",
        R"(Digest nonce="n", qop="auth-int")"}) {
    EXPECT_EQ(first_digest(parse_challenges(header)).error().code, ErrorCode::not_found) << header;
  }
}

TEST(Digest, TakesTheFirstChallengeItUnderstands) {
  const auto challenge = digest_from(
      R"(Digest nonce="a", algorithm=KECCAK, )"
      R"(Digest nonce="b", algorithm=SHA-256, qop="auth", Digest nonce="c")");
  EXPECT_EQ(challenge.nonce, "b");
}

TEST(Digest, RefusesControlCharacters) {
  EXPECT_FALSE(digest_authorization(digest_from(R"(Digest realm="x", nonce="n")"),
                                    {"GET", "/", "a\r\nb", "p", "c", 1}));
}

}  // namespace
}  // namespace hoshi::protocols::http
