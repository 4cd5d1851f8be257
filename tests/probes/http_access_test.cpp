// Tests of the http_access probe: open, refused, deceptive devices, controls over Basic, Digest and forms.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_http_access;

namespace {

using testing::FakeBench;
using testing::Heard;
using testing::Reply;

constexpr std::string_view password = "test-Passw0rd";
const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
const std::string settings = R"({"ssid":"home","wifi_key":"abcdefgh"})";
const std::string not_found = "HTTP/1.1 404 Not Found\r\n\r\nno such page";

struct Ask {
  std::string method;
  std::string path;
  std::string head;
  std::string body;
};
using Device = std::function<std::string(const Ask&)>;

// Answers each request of one connection by the device function.
void serve(FakeBench& bench, Device device) {
  bench.serve(80, [device](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    const auto words = split(heard.all, ' ');
    const auto end = heard.all.find("\r\n\r\n");
    return Reply{device({words.at(0), words.at(1), heard.all.substr(0, end), heard.all.substr(end + 4)}),
                 true};
  });
}

void describe(FakeBench& bench, std::string_view login_kind, bool is_protected = true) {
  bench.saw("service.identified", {"main", "tcp/80", ""}, object({{"protocol", "http"}, {"tls", false}}));
  Route route;
  route.id = "web";
  route.transport = "tcp";
  route.port = 80;
  route.protocol = "http";
  bench.described.routes = {route};
  Asset asset;
  asset.id = "settings";
  asset.is_protected = is_protected;
  bench.described.assets = {asset};
  bench.described.requests = {{"read", "web", "settings", "read", "/api/settings"}};
  if (login_kind.empty()) return;
  bench.described.logins = {
      {"login", "web", "account", std::string(login_kind), "/login", "user", "pass", "/api/settings"}};
  bench.accounts = {{"account", "admin", std::string(password), false}};
}

void run(FakeBench& bench) { ASSERT_TRUE(bench.run(probe_http_access, {"", "main", "tcp/80", "read"})); }

Value only(const FakeBench& bench, std::string_view fact) {
  const auto values = bench.values(fact);
  EXPECT_EQ(values.size(), 1u) << fact;
  return values.empty() ? Value() : values.front();
}

TEST(HttpAccess, SeesProtectedContentWithoutLogin) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask& ask) { return ask.path == "/api/settings" ? ok + settings : not_found; });
  run(bench);
  const auto value = only(bench, "access.unauthenticated");
  EXPECT_EQ(value["protected"].as_text(), "yes");
  EXPECT_EQ(value["bytes"].as_integer(), static_cast<std::int64_t>(settings.size()));
  EXPECT_EQ(only(bench, "asset.seen_in_clear")["route"].as_text(), "web");
}

TEST(HttpAccess, OfAnUnprotectedAssetIsNoMatter) {
  FakeBench bench;
  describe(bench, "", false);
  serve(bench, [](const Ask& ask) { return ask.path == "/api/settings" ? ok + settings : not_found; });
  run(bench);
  EXPECT_EQ(only(bench, "access.unauthenticated")["protected"].as_text(), "no");
  EXPECT_TRUE(bench.values("asset.seen_in_clear").empty());
}

TEST(HttpAccess, IsRefusedWithABasicControl) {
  FakeBench bench;
  describe(bench, "basic");
  serve(bench, [](const Ask& ask) {
    const bool knows =
        ask.head.find("Basic " + to_base64(to_bytes("admin:" + std::string(password)))) != std::string::npos;
    return knows ? ok + settings : "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n";
  });
  run(bench);
  const auto value = only(bench, "access.refused");
  EXPECT_EQ(value["how"].as_text(), "401");
  EXPECT_TRUE(value["control"].as_bool());
  EXPECT_EQ(only(bench, "asset.seen_in_clear")["how"].as_text(), "read with the test account");
}

TEST(HttpAccess, HasNoControlWithoutAnAccountOrWithAWrongOne) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask&) { return std::string("HTTP/1.1 401 No\r\n\r\n"); });
  run(bench);
  EXPECT_FALSE(only(bench, "access.refused")["control"].as_bool());
  FakeBench wrong;
  describe(wrong, "basic");
  serve(wrong, [](const Ask&) { return std::string("HTTP/1.1 401 No\r\n\r\n"); });
  run(wrong);
  EXPECT_FALSE(only(wrong, "access.refused")["control"].as_bool());
}

