// Tests of reading HTTP answers and of comparing them.
// SPDX-License-Identifier: Apache-2.0
#include "probes/http_reading.h"

#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {
namespace {

using protocols::http::Headers;
using protocols::http::Response;
using testing::FakeBench;

Response response(int status, std::string body, Headers headers = {}) {
  Response made;
  made.status = status;
  made.headers = std::move(headers);
  made.body = std::move(body);
  return made;
}

HttpReading reading_of(const Response& made) {
  FakeBench bench;
  return read_answer(bench.network(), {}, made);
}

std::string redirect(std::string_view location) {
  return redirect_of({}, response(302, "", {{"Location", std::string(location)}}));
}

TEST(HttpReading, NamesTheAuthenticationThatIsAskedFor) {
  EXPECT_EQ(
      reading_of(response(401, "", {{"WWW-Authenticate", "Digest nonce=a, Basic realm=b"}})).authentication,
      "digest");
  EXPECT_EQ(reading_of(response(401, "", {{"WWW-Authenticate", "Bearer"}})).authentication, "bearer");
  EXPECT_EQ(reading_of(response(403, "")).authentication, "none");
  EXPECT_EQ(reading_of(response(401, "<form><input type=password></form>")).authentication, "form");
}

TEST(HttpReading, TellsContentFromRefusalAndTrouble) {
  EXPECT_EQ(reading_of(response(200, "hello")).meaning, HttpMeaning::content);
  EXPECT_EQ(reading_of(response(200, "<h1>Bad Request</h1>")).how, "says_no");
  EXPECT_EQ(reading_of(response(200, "")).meaning, HttpMeaning::trouble);
  EXPECT_EQ(reading_of(response(404, "x")).meaning, HttpMeaning::missing);
  EXPECT_EQ(reading_of(response(429, "x")).meaning, HttpMeaning::trouble);
  EXPECT_EQ(reading_of(response(500, "x")).meaning, HttpMeaning::trouble);
  EXPECT_EQ(reading_of(response(302, "", {{"Location", "/login.html"}})).how, "redirect_to_login");
  EXPECT_EQ(reading_of(response(301, "", {{"Location", "/data/"}})).meaning, HttpMeaning::trouble);
}

TEST(HttpReading, DoesNotTakeAFormThatSetsAPasswordForALogin) {
  EXPECT_EQ(
      reading_of(response(200, "<form><input type=password name=new><input type=password name=again></form>"))
          .meaning,
      HttpMeaning::content);
}

TEST(HttpReading, SaysWhereRedirectsLead) {
  EXPECT_EQ(redirect("a?token=1"), "/a");
  EXPECT_EQ(redirect("http://main/x"), "/x");
  EXPECT_EQ(redirect("https://main/x?y"), "https://main/x");
  EXPECT_EQ(redirect("https://[fe80::1]:8443/x"), "https://[address]/x");
  EXPECT_EQ(redirect("javascript:x"), "unreadable");
  EXPECT_EQ(redirect_of({}, response(200, "")), "");
}

bool alike(const Response& a, const Response& b) {
  FakeBench bench;
  return is_alike(likeness_of(bench.network(), a, "/first"), likeness_of(bench.network(), b, "/second"));
}

TEST(HttpLikeness, IgnoresPathsAndNumbers) {
  EXPECT_TRUE(alike(response(200, "no /first at 12:01"), response(200, "no /second at 13:59")));
  EXPECT_FALSE(alike(response(200, "no such page"), response(404, "no such page")));
  EXPECT_FALSE(alike(response(200, R"({"ssid":"home"})"), response(200, R"({"error":"who"})")));
}

TEST(HttpLikeness, OfBinariesIsEquality) {
  const std::string a("\x00\x01", 2);
  const std::string b("\x00\x02", 2);
  EXPECT_TRUE(alike(response(200, a), response(200, a)));
  EXPECT_FALSE(alike(response(200, a), response(200, b)));
}

TEST(HttpLikeness, HashesOnlyWhatIsRedacted) {
  FakeBench bench;
  bench.network().keep_secret("secret-one");
  bench.network().keep_secret("secret-two");
  const auto one = likeness_of(bench.network(), response(200, "key=secret-one"), "/");
  const auto two = likeness_of(bench.network(), response(200, "key=secret-two"), "/");
  EXPECT_EQ(one.sha256, two.sha256);
}

}  // namespace
}  // namespace hoshi::probes
