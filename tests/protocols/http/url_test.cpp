// Tests of URL parsing, resolving and comparing against hostile input.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/url.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::http {
namespace {

std::string resolved(std::string_view reference, std::string_view base = "http://cam/a/b/c?q") {
  const auto url = resolve(parse_url(base).value(), reference);
  return url ? url->text() : "refused";
}

TEST(Url, HasItsParts) {
  const auto url = parse_url(" HTTPS://Www.Example.JP:8443/a/../b%20c?x=1&y#part ");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "www.example.jp");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->origin_form(), "/b%20c?x=1&y");
  EXPECT_EQ(url->authority(), "www.example.jp:8443");
}

TEST(Url, HasTheSchemesPortAndARootPathByDefault) {
  EXPECT_EQ(parse_url("http://cam")->text(), "http://cam/");
  EXPECT_EQ(parse_url("http://cam:/?a")->text(), "http://cam/?a");
  EXPECT_EQ(parse_url("https://[FE80::1]:443/x")->text(), "https://[fe80::1]/x");
  EXPECT_TRUE(parse_url("https://[fe80::1]/")->is_address());
  EXPECT_TRUE(parse_url("http://192.0.2.1/")->is_address());
}

TEST(Url, EscapesBlanksAndJapanese) {
  EXPECT_EQ(parse_url("http://cam/問 い")->path, "/%E5%95%8F%20%E3%81%84");
}

TEST(Url, RefusesHostileText) {
  for (const std::string_view text : {"",
                                      "ftp://cam/",
                                      "javascript:alert(1)",
                                      "http:/cam",
                                      "http://",
                                      "http://user@cam/",
                                      "http://a@b@c/",
                                      "http://cam:0/",
                                      "http://cam:65536/",
                                      "http://cam:8o/",
                                      "http://ca m/",
                                      "http://cam%2eorg/",
                                      "http://ca\nm/",
                                      "http://cam\\@elsewhere/",
                                      "http://a..b/",
                                      "http://2130706433/",
                                      "http://0x7f.1/",
                                      "http://127.1/",
                                      "http://0177.0.0.1/",
                                      "http://192.0.2.256/",
                                      "http://[::1/",
                                      "http://[zz::]/",
                                      "http://[::1]x/",
                                      "http://ca\xC3\xA9/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
  EXPECT_FALSE(parse_url("http://cam/" + std::string(9000, 'a')));
  EXPECT_FALSE(parse_url("http://" + std::string(300, 'a') + "/"));
  EXPECT_FALSE(parse_url(std::string_view("http://cam/\0", 12)));
}

TEST(Url, ResolvesReferencesAsRfc3986Section5Says) {
  EXPECT_EQ(resolved("d"), "http://cam/a/b/d");
  EXPECT_EQ(resolved("./d?x"), "http://cam/a/b/d?x");
  EXPECT_EQ(resolved("../../../d/."), "http://cam/d/");
  EXPECT_EQ(resolved("/d"), "http://cam/d");
  EXPECT_EQ(resolved("?z"), "http://cam/a/b/c?z");
  EXPECT_EQ(resolved(""), "http://cam/a/b/c?q");
  EXPECT_EQ(resolved("#x"), "http://cam/a/b/c?q");
  EXPECT_EQ(resolved("//other/x"), "http://other/x");
  EXPECT_EQ(resolved("https://other"), "https://other/");
  EXPECT_EQ(resolved("login.cgi?next=http://a/"), "http://cam/a/b/login.cgi?next=http://a/");
}

TEST(Url, RefusesReferencesThatBrowsersReadDifferently) {
  EXPECT_EQ(resolved("/\\elsewhere/"), "refused");
  EXPECT_EQ(resolved("javascript:x"), "refused");
  EXPECT_EQ(resolved("mailto:a@b"), "refused");
  EXPECT_EQ(resolved("/a\rb"), "refused");
  EXPECT_EQ(resolved("//user@other/"), "refused");
}

TEST(Url, KnowsWhatIsElsewhere) {
  const auto base = parse_url("http://cam/").value();
  EXPECT_EQ(place_of(base, parse_url("http://CAM:80/x").value()), Place::same_origin);
  EXPECT_EQ(place_of(base, parse_url("https://cam/").value()), Place::same_host);
  EXPECT_EQ(place_of(base, parse_url("http://cam.evil.example/").value()), Place::elsewhere);
}

TEST(Url, EncodesFormFields) { EXPECT_EQ(form_encoded("a b&c=ü~"), "a+b%26c%3D%C3%BC%7E"); }

TEST(Url, TruncatedAnywhereNeverNamesAnotherHost) {
  const std::string text = "https://www.example.jp:8443/a/b?c=d#e";
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto url = parse_url(std::string_view(text).substr(0, length));
    EXPECT_TRUE(!url || std::string_view("www.example.jp").starts_with(url->host)) << length;
    EXPECT_TRUE(!url || length > std::string_view("https://").size()) << length;
  }
}

}  // namespace
}  // namespace hoshi::protocols::http
