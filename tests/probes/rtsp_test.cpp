// Tests of RTSP: logins by Basic and Digest, streams without a login, locks, and servers that answer anything.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "probes/login_device.h"
#include "probes/password_search.h"
#include "protocols/http/authorization.h"
#include "protocols/http/challenge.h"

namespace hoshi::probes {

extern const Probe probe_rtsp_access;

namespace {

using namespace testing;
namespace http = protocols::http;

constexpr std::string_view sdp = "v=0\r\nm=video 0 RTP/AVP 96\r\na=control:track0\r\n";

std::string reply(int status, std::string_view headers = "", std::string_view body = "") {
  return fmt::format("RTSP/1.0 {} x\r\nCSeq: 1\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(), body);
}

struct RtspCamera {
  LoginDevice login;
  bool open = false;
  bool digest = true;
  bool protects_set_up = false;
  std::string path = "/live";
  bool any_path = false;
  int nonce = 0;

  Reply answer(const Heard& heard) {
    if (heard.now.empty()) return {};
    const auto words = split(heard.now.substr(0, heard.now.find('\r')), ' ');
    const std::string& method = words.at(0);
    if (method == "OPTIONS") return {reply(200, "Public: DESCRIBE, SETUP\r\n")};
    if (method == "TEARDOWN") return {reply(200)};
    const bool needs_login = !open || (protects_set_up && method == "SETUP");
    if (needs_login && !may(heard, method, words.at(1))) {
      return {reply(401, digest ? fmt::format("WWW-Authenticate: Digest realm=\"cam\", nonce=\"n{}\"\r\n", nonce++)
                                : "WWW-Authenticate: Basic realm=\"cam\"\r\n"), false, false, login.wrong_delay};
    }
    const bool is_there = any_path || words.at(1).find(path) != std::string::npos;
    if (!is_there) return {reply(404)};
    if (method == "SETUP") return {reply(200, "Session: 7;timeout=60\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n")};
    return {reply(200, "Content-Type: application/sdp\r\n", sdp)};
  }

  bool may(const Heard& heard, const std::string& method, const std::string& uri) {
    const auto at = heard.now.find("Authorization: ");
    if (at == std::string::npos) return false;
    const std::string value = heard.now.substr(at + 15, heard.now.find('\r', at) - at - 15);
    // The device knows its own password only, so it judges a guess by whether it equals the right answer.
    const bool is_right = digest ? value == *digest_of(method, uri, value) : value == *http::basic_authorization(login.account, login.password);
    return login.judge(login.account, is_right ? login.password : "wrong", heard.at) == true;
  }

  Result<std::string> digest_of(const std::string& method, const std::string& uri, const std::string& value) const {
    const auto challenges = http::parse_challenges(fmt::format("Digest realm=\"cam\", nonce=\"n{}\"", nonce - 1));
    http::DigestInput input;
    input.method = method;
    input.uri = uri;
    input.user = login.account;
    input.password = login.password;
    (void)value;
    return http::digest_authorization(HOSHI_TRY(http::first_digest(challenges)), input);
  }
};

struct Bed {
  RtspCamera camera;
  FakeBench bench;
  Bed() {
    bench.serve(554, [this](const Heard& heard) { return camera.answer(heard); });
    bench.learn("rtsp_paths");
    Route route;
    route.id = "video";
    route.transport = "tcp";
    route.port = 554;
    route.protocol = "rtsp";
    route.authentication = "auth";
    bench.described.routes.push_back(route);
    bench.described.assets.push_back({"picture", "picture", "personal_data", true, "", "", false, {"video"}});
  }
  void declare(std::string_view path) {
    bench.described.requests.push_back({"q", "video", "picture", "read", std::string(path)});
  }
  void look() { ASSERT_TRUE(bench.run(probe_rtsp_access, {"", "main", "tcp/554", ""})); }
  LoginSurface surface(std::string_view kind) const {
    auto made = surface_of(kind, 554);
    made.path = "/live";
    return made;
  }
};

TEST(RtspLogin, IsProvenByADescriptionThatWasRefusedBefore) {
  for (const auto* kind : {"rtsp_digest", "rtsp_basic"}) {
    Bed bed;
    bed.camera.digest = std::string_view(kind) == "rtsp_digest";
    const auto right = try_login(bed.bench.network(), bed.surface(kind), "admin", "correct horse");
    EXPECT_EQ(right.outcome, LoginClass::accepted) << kind;
    EXPECT_EQ(right.confirmed_by, "session description");
    EXPECT_EQ(try_login(bed.bench.network(), bed.surface(kind), "admin", "x").outcome, LoginClass::refused);
  }
}

TEST(RtspLogin, IsNotProvenWhereNothingIsAskedFor) {
  Bed bed;
  bed.camera.open = true;
  const auto attempt = try_login(bed.bench.network(), bed.surface("rtsp_basic"), "admin", "x");
  EXPECT_EQ(attempt.outcome, LoginClass::unclear);
  EXPECT_TRUE(attempt.answers_anyone);
}

TEST(RtspLogin, OfAMissingStreamIsNoProof) {
  Bed bed;
  bed.camera.path = "/elsewhere";
  const auto attempt = try_login(bed.bench.network(), bed.surface("rtsp_digest"), "admin", "correct horse");
  EXPECT_EQ(attempt.outcome, LoginClass::accepted);
  EXPECT_FALSE(attempt.privileged_read);
}

TEST(RtspLogin, FollowsStaleNonces) {
  FakeBench bench;
  const std::string stale = reply(401, "WWW-Authenticate: Digest realm=\"c\", nonce=\"b\", stale=true\r\n");
  bench.script(554, Script().hears("\r\n\r\n").says(reply(401, "WWW-Authenticate: Digest realm=\"c\", nonce=\"a\"\r\n"))
                        .hears("\"a\"").hears("\r\n\r\n").says(stale).hears("\"b\"").hears("\r\n\r\n").says(reply(403)));
  EXPECT_EQ(try_login(bench.network(), surface_of("rtsp_digest", 554), "a", "b").outcome, LoginClass::refused);
}

TEST(RtspDefaults, AreFoundAndWrongPairsAreNot) {
  Bed bed;
  bed.camera.digest = false;
  bed.camera.login.password = "12345";
  const auto list = default_list_from(knowledge_file("default_credentials"));
  const auto surface = bed.surface("rtsp_basic");
  const auto pairs = ordered_pairs(*list, surface, "", "");
  SearchLimits limits;
  limits.wrong_in_a_row = 3;
  limits.tries_of_foreign_account = limits.tries = 30;
  limits.time = std::chrono::seconds(300);
  const auto report = search_default_password(bed.bench.network(), {surface, pairs, nullptr}, limits);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "12345");
}

TEST(RtspAccess, FindsOpenStreams) {
  Bed bed;
  bed.camera.open = true;
  bed.declare("/live");
  bed.look();
  const auto access = bed.bench.values("access.unauthenticated");
  ASSERT_GE(access.size(), 1u);
  EXPECT_EQ(access[0]["what"].as_text(), "/live");
  EXPECT_EQ(access[0]["protected"].as_text(), "yes");
  EXPECT_EQ(bed.bench.values("asset.seen_in_clear").size(), 1u);
  EXPECT_FALSE(bed.bench.wrote("PLAY"));
  EXPECT_TRUE(bed.bench.wrote("TEARDOWN"));
}

TEST(RtspAccess, LeavesADescriptionWithoutItsStreamToAPerson) {
  Bed bed;
  bed.camera.open = true;
  bed.camera.protects_set_up = true;
  bed.declare("/live");
  bed.look();
  EXPECT_EQ(bed.bench.values("access.unauthenticated").at(0)["protected"].as_text(), "unknown");
  EXPECT_TRUE(bed.bench.values("asset.seen_in_clear").empty());
}

TEST(RtspAccess, RefusesWithTheTestAccountAsControl) {
  Bed bed;
  bed.declare("/live");
  bed.bench.accounts = {test_account(bed.camera.login)};
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.unauthenticated").empty());
  const auto refused = bed.bench.values("access.refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0]["how"].as_text(), "401");
  EXPECT_TRUE(refused[0]["control"].as_bool());
  EXPECT_EQ(bed.bench.values("login.offered").at(0)["kind"].as_text(), "rtsp_digest");
  EXPECT_EQ(bed.bench.values("asset.seen_in_clear").size(), 1u) << "the test account's stream is in clear";
}

TEST(RtspAccess, TakesMissingStreamsForNoAnswer) {
  Bed bed;
  bed.camera.open = true;
  bed.declare("/other");
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.refused").empty());
  EXPECT_EQ(bed.bench.values("access.not_tried").size(), 1u);
}

TEST(RtspAccess, SaysOnceThatAnyPathShowsTheStream) {
  Bed bed;
  bed.camera.open = bed.camera.any_path = true;
  bed.look();
  ASSERT_EQ(bed.bench.values("access.unauthenticated").size(), 1u);
  EXPECT_EQ(bed.bench.values("access.unauthenticated")[0]["what"].as_text(), "any path");
}

TEST(RtspAccess, EndsWhenTheServerFallsSilent) {
  FakeBench bench;
  bench.learn("rtsp_paths");
  bench.serve(554, [](const Heard&) { return Reply{}; });
  ASSERT_TRUE(bench.run(probe_rtsp_access, {"", "main", "tcp/554", ""}));
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace
}  // namespace hoshi::probes
