// Tests of single login attempts over HTTP Basic, Digest and forms, and of what their answers mean.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/login_device.h"
#include "protocols/http/authorization.h"

namespace hoshi::probes {
namespace {

using namespace testing;

std::string challenge(std::string_view nonce, bool stale) {
  return "WWW-Authenticate: Digest realm=\"cam\", qop=\"auth\", nonce=\"" + std::string(nonce) + "\"" +
         (stale ? ", stale=true" : "") + "\r\n";
}

// A Digest device that calls the first `stale` nonces of each login too old before it judges the password.
Handler digest_handler(int stale, std::string password = "right") {
  auto left = std::make_shared<int>(0);
  auto number = std::make_shared<int>(0);
  return [=](const Heard& heard) -> Reply {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    const std::string nonce = "n" + std::to_string(++*number);
    if (heard.all.find("Authorization: Digest") == std::string::npos) {
      *left = stale;
      return {page("401 Unauthorized", "401", "", challenge(nonce, false)), true};
    }
    const auto value = [&](std::string_view key) {
      const auto at = heard.all.find(std::string(key) + "=\"") + key.size() + 2;
      return heard.all.substr(at, heard.all.find('"', at) - at);
    };
    if (*left > 0) {
      --*left;
      return {page("401 Unauthorized", "401", "", challenge(nonce, true)), true};
    }
    protocols::http::DigestChallenge asked;
    asked.realm = "cam";
    asked.nonce = value("nonce");
    asked.has_qop = true;
    protocols::http::DigestInput input;
    input.uri = value("uri");
    input.user = "admin";
    input.password = password;
    input.client_nonce = value("cnonce");
    const bool is_right = *protocols::http::digest_response(asked, input) == value(" response");
    if (is_right) return {settings_page(), true};
    return {page("401 Unauthorized", "401", "", challenge(nonce, false)), true};
  };
}

// A form at /login that answers 200 to right and wrong; the session opens /settings.
Handler form_handler() {
  return [](const Heard& heard) -> Reply {
    const auto end = heard.all.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    if (heard.all.starts_with("GET /form")) {
      return {page("200 OK", "Login", "<form method=post action=/login><input type=hidden name=token value=t77>"
                                      "<input name=user><input type=password name=password></form>"), true};
    }
    if (heard.all.starts_with("POST /login")) {
      const bool has_token = heard.all.find("token=t77", end) != std::string::npos;
      const bool is_right = has_token && heard.all.find("password=right", end) != std::string::npos;
      return {page("200 OK", "Login", "<p>done</p>", is_right ? "Set-Cookie: session=abcdef123\r\n" : ""), true};
    }
    const bool has_session = heard.all.find("Cookie: session=abcdef123") != std::string::npos;
    if (heard.all.starts_with("GET /settings") && has_session) return {settings_page(), true};
    return {page("302 Found", "", "", "Location: /form\r\n"), true};
  };
}

LoginSurface form_surface() {
  auto surface = surface_of("form", 80);
  surface.path = "/login";
  surface.form_page = "/form";
  surface.privileged_path = "/settings";
  return surface;
}

TEST(BasicLogin, IsAcceptedOnlyWhereThePageIsClosedToOthers) {
  FakeBench bench;
  bench.serve(80, basic_handler(std::make_shared<LoginDevice>()));
  const auto right = try_login(bench.network(), surface_of("basic", 80), "admin", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_TRUE(right.privileged_read);
  const auto wrong = try_login(bench.network(), surface_of("basic", 80), "admin", "x");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_EQ(wrong.signature.status, "401");
}

TEST(BasicLogin, OnAnOpenPageIsUnclear) {
  FakeBench bench;
  bench.serve(80, [](const Heard& heard) {
    return heard.now.empty() ? Reply{} : Reply{settings_page(), true};
  });
  const auto attempt = try_login(bench.network(), surface_of("basic", 80), "admin", "x");
  EXPECT_EQ(attempt.outcome, LoginClass::unclear);
  EXPECT_TRUE(attempt.answers_anyone);
}

TEST(BasicLogin, HidesTheHeaderInEveryRecord) {
  FakeBench bench;
  bench.serve(80, basic_handler(std::make_shared<LoginDevice>()));
  (void)try_login(bench.network(), surface_of("basic", 80), "admin", "geheim");
  ASSERT_FALSE(bench.world.written.empty());
  const auto shown = bench.network().redacted(bench.world.written.front());
  EXPECT_EQ(shown.find(to_base64(to_bytes("admin:geheim"))), std::string::npos);
}

TEST(BasicLogin, ReadsRetryAfterAndLocks) {
  for (const auto status : {"429 Too Many Requests", "423 Locked", "401 Unauthorized"}) {
    FakeBench bench;
    bench.serve(80, [status](const Heard& heard) {
      return heard.now.empty() ? Reply{} : Reply{page(status, "", "", "Retry-After: 30\r\n"), true};
    });
    const auto attempt = try_login(bench.network(), surface_of("basic", 80), "admin", "x");
    EXPECT_EQ(attempt.outcome, LoginClass::locked) << status;
    EXPECT_EQ(attempt.retry_after, 30s) << status;
  }
}

TEST(BasicLogin, SurvivesWhatIsNotHttp) {
  FakeBench bench;
  bench.serve(80, [](const Heard& heard) { return Reply{heard.now.empty() ? "" : "SSH-2.0-x\r\n\r\n"}; });
  EXPECT_EQ(try_login(bench.network(), surface_of("basic", 80), "a", "b").outcome, LoginClass::unclear);
  bench.silent(81);
  EXPECT_EQ(try_login(bench.network(), surface_of("basic", 81), "a", "b").outcome, LoginClass::no_answer);
  EXPECT_EQ(try_login(bench.network(), surface_of("basic", 82), "a", "b").outcome, LoginClass::connection_lost);
}

TEST(DigestLogin, IsJudgedThroughStaleNonces) {
  for (const int stale : {0, 1, 3}) {
    FakeBench bench;
    bench.serve(80, digest_handler(stale));
    const auto right = try_login(bench.network(), surface_of("digest", 80), "admin", "right");
    EXPECT_EQ(right.outcome, LoginClass::accepted) << stale;
    EXPECT_TRUE(right.privileged_read) << stale;
    EXPECT_EQ(try_login(bench.network(), surface_of("digest", 80), "admin", "wrong").outcome, LoginClass::refused)
        << stale;
  }
}

TEST(DigestLogin, IsUnclearWhenEveryNonceIsStale) {
  FakeBench bench;
  bench.serve(80, digest_handler(1000));
  EXPECT_EQ(try_login(bench.network(), surface_of("digest", 80), "admin", "right").outcome, LoginClass::unclear);
  EXPECT_LE((bench.world.services[{"main", 80}].connections), 10);
}

TEST(DigestLogin, IsUnclearWhereNobodyAsksForIt) {
  FakeBench bench;
  bench.serve(80, basic_handler(std::make_shared<LoginDevice>()));
  EXPECT_EQ(try_login(bench.network(), surface_of("digest", 80), "admin", "x").outcome, LoginClass::unclear);
}

TEST(FormLogin, IsAcceptedByThePrivilegedPageNotByTheStatus) {
  FakeBench bench;
  bench.serve(80, form_handler());
  const auto right = try_login(bench.network(), form_surface(), "admin", "right");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "privileged page");
  EXPECT_EQ(try_login(bench.network(), form_surface(), "admin", "wrong").outcome, LoginClass::refused);
}

TEST(FormLogin, KeepsTheSessionSecret) {
  FakeBench bench;
  bench.serve(80, form_handler());
  (void)try_login(bench.network(), form_surface(), "admin", "right");
  EXPECT_EQ(bench.network().redacted("abcdef123"), "*********");
}

TEST(FormLogin, WithoutAPrivilegedPageNeedsTheControls) {
  FakeBench bench;
  bench.serve(80, form_handler());
  auto surface = form_surface();
  surface.privileged_path.clear();
  const auto right = try_login(bench.network(), surface, "admin", "right");
  const auto wrong = try_login(bench.network(), surface, "admin", "wrong");
  EXPECT_EQ(right.outcome, LoginClass::unclear);
  EXPECT_EQ(settle(right, {wrong, {}}), LoginClass::unclear);
  const LoginControls controls{wrong, right};
  EXPECT_TRUE(controls.distinguishable());
  EXPECT_EQ(settle(try_login(bench.network(), surface, "admin", "right"), controls), LoginClass::accepted);
  EXPECT_EQ(settle(try_login(bench.network(), surface, "admin", "other"), controls), LoginClass::refused);
}

LoginAttempt attempt_of(LoginClass outcome, std::string status, bool privileged = false) {
  LoginAttempt attempt;
  attempt.outcome = outcome;
  attempt.signature.status = std::move(status);
  attempt.privileged_read = privileged;
  return attempt;
}

TEST(Settling, NeedsANegativeControlToAccept) {
  const auto open = attempt_of(LoginClass::accepted, "200", true);
  EXPECT_EQ(settle(open, {}), LoginClass::unclear);
  EXPECT_EQ(settle(open, {attempt_of(LoginClass::accepted, "200", true), {}}), LoginClass::unclear);
  EXPECT_EQ(settle(open, {attempt_of(LoginClass::refused, "401"), {}}), LoginClass::accepted);
  EXPECT_EQ(settle(attempt_of(LoginClass::accepted, "200"), {attempt_of(LoginClass::refused, "401"), {}}),
            LoginClass::unclear);
}

TEST(Settling, CallsARefusalOfAnotherLookALock) {
  const LoginControls controls{attempt_of(LoginClass::refused, "401"), {}};
  EXPECT_EQ(settle(attempt_of(LoginClass::refused, "401"), controls), LoginClass::refused);
  EXPECT_EQ(settle(attempt_of(LoginClass::refused, "403"), controls), LoginClass::locked);
}

TEST(Settling, CallsAnOpenPageWhereThereWasARefusalALock) {
  auto open = attempt_of(LoginClass::unclear, "200");
  open.answers_anyone = true;
  EXPECT_EQ(settle(open, {attempt_of(LoginClass::refused, "401"), {}}), LoginClass::locked);
  EXPECT_EQ(settle(open, {attempt_of(LoginClass::unclear, "200"), {}}), LoginClass::unclear);
}

TEST(Signatures, OverlookSmallDifferencesOfLength) {
  LoginSignature a{"401", 7, "t", "s"};
  LoginSignature b{"401", 8, "t", "s"};
  EXPECT_TRUE(a.is_like(b));
  b.length_bits = 9;
  EXPECT_FALSE(a.is_like(b));
  b = a;
  b.shape = "other";
  EXPECT_FALSE(a.is_like(b));
}

}  // namespace
}  // namespace hoshi::probes