TEST(HttpAccess, BelievesNoControlThatHoldsOnce) {
  const std::string refusal = "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\n\r\n";
  for (const bool lets_nobody_in_later : {true, false}) {
    FakeBench bench;
    describe(bench, "basic");
    int with_password = 0, without = 0;
    serve(bench, [&](const Ask& ask) {
      if (ask.head.find("Authorization") != std::string::npos) return ++with_password == 1 || !lets_nobody_in_later ? ok + settings : refusal;
      return ++without == 1 || lets_nobody_in_later ? refusal : ok + settings;
    });
    run(bench);
    EXPECT_FALSE(only(bench, "access.refused")["control"].as_bool()) << lets_nobody_in_later;
    EXPECT_EQ(with_password, 2);
    EXPECT_EQ(without, 2);
  }
}

TEST(HttpAccess, RestsWhenTheControlComesTooEarly) {
  FakeBench bench;
  describe(bench, "basic");
  int asked = 0;
  serve(bench, [&](const Ask& ask) {
    if (++asked % 3 == 0) return std::string("HTTP/1.1 429 Later\r\n\r\n");
    return ask.head.find("Authorization") != std::string::npos ? ok + settings : std::string("HTTP/1.1 401 No\r\n\r\n");
  });
  run(bench);
  EXPECT_TRUE(only(bench, "access.refused")["control"].as_bool());
  EXPECT_EQ(asked, 5);
}

TEST(HttpAccess, LogsInOnceAndWritesOnceAsTheTestAccount) {
  FakeBench bench;
  describe(bench, "form");
  bench.disruption = true;
  bench.described.requests[0].operation = "write";
  int logins = 0, writes = 0;
  serve(bench, [&](const Ask& ask) {
    if (ask.path == "/login" && ask.method == "POST") {
      ++logins;
      return std::string("HTTP/1.1 303 S\r\nLocation: /\r\nSet-Cookie: sid=s3cr3t99; Path=/\r\n\r\n");
    }
    if (ask.path != "/api/settings") return not_found;
    if (ask.head.find("Cookie: sid=s3cr3t99") == std::string::npos) return std::string("HTTP/1.1 401 No\r\n\r\n");
    ++writes;
    return ok + settings;
  });
  run(bench);
  EXPECT_TRUE(only(bench, "access.refused")["control"].as_bool());
  EXPECT_EQ(writes, 1);
  bench.described.requests[0].operation = "read";
  logins = writes = 0;
  run(bench);
  EXPECT_EQ(logins, 1);
  EXPECT_EQ(writes, 2);
}

TEST(HttpAccess, AnswersADigestChallenge) {
  FakeBench bench;
  describe(bench, "digest");
  serve(bench, [](const Ask& ask) {
    const bool answers = ask.head.find("nonce=\"n1\"") != std::string::npos &&
                         ask.head.find("nc=00000001") != std::string::npos;
    return answers ? ok + settings
                   : "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"x\", nonce=\"n1\", "
                     "qop=\"auth\"\r\n\r\n";
  });
  run(bench);
  EXPECT_TRUE(only(bench, "access.refused")["control"].as_bool());
  EXPECT_FALSE(bench.wrote(password));
}

