// The parsers and small parts of the web: targets, forms, cookies, heads, limits, routes.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "web/cookies.h"
#include "web/forms.h"
#include "web/head.h"
#include "web/limits.h"
#include "web/office.h"

namespace hoshi::web {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(Target, IsDecodedAndNormal) {
  const Target target = parse_target("/labels/%E6%98%9F%201?q=%E6%9D%B1%E4%BA%AC+a&q=b&empty").value();
  EXPECT_EQ(target.path, "/labels/星 1");
  EXPECT_THAT(target.segments, ElementsAre("labels", "星 1"));
  EXPECT_EQ(target.query.find("q")->second, "東京 a");
  EXPECT_EQ(target.query.count("q"), 2u);
  EXPECT_EQ(target.query.find("empty")->second, "");
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_TRUE(parse_target("/a/")->ends_in_slash);
}

TEST(Target, S18_RefusesWhatCouldMeanAnotherPath) {
  for (const char* odd : {"", "a", "*", "//", "//a", "/a//b", "/.", "/..", "/a/../b", "/a/%2e%2e/b", "/a%2fb", "/a%5cb", "/a\\b", "/%00", "/a%0d%0ab", "/%",
                          "/%4", "/%zz", "/a#b", "/%ff", "/%c0%af", "http://a/b", "/a?%", "/a b", "/a?\xff"}) {
    EXPECT_FALSE(parse_target(odd)) << odd;
  }
  EXPECT_FALSE(parse_target("/" + std::string(target_bytes_max, 'a')));
}

TEST(UrlEncoded, KeepsEveryFieldWithinItsLimits) {
  const Fields fields = parse_urlencoded("a=1&a=2&b=%E6%98%9F&c&&d=x%3Dy", {}).value();
  EXPECT_EQ(fields.count("a"), 2u);
  EXPECT_EQ(fields.find("b")->second, "星");
  EXPECT_EQ(fields.find("d")->second, "x=y");
  EXPECT_FALSE(parse_urlencoded("a=%00", {}));
  EXPECT_FALSE(parse_urlencoded("a=%ff", {}));
  EXPECT_FALSE(parse_urlencoded("a=1&b=2&c=3", {2, 10, 10, 1}));
  EXPECT_FALSE(parse_urlencoded("a=12345678901", {2, 10, 10, 1}));
  EXPECT_FALSE(parse_urlencoded("12345678901=a", {2, 10, 10, 1}));
}

const std::string form_type = "multipart/form-data; boundary=----abc";

std::string form_body() {
  const std::string disposition = "\r\nContent-Disposition: form-data; name=";
  return "------abc" + disposition + "\"title\"\r\n\r\n星工業\r\nの製品\r\n------abc" + disposition +
         "\"file\"; filename=\"C:\\folder\\証拠.tar\"\r\nContent-Type: application/x-tar\r\n\r\n" + std::string("\0\xff\r\n--not the end", 17) +
         "\r\n------abc" + disposition + "\"none\"; filename=\"\"\r\n\r\n\r\n------abc--\r\n";
}

TEST(Multipart, GivesFieldsAndFiles) {
  const auto form = parse_multipart(form_body(), form_type, {});
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->fields.find("title")->second, "星工業\r\nの製品");
  ASSERT_EQ(form->uploads.size(), 1u);
  EXPECT_EQ(form->uploads[0].file_name, "証拠.tar");
  EXPECT_EQ(form->uploads[0].content, std::string("\0\xff\r\n--not the end", 17));
}

TEST(Multipart, S18_CutAnywhereIsRefused) {
  const std::string body = form_body();
  for (std::size_t cut = 0; cut + 2 < body.size(); ++cut) EXPECT_FALSE(parse_multipart(body.substr(0, cut), form_type, {})) << cut;
}

