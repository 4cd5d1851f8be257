// Tests of the http_pages probe.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_http_pages;

namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;

// A device with a page for each path; everything else is 404.
void serve_pages(FakeBench& bench, std::map<std::string, std::string> pages) {
  bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  bench.serve(80, [pages](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    const auto found = pages.find(split(heard.all, ' ').at(1));
    return Reply{found != pages.end() ? found->second : "HTTP/1.1 404 Not Found\r\n\r\n", true};
  });
}

std::vector<Value> pages_of(FakeBench& bench) {
  EXPECT_TRUE(bench.run(probe_http_pages, {"", "main", "tcp/80", ""}));
  return bench.values("http.page");
}

TEST(HttpPages, ShowsTitleServerAndBasicAuthentication) {
  FakeBench bench;
  serve_pages(bench, {{"/",
                       "HTTP/1.1 401 No\r\nServer: cam/1.0\r\nWWW-Authenticate: Basic "
                       "realm=\"HC-100\"\r\n\r\n<title>Who?</title>"}});
  const auto pages = pages_of(bench);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0]["authentication"].as_text(), "basic");
  EXPECT_EQ(pages[0]["realm"].as_text(), "HC-100");
  EXPECT_EQ(pages[0]["server"].as_text(), "cam/1.0");
  EXPECT_EQ(pages[0]["title"].as_text(), "Who?");
  EXPECT_EQ(pages[0]["status"].as_integer(), 401);
}

TEST(HttpPages, FollowsOnTheEndpointAndFindsTheLoginForm) {
  FakeBench bench;
  serve_pages(bench, {{"/", "HTTP/1.1 302 F\r\nLocation: login.html?x=1\r\n\r\n"},
                      {"/login.html", "HTTP/1.1 200 OK\r\n\r\n<form><input type=password></form>"}});
  const auto pages = pages_of(bench);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0]["redirect"].as_text(), "/login.html");
  EXPECT_EQ(pages[1]["authentication"].as_text(), "form");
}

TEST(HttpPages, RecordsRedirectsElsewhereWithoutFollowing) {
  FakeBench bench;
  serve_pages(bench, {{"/", "HTTP/1.1 301 M\r\nLocation: https://203.0.113.9/x?token=1\r\n\r\n"}});
  const auto pages = pages_of(bench);
  ASSERT_EQ(pages.size(), 1u);
  EXPECT_EQ(pages[0]["redirect"].as_text(), "https://[address]/x");
  EXPECT_EQ(bench.world.written.size(), 1u);
}

TEST(HttpPages, LooksAtDeclaredPagesButNotAtWrites) {
  FakeBench bench;
  serve_pages(bench, {{"/api", "HTTP/1.1 200 OK\r\n\r\n{}"}});
  Route route;
  route.id = "web";
  route.transport = "tcp";
  route.port = 80;
  route.protocol = "http";
  bench.described.routes = {route};
  bench.described.requests = {{"r", "web", "a", "read", "/api"}, {"w", "web", "a", "write", "/reboot"}};
  EXPECT_EQ(pages_of(bench).size(), 2u);
  EXPECT_FALSE(bench.wrote("/reboot"));
}

TEST(HttpPages, EndsWhenADeviceRedirectsInCircles) {
  FakeBench bench;
  serve_pages(bench, {{"/", "HTTP/1.1 302 F\r\nLocation: /a\r\n\r\n"},
                      {"/a", "HTTP/1.1 302 F\r\nLocation: /\r\n\r\n"}});
  EXPECT_EQ(pages_of(bench).size(), 2u);
}

TEST(HttpPages, SaysNothingOfADeviceThatDoesNotSpeakHttp) {
  FakeBench bench;
  bench.serve(80, [](const Heard&) { return Reply{"220 ftp\r\n", true}; });
  EXPECT_TRUE(pages_of(bench).empty());
}

TEST(HttpPages, IsPlannedWhereHttpWasSeenOnTargetsOfThisRun) {
  FakeBench bench;
  bench.saw("service.identified", {"main", "tcp/8443", ""}, object({{"protocol", "http"}, {"tls", true}}));
  bench.saw("service.identified", {"main", "tcp/22", ""}, object({{"protocol", "ssh"}}));
  bench.saw("service.identified", {"other", "tcp/80", ""}, object({{"protocol", "http"}}));
  const auto tasks = bench.plan(probe_http_pages);
  ASSERT_EQ(tasks.size(), 1u);
  EXPECT_EQ(tasks[0].endpoint, "tcp/8443");
}

}  // namespace
}  // namespace hoshi::probes