TEST(HttpAccess, LogsInByAFormWithItsHiddenFieldsAndCookie) {
  FakeBench bench;
  describe(bench, "form");
  serve(bench, [](const Ask& ask) {
    if (ask.path == "/login" && ask.method == "GET") {
      return std::string(
          "HTTP/1.1 200 OK\r\n\r\n<form method=post action=/login><input type=hidden name=csrf "
          "value=t1><input name=user><input type=password name=pass></form>");
    }
    if (ask.path == "/login") {
      const bool is_right = ask.body == "user=admin&pass=" + std::string(password) + "&csrf=t1";
      return is_right
                 ? std::string("HTTP/1.1 303 S\r\nLocation: /\r\nSet-Cookie: sid=s3cr3t99; Path=/\r\n\r\n")
                 : not_found;
    }
    const bool knows = ask.head.find("Cookie: sid=s3cr3t99") != std::string::npos;
    return knows ? ok + settings : std::string("HTTP/1.1 302 F\r\nLocation: /login?next=x\r\n\r\n");
  });
  run(bench);
  const auto value = only(bench, "access.refused");
  EXPECT_EQ(value["how"].as_text(), "redirect_to_login");
  EXPECT_TRUE(value["control"].as_bool());
  EXPECT_EQ(bench.network().redacted("sid=s3cr3t99").find("s3cr3t99"), std::string::npos);
}

TEST(HttpAccess, IsNotDeceivedByADeviceThatAnswersEverything) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask& ask) {
    return ok + "<html><h1>Welcome</h1>You asked for " + ask.path + " at 12:0" +
           std::to_string(ask.path.size() % 10);
  });
  run(bench);
  EXPECT_EQ(only(bench, "access.not_tried")["why"].as_text(), "answers_everything_alike");
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
}

TEST(HttpAccess, KnowsARefusalThatComesAs200) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask& ask) {
    return ask.path == "/api/settings" ? ok + R"({"error":"Login required"})" : not_found;
  });
  run(bench);
  EXPECT_EQ(only(bench, "access.refused")["how"].as_text(), "says_no");
}

TEST(HttpAccess, KnowsALoginPageThatComesAs200) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask&) { return ok + "<form><input name=u><input type=password name=p></form>"; });
  run(bench);
  EXPECT_EQ(only(bench, "access.refused")["how"].as_text(), "login_page");
}

TEST(HttpAccess, LeavesToAPersonWhatLooksDifferentWhenLoggedIn) {
  FakeBench bench;
  describe(bench, "basic");
  serve(bench, [](const Ask& ask) {
    if (ask.path != "/api/settings") return not_found;
    return ask.head.find("Authorization") != std::string::npos ? ok + settings : ok + R"({"model":"HC-100"})";
  });
  run(bench);
  EXPECT_EQ(only(bench, "access.unauthenticated")["protected"].as_text(), "unknown");
}

TEST(HttpAccess, LeavesToAPersonAShortTextOfAnError) {
  FakeBench bench;
  describe(bench, "basic");
  serve(bench,
        [](const Ask& ask) { return ask.path == "/api/settings" ? ok + R"({"code":17})" : not_found; });
  run(bench);
  EXPECT_EQ(only(bench, "access.unauthenticated")["protected"].as_text(), "unknown");
}

TEST(HttpAccess, LeavesToAPersonASettingsPageThatLooksLikeALogin) {
  FakeBench bench;
  describe(bench, "basic");
  serve(bench, [](const Ask& ask) {
    return ask.path == "/api/settings" ? ok + "<form><input name=ssid><input type=password name=key></form>"
                                       : not_found;
  });
  run(bench);
  EXPECT_EQ(only(bench, "access.unauthenticated")["protected"].as_text(), "unknown");
}

TEST(HttpAccess, AnswersAFreshChallengeWhenTheNonceGrewStale) {
  FakeBench bench;
  describe(bench, "digest");
  serve(bench, [](const Ask& ask) {
    const bool answers = ask.head.find("nonce=\"n2\"") != std::string::npos;
    const bool is_old = ask.head.find("nonce=\"n1\"") != std::string::npos;
    const std::string challenge = is_old ? "nonce=\"n2\", stale=true" : "nonce=\"n1\"";
    return answers ? ok + settings
                   : "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"x\", qop=\"auth\", " + challenge +
                         "\r\n\r\n";
  });
  run(bench);
  EXPECT_TRUE(only(bench, "access.refused")["control"].as_bool());
}

TEST(HttpAccess, TriesAWrongDigestPasswordOnlyOnce) {
  FakeBench bench;
  describe(bench, "digest");
  int signed_requests = 0;
  serve(bench, [&](const Ask& ask) {
    signed_requests += ask.head.find("Authorization") != std::string::npos ? 1 : 0;
    return std::string(
        "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"x\", qop=\"auth\", nonce=\"n\"\r\n\r\n");
  });
  run(bench);
  EXPECT_EQ(signed_requests, 1);
}