TEST(Multipart, RefusesOtherShapes) {
  const auto body_of = [](const std::string& head) { return "--b\r\n" + head + "\r\n\r\nx\r\n--b--\r\n"; };
  const std::string type = "multipart/form-data; boundary=b";
  EXPECT_TRUE(parse_multipart(body_of("Content-Disposition: form-data; name=\"a\""), type, {}));
  for (const std::string& head : std::vector<std::string>{"Content-Disposition: form-data", "Content-Disposition: attachment; name=\"a\"",
                                                          "Content-Disposition: form-data; name=\"a\"; name=\"b\"", "Content-Disposition: form-data; name=\"a",
                                                          "Content-Type: text/plain", ": x",
                                                          "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
                                                          "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\""}) {
    EXPECT_FALSE(parse_multipart(body_of(head), type, {})) << head;
  }
  EXPECT_FALSE(parse_multipart("x" + body_of("Content-Disposition: form-data; name=\"a\""), type, {}));
  EXPECT_FALSE(parse_multipart(body_of("Content-Disposition: form-data; name=\"a\"") + "x", type, {}));
  for (const char* bad : {"multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b", "multipart/form-data; boundary=\"b\x01\""}) {
    EXPECT_FALSE(parse_multipart(body_of("Content-Disposition: form-data; name=\"a\""), bad, {})) << bad;
  }
}

TEST(FileNames, LoseTheirFolders) {
  EXPECT_EQ(plain_file_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(plain_file_name("C:\\x\\y.pdf"), "y.pdf");
  for (const char* none : {"", "..", ".", "/", "a/", "\x01\x02", "  "}) EXPECT_EQ(plain_file_name(none), "file") << none;
  const std::string kanji(300, 'x');
  EXPECT_EQ(plain_file_name(kanji).size(), 200u);
  EXPECT_EQ(plain_file_name("a" + std::string("\xe6\x98\x9f")).size(), 4u);
}

TEST(Cookies, ThatComeTwiceAreNobodys) {
  const Cookies cookies = parse_cookies("a=1; b=2;c = 3; hoshi_session=x; hoshi_session=y; =z; broken");
  EXPECT_EQ(cookies.find("a")->second, "1");
  EXPECT_EQ(cookies.find("c")->second, "3");
  EXPECT_FALSE(cookies.contains("hoshi_session"));
  EXPECT_EQ(cookies.size(), 3u);
  EXPECT_EQ(session_cookie("s", Transport::secure), "__Host-hoshi_session=s; Path=/; HttpOnly; SameSite=Strict; Secure");
}

TEST(LanguageOf, IsTheCookiesThenTheBetterLiked) {
  EXPECT_EQ(language_of(parse_cookies("hoshi_language=en"), "ja"), Language::en);
  EXPECT_EQ(language_of({}, "en-US,en;q=0.9,ja;q=0.8"), Language::en);
  EXPECT_EQ(language_of({}, "ja,en-US;q=0.9"), Language::ja);
  EXPECT_EQ(language_of({}, "en;q=0.2, ja;q=0.25"), Language::ja);
  EXPECT_EQ(language_of({}, "de"), Language::en);
  EXPECT_EQ(language_of({}, ""), Language::ja);
  EXPECT_EQ(language_of(parse_cookies("hoshi_language=xx"), "en;q=x,,;;"), Language::en);
}

TEST(QuickRequests, ArePlainOnesOnly) {
  const auto quick = [](const std::string& head) { return quick_request_of(head); };
  const std::string head = "GET /a HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: keep-alive\r\n\r\n";
  const auto plain = quick(head);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->target, "/a");
  EXPECT_EQ(plain->accept_encoding, "gzip");
  for (const std::string& odd : std::vector<std::string>{
           "POST /a HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a HTTP/1.0\r\nHost: x\r\n\r\n", "GET /a HTTP/1.1\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
           "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
           "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
           "GET /a HTTP/1.1\r\nHost: x\r\nCookie: a\r\nCookie: b\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\nCookie: \r\nCookie: b\r\n\r\n",
           "GET /a HTTP/1.1\r\nHost: x\r\nContent-Type: a\r\nContent-Type: b\r\n\r\n", "GET /a HTTP/1.1\r\nHost:x\r\n\r\n", "GET /a HTTP/1.1\nHost: x\r\n\r\n"}) {
    EXPECT_FALSE(quick(odd)) << odd;
  }
}

