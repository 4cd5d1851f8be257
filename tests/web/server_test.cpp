// The server on the loopback: syntax, limits, timeouts, keep-alive, stopping.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "web/office.h"

namespace hoshi::web {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Route upload(std::size_t most) {
  Route route = route_of("POST", "/upload", Door::anyone, [](const Request& request, const Visitor&) -> Result<Response> {
    return Response::page(std::to_string(request.body.size()) + " bytes");
  });
  route.body_bytes_max = most;
  return route;
}

ServerSettings impatient() {
  ServerSettings settings;
  settings.limits.head_time = 300ms;
  settings.limits.idle_time = 300ms;
  settings.limits.slack_time = 300ms;
  return settings;
}

TEST(Server, AnswersSeveralRequestsOnOneConnection) {
  Office office({route_of("GET", "/", Door::anyone, saying("first")), route_of("GET", "/b", Door::anyone, saying("second"))});
  office.start();
  Line line(office.server->port());
  line.say(get("/") + get("/b"));  // pipelined
  EXPECT_THAT(line.answer(), HasSubstr("first"));
  EXPECT_THAT(line.answer(), HasSubstr("second"));
  line.say(get("/"));
  EXPECT_THAT(line.answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, UnderstandsARequestInAnyPieces) {
  Office office({upload(1000)});
  office.start();
  const std::string whole = post("/upload", "ab", "Connection: close\r\n", "application/octet-stream");
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    Line line(office.server->port());
    line.say(whole.substr(0, cut));
    std::this_thread::sleep_for(1ms);
    line.say(whole.substr(cut));
    EXPECT_THAT(line.answer(), HasSubstr("403")) << cut;  // no form token: but whole
  }
}

TEST(Server, HeadHasTheLengthAndNoBody) {
  Office office({route_of("GET", "/", Door::anyone, saying("twelve bytes"))});
  office.start();
  Line line(office.server->port());
  line.say("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const std::string answer = line.rest();
  EXPECT_THAT(answer, HasSubstr("Content-Length: 12\r\n"));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST(Server, S18_RefusesWhatCouldBeReadInTwoWays) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok")), upload(1000)});
  office.start();
  const std::string host = "Host: a\r\n";
  for (const std::string& odd : std::vector<std::string>
       {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n" + host + host + "\r\n", "GET / HTTP/2.0\r\n" + host + "\r\n",
        "GET  / HTTP/1.1\r\n" + host + "\r\n", "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "POST /upload HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /upload HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST /upload HTTP/1.1\r\n" + host + "Content-Length: -3\r\n\r\nabc",
        "POST /upload HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST /upload HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "GET / HTTP/1.1\r\n" + host + "A: b\x01\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n"}) {
    Line line(office.server->port());
    line.say(odd);
    const std::string answer = line.rest();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400")) << odd;
    EXPECT_THAT(answer, HasSubstr("Connection: close")) << odd;
  }
}

TEST(Server, LimitsTheHead) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok"))});
  office.start();
  EXPECT_THAT(ask(office, get("/", "A: " + std::string(20'000, 'x') + "\r\n")), StartsWith("HTTP/1.1 431"));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "A" + std::to_string(i) + ": b\r\n";
  EXPECT_THAT(ask(office, get("/", many)), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(ask(office, get("/" + std::string(5000, 'x'))), StartsWith("HTTP/1.1 400"));
}

TEST(Server, LimitsTheBodyByItsRouteBeforeReadingIt) {
  Office office({upload(1000)});
  office.start();
  Line line(office.server->port());
  line.say("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999\r\n\r\n");
  EXPECT_THAT(line.rest(), StartsWith("HTTP/1.1 413"));
  Line chunked(office.server->port());
  chunked.say("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n");
  EXPECT_THAT(chunked.rest(), StartsWith("HTTP/1.1 413"));
}

// The route is for accounts; its long bodies are read only from those who may send them.
TEST(Server, ReadsNoLongBodyOfAStranger) {
  Route route = upload(1u << 20);
  route.door = Door::account;
  route.token = Token::yes;
  route.scope = "file:write";
  Office office({std::move(route)});
  office.visitors.tokens["t-maker"] = identity_of("maker", {"applicant"});
  office.visitors.tokens["t-maker"].scopes = {"file:write"};
  office.visitors.tokens["t-maker"].by_token = true;
  office.start();
  const auto announced = [](std::string_view token, std::string_view more) {
    return "POST /upload HTTP/1.1\r\nHost: office.test\r\nContent-Type: application/octet-stream\r\nContent-Length: 300000\r\n" +
           (token.empty() ? "" : "Authorization: Bearer " + std::string(token) + "\r\n") + std::string(more) + "\r\n";
  };
  for (const char* token : {"", "t-wrong"}) {
    Line line(office.server->port());
    line.say(announced(token, ""));
    EXPECT_THAT(line.answer(), StartsWith("HTTP/1.1 401")) << "said before a byte of the body came";
    EXPECT_TRUE(line.is_closed_by_other());
  }
  Line welcome(office.server->port());
  welcome.say(announced("t-maker", "Expect: 100-continue\r\n"));
  EXPECT_THAT(welcome.answer(true), StartsWith("HTTP/1.1 100"));
  welcome.say(std::string(300000, 'a'));
  EXPECT_THAT(welcome.answer(), HasSubstr("300000 bytes"));
  Line eager(office.server->port());  // the body on the heels of the head
  eager.say(announced("t-maker", "") + std::string(300000, 'a') + get("/nothing"));
  EXPECT_THAT(eager.answer(), HasSubstr("300000 bytes"));
  EXPECT_THAT(eager.answer(), StartsWith("HTTP/1.1 404"));
}

// Announcing takes nothing from others; only what has come counts.
TEST(Server, HoldsNoMemoryForBodiesThatWereOnlyAnnounced) {
  ServerSettings settings;
  settings.limits.bodies_bytes = 1000;
  settings.limits.short_bodies_bytes = 0;
  Office office({upload(1000)});
  office.start(settings);
  std::vector<std::unique_ptr<Line>> waiting;
  for (int one = 0; one < 5; ++one) {
    waiting.push_back(std::make_unique<Line>(office.server->port()));
    waiting.back()->say("POST /upload HTTP/1.1\r\nHost: office.test\r\nContent-Type: application/octet-stream\r\nContent-Length: 900\r\n\r\n");
  }
  EXPECT_THAT(ask(office, post("/upload", std::string(900, 'a'), "", "application/octet-stream")), HasSubstr("403"));  // no form token: but read whole
  waiting[0]->say(std::string(800, 'a'));
  std::this_thread::sleep_for(100ms);
  EXPECT_THAT(ask(office, post("/upload", std::string(900, 'a'), "", "application/octet-stream")), StartsWith("HTTP/1.1 503"));
  waiting.clear();
  std::this_thread::sleep_for(100ms);
  EXPECT_THAT(ask(office, post("/upload", std::string(900, 'a'), "", "application/octet-stream")), HasSubstr("403"));
}

// Trickling uploads hold memory for an hour: not all of it, in nobody's hand.
TEST(Server, LeavesMemoryForBodiesToOthers) {
  Route route = upload(100'000);
  route.door = Door::account;
  route.token = Token::yes;
  route.scope = "file:write";
  SiteSettings behind_proxy;
  behind_proxy.trusted_proxies = {"127.0.0.1"};
  Office office({std::move(route)}, behind_proxy);
  for (const char* name : {"a", "b", "c"}) {
    office.visitors.tokens[std::string("t-") + name] = identity_of(name, {"applicant"});
    office.visitors.tokens[std::string("t-") + name].scopes = {"file:write"};
    office.visitors.tokens[std::string("t-") + name].by_token = true;
  }
  ServerSettings settings;
  settings.trusted_proxies = {"127.0.0.1"};
  settings.limits.body_of_strangers_bytes = 1000;
  settings.limits.bodies_bytes = 220'000;
  settings.limits.short_bodies_bytes = 20'000;
  settings.limits.bodies_bytes_per_account = 100'000;
  settings.limits.bodies_bytes_per_client = 150'000;
  office.start(settings);
  std::vector<std::unique_ptr<Line>> held;
  const auto tried = [&](const std::string& account, const std::string& address, std::size_t whole, std::size_t come) {
    held.push_back(std::make_unique<Line>(office.server->port()));
    held.back()->say("POST /upload HTTP/1.1\r\nHost: office.test\r\nContent-Type: application/octet-stream\r\nX-Forwarded-For: " + address +
                     "\r\nAuthorization: Bearer t-" + account + "\r\nContent-Length: " + std::to_string(whole) + "\r\n\r\n" + std::string(come, 'a'));
    std::this_thread::sleep_for(100ms);
    return whole == come ? held.back()->answer().substr(9, 3) : std::string("held");
  };
  EXPECT_EQ(tried("a", "192.0.2.1", 90'000, 80'000), "held");
  EXPECT_EQ(tried("a", "192.0.2.2", 40'000, 40'000), "503") << "an account, from wherever";
  EXPECT_EQ(tried("b", "192.0.2.1", 90'000, 60'000), "held");
  EXPECT_EQ(tried("c", "192.0.2.1", 40'000, 40'000), "503") << "an address, whosever accounts";
  EXPECT_EQ(tried("c", "192.0.2.2", 50'000, 50'000), "200") << "others go on";
  EXPECT_EQ(tried("c", "192.0.2.2", 90'000, 55'000), "held");
  EXPECT_EQ(tried("b", "192.0.2.3", 20'000, 20'000), "503") << "all that is for long bodies is held";
  EXPECT_EQ(tried("b", "192.0.2.3", 900, 900), "200") << "short ones pass";
  held.clear();
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(tried("a", "192.0.2.1", 90'000, 90'000), "200") << "and all of it comes back";
}

TEST(Server, SaysContinueOnlyWhenTheBodyMayCome) {
  Office office({upload(1000)});
  office.start();
  Line line(office.server->port());
  line.say("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(line.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  line.say("12345");
  EXPECT_THAT(line.answer(), StartsWith("HTTP/1.1 4"));
  Line large(office.server->port());
  large.say("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(large.answer(), StartsWith("HTTP/1.1 413"));
}

TEST(Server, DoesNotWaitForAClientThatTrickles) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok"))});
  office.start(impatient());
  Line line(office.server->port());
  line.say("GET / HTTP/1.1\r\n");
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 20 && line.is_open(); ++i) {
    std::this_thread::sleep_for(50ms);
    line.say("A: b\r\n");
  }
  EXPECT_TRUE(line.is_closed_by_other());
  EXPECT_LT(std::chrono::steady_clock::now() - began, 4s);
}

TEST(Server, SaysSoWhenTheBodyDoesNotComeInTime) {
  Office office({upload(1000)});
  office.start(impatient());
  Line line(office.server->port());
  line.say("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12");
  EXPECT_THAT(line.rest(), StartsWith("HTTP/1.1 408"));
}

TEST(Server, EndsIdleConnections) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok"))});
  office.start(impatient());
  Line line(office.server->port());
  line.say(get("/"));
  line.answer();
  EXPECT_TRUE(line.is_closed_by_other(5000));
}

TEST(Server, LimitsConnectionsOfOneAddress) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok"))});
  ServerSettings settings;
  settings.limits.connections_per_address = 2;
  office.start(settings);
  Line first(office.server->port());
  first.say(get("/"));
  first.answer();
  {
    Line second(office.server->port());
    second.say(get("/"));
    second.answer();
    Line third(office.server->port());
    EXPECT_TRUE(third.is_closed_by_other());
  }
  std::string answer;
  for (int i = 0; i < 50 && answer.empty(); ++i) {  // The place of the second is free again as soon as its end is seen.
    std::this_thread::sleep_for(20ms);
    answer = ask(office, get("/"));
  }
  EXPECT_THAT(answer, HasSubstr("ok"));
}

TEST(Server, LetsTheRequestUnderWayFinishWhenItStops) {
  std::atomic<bool> has_begun{false};
  Office office({route_of("GET", "/slow", Door::anyone, [&](const Request&, const Visitor&) -> Result<Response> {
    has_begun = true;
    std::this_thread::sleep_for(300ms);
    return Response::page("done");
  })});
  office.start();
  Line idle(office.server->port());
  Line busy(office.server->port());
  busy.say(get("/slow"));
  while (!has_begun) std::this_thread::sleep_for(1ms);
  const auto port = office.server->port();
  office.server->stop();
  EXPECT_THAT(busy.rest(), HasSubstr("done"));
  EXPECT_TRUE(idle.is_closed_by_other());
  EXPECT_FALSE(Line(port).is_open());
}

TEST(Server, TellsClientsToComeBackWhenAllWorkersAreBusy) {
  std::atomic<bool> may_end{false};
  Office office({route_of("GET", "/slow", Door::anyone, [&](const Request&, const Visitor&) -> Result<Response> {
    while (!may_end) std::this_thread::sleep_for(1ms);
    return Response::page("done");
  })});
  ServerSettings settings;
  settings.workers = 1;
  settings.limits.waiting_requests = 1;
  office.start(settings);
  std::vector<std::unique_ptr<Line>> lines;
  for (int i = 0; i < 4; ++i) {
    lines.push_back(std::make_unique<Line>(office.server->port()));
    lines.back()->say(get("/slow"));
    std::this_thread::sleep_for(50ms);
  }
  const std::string answer = lines.back()->answer();
  may_end = true;
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("Retry-After: "));
}

TEST(Server, RefusesAnAddressAndACertificateThatAreNone) {
  Office office({route_of("GET", "/", Door::anyone, saying("ok"))});
  ServerSettings settings;
  settings.address = "office.example";
  EXPECT_EQ(Server::start(settings, office.site).error().code, ErrorCode::invalid_input);
  ServerSettings tls;
  tls.certificate = "/nowhere/certificate.pem";
  tls.key = "/nowhere/key.pem";
  EXPECT_EQ(Server::start(tls, office.site).error().code, ErrorCode::invalid_input);
}

}  // namespace
}  // namespace hoshi::web