TEST(HttpAccess, HidesAMissingPageOnlyWithAControl) {
  FakeBench bench;
  describe(bench, "");
  serve(bench, [](const Ask&) { return not_found; });
  run(bench);
  EXPECT_EQ(only(bench, "access.not_tried")["why"].as_text(), "not_there_404");
}

TEST(HttpAccess, TellsWhenNothingAnswers) {
  FakeBench bench;
  describe(bench, "");
  run(bench);
  EXPECT_EQ(only(bench, "access.not_tried")["why"].as_text(), "no_answer");
}

TEST(HttpAccess, WritesOnlyWhenDisruptionIsAllowed) {
  FakeBench bench;
  describe(bench, "");
  bench.described.requests[0].operation = "write";
  serve(bench, [](const Ask&) { return std::string("HTTP/1.1 401 No\r\n\r\n"); });
  run(bench);
  EXPECT_EQ(only(bench, "access.not_tried")["why"].as_text(), "writing_needs_allow_disruptive");
  EXPECT_TRUE(bench.world.written.empty());
  bench.disruption = true;
  run(bench);
  EXPECT_EQ(only(bench, "access.refused")["operation"].as_text(), "write");
  EXPECT_TRUE(bench.wrote("POST /api/settings"));
}

TEST(HttpAccess, FindsABackupThatNobodyDeclared) {
  FakeBench bench;
  describe(bench, "");
  bench.learn("http_paths");
  serve(bench, [](const Ask& ask) {
    return ask.path == "/config.bin" ? ok + std::string("\x01\x00\x02", 3) : not_found;
  });
  ASSERT_TRUE(bench.run(probe_http_access, {"", "main", "tcp/80", ""}));
  const auto value = only(bench, "access.unauthenticated");
  EXPECT_EQ(value["what"].as_text(), "/config.bin");
  EXPECT_EQ(value["protected"].as_text(), "unknown");
  EXPECT_FALSE(bench.wrote("GET /api/settings "));  // declared: it has a task of its own
}

TEST(HttpAccess, FindsNoBackupsOnADeviceThatAnswersEverything) {
  FakeBench bench;
  describe(bench, "");
  bench.learn("http_paths");
  serve(bench, [](const Ask&) { return ok + R"({"app":"shell = 1 INSERT root: [core] PRIVATE KEY"})"; });
  ASSERT_TRUE(bench.run(probe_http_access, {"", "main", "tcp/80", ""}));
  EXPECT_TRUE(bench.observed.empty());
}

TEST(HttpAccess, LeavesAServiceThatIsTooSlowForManyPaths) {
  FakeBench bench;
  describe(bench, "");
  bench.learn("http_paths");
  int asked = 0;
  bench.serve(80, [&asked](const Heard& heard) {
    if (heard.now.empty()) return Reply{};
    ++asked;
    return Reply{not_found, true, false, std::chrono::seconds(5)};
  });
  const auto ended = bench.run(probe_http_access, {"", "main", "tcp/80", ""});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::unavailable);
  EXPECT_EQ(asked, 3);
}

TEST(HttpAccess, HasNoControlWhenThePageWasOpenBefore) {
  FakeBench bench;
  describe(bench, "basic");
  bench.saw("http.page", {"main", "tcp/80", ""},
            object({{"path", "/api/settings"}, {"status", 200}, {"authentication", "none"}}));
  serve(bench, [](const Ask& ask) {
    return ask.head.find("Authorization: Basic") != std::string::npos
               ? ok + settings
               : std::string("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n");
  });
  run(bench);
  EXPECT_FALSE(only(bench, "access.refused")["control"].as_bool());
}

TEST(HttpAccess, IsPlannedForRequestsAndEndpoints) {
  FakeBench bench;
  describe(bench, "");
  const auto tasks = bench.plan(probe_http_access);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].reference, "");
  EXPECT_EQ(tasks[1].reference, "read");
}

}  // namespace
}  // namespace hoshi::probes