TEST(RateLimiter, LetsABurstThroughAndThenARate) {
  RateLimiter limiter({1, 3});
  const RateLimiter::Time start{};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", start), std::nullopt);
  EXPECT_EQ(limiter.take("a", start), std::optional<std::chrono::seconds>(1s));
  EXPECT_EQ(limiter.take("b", start), std::nullopt);
  EXPECT_EQ(limiter.take("a", start + 1s), std::nullopt);
}

TEST(RateLimiter, KeepsItsMemoryBounded) {
  RateLimiter limiter({1, 1}, 10);
  const RateLimiter::Time start{};
  int let_in = 0;
  for (int i = 0; i < 1000; ++i) let_in += !limiter.take("address" + std::to_string(i), start);
  EXPECT_EQ(let_in, 11);  // ten of their own, and one for all the others together
  EXPECT_EQ(limiter.take("later", start + 10s), std::nullopt);
}

TEST(Router, FindsTheMostLiteralRoute) {
  const auto router = Router::create({route_of("GET", "/", Door::anyone, saying("")), route_of("GET", "/a/new", Door::anyone, saying("")),
                                      route_of("GET", "/a/{id}", Door::anyone, saying("")), route_of("POST", "/a/{id}", Door::anyone, saying("")),
                                      route_of("GET", "/files/{rest...}", Door::anyone, saying(""))})
                          .value();
  EXPECT_EQ(router.find("GET", {}).route->pattern, "/");
  EXPECT_EQ(router.find("GET", {"a", "new"}).route->pattern, "/a/new");
  EXPECT_EQ(router.find("HEAD", {"a", "7"}).parts.at("id"), "7");
  EXPECT_EQ(router.find("GET", {"files", "x", "y"}).parts.at("rest"), "x/y");
  EXPECT_FALSE(router.find("GET", {"files"}).route);
  const auto wrong = router.find("DELETE", {"a", "7"});
  EXPECT_FALSE(wrong.route);
  EXPECT_THAT(wrong.allowed, ElementsAre("GET", "HEAD", "POST"));
}

TEST(Router, RefusesATableThatIsNotClear) {
  const auto refused = [](std::vector<Route> routes) { return !Router::create(std::move(routes)).has_value(); };
  const auto one = [](std::string method, std::string pattern) { return route_of(std::move(method), std::move(pattern), Door::anyone, saying("")); };
  EXPECT_TRUE(refused({one("GET", "/a"), one("GET", "/a")}));
  EXPECT_TRUE(refused({one("GET", "/{x}"), one("GET", "/{y}")}));
  for (const char* pattern : {"a", "/a//b", "/a{b}", "/{}", "/{a}/{a}", "/{rest...}/a"}) EXPECT_TRUE(refused({one("GET", pattern)})) << pattern;
  EXPECT_TRUE(refused({one("BREW", "/")}));
  EXPECT_TRUE(refused({route_of("GET", "/", Door::anyone, nullptr)}));
  Route open = one("GET", "/");
  open.door = Door::account;
  open.token = Token::yes;
  EXPECT_TRUE(refused({open}));
}

TEST(Response, LeadsNowhereElse) {
  for (const char* elsewhere : {"https://evil.test", "//evil.test", "/\\evil.test", "", "/a\r\nSet-Cookie: b"}) {
    EXPECT_EQ(Response::see_other(elsewhere).headers.find("Location")->second, "/") << elsewhere;
  }
  EXPECT_EQ(Response::see_other("/a?b=c").headers.find("Location")->second, "/a?b=c");
}

TEST(HeadOf, CannotBeSplit) {
  Response response;
  response.headers.emplace("X-Name", "a\r\nSet-Cookie: b");
  response.headers.emplace("Bad Name", "a");
  EXPECT_EQ(head_of(response, 3), "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 3\r\n");
}

}  // namespace
}  // namespace hoshi::web
