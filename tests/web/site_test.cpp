// Doors, tokens, forms, errors, headers and the cache, through a real connection.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/encoding.h"
#include "web/office.h"

namespace hoshi::web {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string status_of(const std::string& answer) { return answer.substr(9, 3); }

struct Case {
  const char* name;
  std::string headers;
};

// Every door with every kind of visitor, none included.
TEST(Gate, S7_EveryDoorOpensToItsOwnAlone) {
  std::vector<Route> routes;
  const std::map<std::string, Door> doors{{"anyone", Door::anyone}, {"account", Door::account}, {"applicant", Door::applicant},
                                          {"office", Door::office}, {"administrator", Door::administrator}};
  for (const auto& [name, door] : doors) routes.push_back(route_of("GET", "/api/" + name, door, saying("in")));
  Office office(std::move(routes));
  office.visitors.sessions = {{"nothing", identity_of("n", {})}, {"maker", identity_of("m", {"applicant"})}, {"agent", identity_of("g", {"agent"})},
                              {"laboratory", identity_of("l", {"laboratory"})}, {"intake", identity_of("i", {"intake"})},
                              {"decider", identity_of("d", {"decider"})}, {"weak", identity_of("w", {"decider", "administrator"}, false)},
                              {"admin", identity_of("a", {"administrator"})}};
  office.start();
  const std::map<std::string, std::set<std::string>> opens{
      {"", {"anyone"}}, {"ended", {"anyone"}}, {"nothing", {"anyone", "account"}}, {"maker", {"anyone", "account", "applicant"}},
      {"agent", {"anyone", "account", "applicant"}}, {"laboratory", {"anyone", "account"}}, {"intake", {"anyone", "account", "office"}},
      {"decider", {"anyone", "account", "office"}}, {"weak", {"anyone", "account"}}, {"admin", {"anyone", "account", "administrator"}}};
  for (const auto& [who, expected] : opens) {
    const std::string cookie = who.empty() ? "" : "Cookie: hoshi_session=" + who + "\r\n";
    for (const auto& [name, door] : doors) {
      const std::string status = status_of(ask(office, get("/api/" + name, cookie)));
      EXPECT_EQ(status == "200", expected.contains(name)) << who << " at " << name << ": " << status;
      const bool is_nobody = who.empty() || who == "ended";
      if (status != "200") EXPECT_EQ(status, is_nobody ? "401" : "403") << who << " at " << name;
    }
  }
}

Route for_tokens(Route route, std::string scope) {
  route.token = Token::yes;
  route.scope = std::move(scope);
  return route;
}

accounts::Identity by_token(accounts::Identity identity, std::set<std::string> scopes) {
  identity.by_token = true;
  identity.scopes = std::move(scopes);
  return identity;
}

TEST(Gate, TokensReachOnlyRoutesOfTheirScope) {
  Office office({for_tokens(route_of("GET", "/api/read", Door::account, saying("in")), "register:read"),
                 for_tokens(route_of("GET", "/api/write", Door::account, saying("in")), "application:submit"),
                 route_of("GET", "/api/settings", Door::account, saying("in"))});
  office.visitors.tokens = {{"t", by_token(identity_of("a", {"applicant"}), {"register:read"})}};
  office.start();
  const std::string bearer = "Authorization: Bearer t\r\n";
  EXPECT_EQ(status_of(ask(office, get("/api/read", bearer))), "200");
  EXPECT_EQ(status_of(ask(office, get("/api/write", bearer))), "403");
  EXPECT_EQ(status_of(ask(office, get("/api/settings", bearer))), "403");
  EXPECT_EQ(status_of(ask(office, get("/api/read", "Authorization: Bearer wrong\r\n"))), "401");
}

TEST(Gate, PartiesActOnTheirCasesWithTheScopesOfTheirApplications) {
  Route acting = for_tokens(route_of("POST", "/api/case", Door::account, saying("in")), "office:act");
  acting.party_scope = "application:submit";
  Office office({acting, for_tokens(route_of("POST", "/api/step", Door::office, saying("in")), "office:act")});
  const auto party = identity_of("a", {"applicant"}), officer = identity_of("b", {"intake"});
  office.visitors.tokens = {{"party", by_token(party, {"application:submit"})},
                            {"officer", by_token(officer, {"application:submit"})},
                            {"reader", by_token(party, {"application:read"})}};
  office.start();
  const auto post = [&](const std::string& path, const std::string& token) {
    return status_of(ask(office, "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\nContent-Length: 0\r\n\r\n"));
  };
  EXPECT_EQ(post("/api/case", "party"), "200");
  EXPECT_EQ(post("/api/case", "officer"), "403");
  EXPECT_EQ(post("/api/case", "reader"), "403");
  EXPECT_EQ(post("/api/step", "party"), "403");
}

TEST(Gate, BrowsersAreSentToLogInAndBack) {
  Office office({route_of("GET", "/queue", Door::office, saying("in"))});
  office.visitors.sessions = {{"weak", identity_of("w", {"intake"}, false)}};
  office.start();
  EXPECT_THAT(ask(office, get("/queue?state=a%20b", "Accept: text/html\r\n")), HasSubstr("Location: /login?next=%2Fqueue%3Fstate%3Da%2520b\r\n"));
  EXPECT_THAT(ask(office, get("/queue", "Cookie: hoshi_session=weak\r\n")), HasSubstr("Location: /login/second?next=%2Fqueue\r\n"));
}

TEST(Gate, ADatabaseThatIsAwayLetsNobodyIn) {
  Office office({route_of("GET", "/mine", Door::account, saying("in"))});
  office.visitors.sessions = {{"s", identity_of("a", {})}};
  office.visitors.is_broken = true;
  office.start();
  const std::string answer = ask(office, get("/mine", "Cookie: hoshi_session=s\r\n"));
  EXPECT_EQ(status_of(answer), "503");
  EXPECT_THAT(answer, Not(HasSubstr("secret/place")));
  EXPECT_THAT(office.log.back(), HasSubstr("secret/place"));
}

Handler showing_token() {
  return [](const Request& request, const Visitor&) -> Result<Response> { return Response::page("token " + request.csrf + "."); };
}

Office& form_office() {
  static Office office({route_of("GET", "/form", Door::anyone, showing_token()), route_of("POST", "/form", Door::anyone, saying("taken")),
                        route_of("GET", "/mine", Door::account, showing_token()), route_of("POST", "/mine", Door::account, saying("taken"))});
  if (!office.server) {
    office.visitors.sessions = {{"s", identity_of("a", {})}, {"other", identity_of("b", {})}};
    office.start();
  }
  return office;
}

TEST(Forms, NeedTheTokenOfTheirSession) {
  Office& office = form_office();
  const std::string cookie = "Cookie: hoshi_session=s\r\n";
  const std::string page = ask(office, get("/mine", cookie));
  const std::string token = page.substr(page.find("token ") + 6, 64);
  EXPECT_EQ(token, csrf_token_of("s"));
  EXPECT_EQ(status_of(ask(office, post("/mine", "csrf=" + token, cookie))), "200");
  EXPECT_EQ(status_of(ask(office, post("/mine", "", cookie + "X-CSRF-Token: " + token + "\r\n"))), "200");
  EXPECT_EQ(status_of(ask(office, post("/mine", "a=b", cookie))), "403");
  EXPECT_EQ(status_of(ask(office, post("/mine", "csrf=" + token, "Cookie: hoshi_session=other\r\n"))), "403");
  EXPECT_EQ(status_of(ask(office, post("/mine", "csrf=" + token.substr(1), cookie))), "403");
}

TEST(Forms, ComeFromOurOwnPages) {
  Office& office = form_office();
  const std::string cookie = "Cookie: hoshi_session=s\r\n";
  const std::string body = "csrf=" + csrf_token_of("s");
  EXPECT_EQ(status_of(ask(office, post("/mine", body, cookie + "Origin: http://office.test\r\nSec-Fetch-Site: same-origin\r\n"))), "200");
  for (const char* foreign : {"Origin: https://evil.test\r\n", "Origin: null\r\n", "Origin: https://office.test\r\n", "Sec-Fetch-Site: cross-site\r\n",
                              "Sec-Fetch-Site: same-site\r\n", "Sec-Fetch-Site: none\r\n"}) {
    EXPECT_EQ(status_of(ask(office, post("/mine", body, cookie + foreign))), "403") << foreign;
  }
}

TEST(Forms, OfPeopleWithoutASessionHaveACookieOfTheirOwn) {
  Office& office = form_office();
  const std::string page = ask(office, get("/form"));
  const auto at = page.find("Set-Cookie: hoshi_form=");
  ASSERT_NE(at, std::string::npos);
  const std::string cookie = page.substr(at + 23, 64);
  const std::string token = page.substr(page.find("token ") + 6, 64);
  EXPECT_EQ(token, csrf_token_of(cookie));
  EXPECT_EQ(status_of(ask(office, post("/form", "csrf=" + token, "Cookie: hoshi_form=" + cookie + "\r\n"))), "200");
  EXPECT_EQ(status_of(ask(office, post("/form", "csrf=" + token))), "403");
  EXPECT_THAT(ask(office, get("/form", "Cookie: hoshi_form=" + cookie + "\r\n")), Not(HasSubstr("Set-Cookie")));
}

// One place for all routes: nobody learns from a body that was looked at what is behind a door that is shut.
TEST(Bodies, AreLookedAtBehindTheDoorAlone) {
  Office office({route_of("POST", "/office", Door::office, saying("in")), route_of("POST", "/mine", Door::account, saying("in"))});
  office.visitors.sessions["s"] = identity_of("maker", {"applicant"});
  office.visitors.tokens["t"] = identity_of("maker", {"applicant"});
  office.visitors.tokens["t"].by_token = true;
  office.start();
  const std::pair<std::string, std::string> bodies[] = {{"{", "application/json"}, {"a", "text/plain"}, {"x", "multipart/form-data"}, {"a=%ff", "application/x-www-form-urlencoded"}};
  for (const auto& [body, type] : bodies) {
    EXPECT_EQ(status_of(ask(office, post("/mine", body, "", type))), "401") << type;
    EXPECT_EQ(status_of(ask(office, post("/office", body, "Cookie: hoshi_session=s\r\n", type))), "403") << type;
    EXPECT_EQ(status_of(ask(office, post("/mine", body, "Authorization: Bearer t\r\n", type))), "403") << type;
  }
}

TEST(Bodies, OfOtherKindsAreRefused) {
  Office& office = form_office();
  const std::string headers = "Cookie: hoshi_session=s\r\nX-CSRF-Token: " + csrf_token_of("s") + "\r\n";
  EXPECT_EQ(status_of(ask(office, post("/mine", "a", headers, "text/plain"))), "415");
  EXPECT_EQ(status_of(ask(office, post("/mine", "{", headers, "application/json"))), "400");
  EXPECT_EQ(status_of(ask(office, post("/mine", "{\"a\":1,\"a\":2}", headers, "application/json"))), "400");
  EXPECT_EQ(status_of(ask(office, post("/mine", std::string(60, '['), headers, "application/json"))), "400");
  EXPECT_EQ(status_of(ask(office, post("/mine", "{\"a\":1}", headers, "application/json"))), "200");
  EXPECT_EQ(status_of(ask(office, post("/mine", "a=%ff", headers))), "400");
}

TEST(Problems, AreSaidInTheReadersLanguageAndForm) {
  Office office({route_of("GET", "/fails", Door::anyone, [](const Request&, const Visitor&) -> Result<Response> { return fail(ErrorCode::conflict, "two <at> once"); }),
                 route_of("GET", "/throws", Door::anyone, [](const Request&, const Visitor&) -> Result<Response> { throw std::runtime_error("a secret"); })});
  office.start();
  EXPECT_THAT(ask(office, get("/fails")), AllOf(StartsWith("HTTP/1.1 409"), HasSubstr("内容が更新されています"), HasSubstr("two &lt;at&gt; once")));
  EXPECT_THAT(ask(office, get("/fails", "Accept-Language: en\r\n")), HasSubstr("Something has changed in the meantime"));
  EXPECT_THAT(ask(office, get("/fails", "Accept: application/json\r\n")),
              AllOf(HasSubstr("Content-Type: application/problem+json"), HasSubstr("\"code\":\"conflict\""), HasSubstr("\"status\":409")));
  EXPECT_THAT(ask(office, get("/throws")), AllOf(StartsWith("HTTP/1.1 500"), Not(HasSubstr("a secret"))));
  EXPECT_THAT(ask(office, get("/api/nowhere")), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("application/problem+json")));
  EXPECT_THAT(ask(office, "DELETE /fails HTTP/1.1\r\nHost: a\r\n\r\n"), AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD\r\n")));
  EXPECT_THAT(ask(office, get("/fails/?a=b")), AllOf(StartsWith("HTTP/1.1 308"), HasSubstr("Location: /fails?a=b\r\n")));
}

TEST(Answers, CarryTheSecurityHeaders) {
  Office office({route_of("GET", "/", Door::anyone, saying("page"))});
  office.start();
  const std::string answer = ask(office, get("/"));
  for (const char* header : {"Content-Security-Policy: default-src 'none'; ", "frame-ancestors 'none'", "X-Content-Type-Options: nosniff",
                             "Referrer-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin", "Cache-Control: no-store", "X-Request-Id: "}) {
    EXPECT_THAT(answer, HasSubstr(header));
  }
  EXPECT_THAT(answer, Not(HasSubstr("unsafe")));
  EXPECT_THAT(answer, Not(HasSubstr("Strict-Transport-Security")));
}

TEST(Answers, NeverTakeASessionFromAHandlersHeaders) {
  Office office({route_of("GET", "/", Door::anyone, [](const Request&, const Visitor&) -> Result<Response> {
    Response response = Response::page("x");
    response.headers.emplace("set-cookie", "hoshi_session=mine");
    response.session = "fresh";
    return response;
  })});
  office.start();
  EXPECT_THAT(ask(office, get("/")), AllOf(HasSubstr("Set-Cookie: hoshi_session=fresh; Path=/; HttpOnly; SameSite=Strict\r\n"), Not(HasSubstr("mine"))));
}

TEST(Proxies, AreBelievedOnlyWhenTrusted) {
  const auto handler = [](const Request& request, const Visitor&) -> Result<Response> { return Response::page(request.address + " " + request.origin); };
  const std::string forwarded = "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";
  Office plain({route_of("GET", "/", Door::anyone, handler)});
  plain.start();
  EXPECT_THAT(ask(plain, get("/", forwarded)), HasSubstr("127.0.0.1 http://office.test"));
  SiteSettings settings;
  settings.trusted_proxies = {"127.0.0.1"};
  Office behind({route_of("GET", "/", Door::anyone, handler)}, settings);
  behind.start();
  const std::string answer = ask(behind, get("/", forwarded));
  EXPECT_THAT(answer, AllOf(HasSubstr("203.0.113.9 https://office.test"), HasSubstr("Strict-Transport-Security: ")));
  EXPECT_THAT(ask(behind, get("/", "X-Forwarded-For: <script>\r\n")), HasSubstr("127.0.0.1 "));
  EXPECT_THAT(ask(behind, get("/", "X-Forwarded-For: 203.0.113.9:4711\r\n")), HasSubstr("203.0.113.9 "));
  EXPECT_THAT(ask(behind, get("/", "X-Forwarded-For: 1.2.3.4.5\r\n")), HasSubstr("127.0.0.1 "));
}

TEST(Hosts, ThatAreNotOursAreRefused) {
  SiteSettings settings;
  settings.origin = "https://office.test";
  Office office({route_of("GET", "/", Door::anyone, saying("in"))}, settings);
  office.start();
  EXPECT_EQ(status_of(ask(office, get("/"))), "200");
  EXPECT_EQ(status_of(ask(office, "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n")), "421");
}

TEST(Rates, AreLimitedByAddressAndByAccount) {
  SiteSettings settings;
  settings.rate_of_address = {0.01, 3};
  Office office({route_of("GET", "/", Door::anyone, saying("in"))}, settings);
  office.start();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status_of(ask(office, get("/"))), "200");
  const std::string answer = ask(office, get("/"));
  EXPECT_EQ(status_of(answer), "429");
  EXPECT_THAT(answer, HasSubstr("Retry-After: "));
  SiteSettings of_account;
  of_account.rate_of_account = {0.01, 2};
  Office other({route_of("GET", "/", Door::account, saying("in"))}, of_account);
  other.visitors.sessions = {{"s", identity_of("a", {})}};
  other.start();
  for (const char* expected : {"200", "200", "429"}) EXPECT_EQ(status_of(ask(other, get("/", "Cookie: hoshi_session=s\r\n"))), expected);
}

