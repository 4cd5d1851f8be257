// Tests of cookies.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/cookie.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::http {
namespace {

TEST(Cookie, HasItsAttributes) {
  const auto cookie = parse_set_cookie("sid=a=b; Path=/; HttpOnly; secure; SameSite=Strict");
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->name, "sid");
  EXPECT_EQ(cookie->value, "a=b");
  EXPECT_EQ(cookie->path, "/");
  EXPECT_EQ(cookie->same_site, "strict");
  EXPECT_TRUE(cookie->secure);
  EXPECT_TRUE(cookie->http_only);
}

TEST(Cookie, WithoutNameOrWithControlCharactersIsNone) {
  EXPECT_FALSE(parse_set_cookie(""));
  EXPECT_FALSE(parse_set_cookie("=x"));
  EXPECT_FALSE(parse_set_cookie("name"));
  EXPECT_FALSE(parse_set_cookie("a=b\x01"));
  EXPECT_FALSE(parse_set_cookie("a=" + std::string(5000, 'x')));
}

TEST(CookieJar, KeepsTheLatestOfEachNameAndDropsRemovedOnes) {
  CookieJar jar;
  jar.take({{"Set-Cookie", "a=1"}, {"set-cookie", "b=2"}, {"Set-Cookie", "c=3"}});
  jar.take({{"Set-Cookie", "a=9"}, {"Set-Cookie", "b=; Max-Age=0"}});
  EXPECT_EQ(jar.header(), "c=3; a=9");
}

TEST(CookieJar, IsBounded) {
  CookieJar jar;
  for (int i = 0; i < 100; ++i) jar.take({{"Set-Cookie", "n" + std::to_string(i) + "=v"}});
  EXPECT_EQ(jar.all().size(), cookie_limit);
}

}  // namespace
}  // namespace hoshi::protocols::http