TEST(Log, HoldsNeitherPathNorQueryNorSecrets) {
  Office office({route_of("GET", "/welcome/{link}", Door::anyone, saying("in"))});
  office.start();
  ask(office, get("/welcome/very-secret?word=private", "Cookie: hoshi_session=cookie-secret\r\n"));
  ASSERT_EQ(office.log.size(), 1u);
  EXPECT_THAT(office.log[0], AllOf(HasSubstr("\"route\":\"/welcome/{link}\""), Not(HasSubstr("secret")), Not(HasSubstr("private"))));
}

struct Counted {
  std::atomic<int> times{0};
  Handler handler() {
    return [this](const Request& request, const Visitor&) -> Result<Response> {
      Response response = Response::page(std::string(2000, 'x') + std::to_string(++times) + std::string(name_of(request.language)));
      response.public_for = std::chrono::seconds(60);
      return response;
    };
  }
};

TEST(PublicPages, AreRenderedOnceForEverybody) {
  Counted counted;
  Office office({route_of("GET", "/label", Door::anyone, counted.handler())});
  office.visitors.sessions = {{"s", identity_of("a", {})}};
  office.start();
  const std::string first = ask(office, get("/label"));
  const std::string second = ask(office, get("/label"));
  EXPECT_EQ(counted.times, 1);
  EXPECT_THAT(second, AllOf(HasSubstr("Cache-Control: public, max-age=60"), HasSubstr("x1ja"), HasSubstr("Vary: Accept-Encoding, Accept-Language, Cookie"),
                            HasSubstr("Content-Security-Policy: "), HasSubstr("Date: ")));
  EXPECT_THAT(ask(office, get("/label", "Accept-Language: en\r\n")), HasSubstr("x2en"));
  EXPECT_THAT(ask(office, get("/label", "Cookie: hoshi_session=s\r\n")), HasSubstr("x3ja"));
  const std::string tag = second.substr(second.find("ETag: ") + 6, 34);
  EXPECT_THAT(ask(office, get("/label", "If-None-Match: W/" + tag + "\r\n")), StartsWith("HTTP/1.1 304 Not Modified\r\n"));
  const std::string packed = ask(office, get("/label", "Accept-Encoding: gzip\r\n"));
  EXPECT_THAT(packed, AllOf(HasSubstr("Content-Encoding: gzip"), HasSubstr("\r\n\r\n\x1f\x8b")));
  EXPECT_LT(packed.size(), 1500u);
  Line line(office.server->port());
  line.say("HEAD /label HTTP/1.1\r\nHost: a\r\n\r\n" + get("/label"));
  EXPECT_THAT(line.answer(true), HasSubstr("Content-Length: 2003\r\n"));
  EXPECT_THAT(line.answer(), HasSubstr("x1ja"));
  EXPECT_THAT(ask(office, get("/label", "Connection: close\r\n")), HasSubstr("x1ja"));
  EXPECT_THAT(ask(office, get("/label", "Authorization: Bearer of-nobody\r\n")), StartsWith("HTTP/1.1 401 "));
  office.cache.forget("/label");
  EXPECT_THAT(ask(office, get("/label")), HasSubstr("x4ja"));
}

TEST(PageCache, StaysWithinItsMemory) {
  PageCache cache(100'000);
  for (int i = 0; i < 100; ++i) {
    Response response = Response::page(sha256_hex(std::to_string(i)) + std::string(3000, 'x'));
    cache.keep("/p" + std::to_string(i), std::nullopt, response, PageCache::Time::max());
    EXPECT_LE(cache.bytes(), 100'000u);
  }
  EXPECT_GT(cache.bytes(), 50'000u);
  EXPECT_TRUE(cache.find({"GET", "/p99", "", "", "", ""}, {}));
  cache.keep("/two%20spellings", std::nullopt, Response::page("x"), PageCache::Time::max());
  EXPECT_FALSE(cache.find({"GET", "/two%20spellings", "", "", "", ""}, {}));
  cache.forget_everything();
  EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace hoshi::web
