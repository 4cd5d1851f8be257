// Tests of VNC: logins by challenge, open desktops in every version, locks.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/login_device.h"
#include "probes/password_search.h"
#include "protocols/vnc/handshake.h"

namespace hoshi::probes {

extern const Probe probe_vnc_access;

namespace {

using namespace testing;
namespace vnc = protocols::vnc;

struct VncServer {
  LoginDevice login;
  std::string version = "RFB 003.008\n";
  std::string types{"\x01\x02", 2};  // count and types, or the four bytes of 3.3
  bool is_3_8 = true;
  static constexpr std::string_view challenge = "0123456789abcdef";

  static std::string desktop() {
    return std::string("\x04\x00\x03\x00", 4) + std::string(16, '\0') + std::string("\x00\x00\x00\x03", 4) + "cam";
  }
  static std::string reason(std::string_view text) {
    return std::string(3, '\0') + static_cast<char>(text.size()) + std::string(text);
  }

  Reply answer(const Heard& heard) {
    if (heard.all.empty()) return {version};
    const std::string behind = heard.all.substr(std::min<std::size_t>(12, heard.all.size()));
    const bool is_3_3 = version.find("003.003") != std::string::npos;
    if (behind.empty()) {
      if (login.lock != LockStyle::none && heard.at < login.locked_until[""]) {
        return {std::string(1, '\0') + reason("Too many security failures"), true};
      }
      return {types + (is_3_3 && types[3] == 2 ? std::string(challenge) : "")};
    }
    const std::string rest = is_3_3 ? behind : behind.substr(1);
    const bool is_none = is_3_3 ? types[3] == 1 : behind[0] == 1;
    if (is_none) {
      if (rest.empty()) return {is_3_8 ? std::string(4, '\0') : ""};
      return {desktop()};
    }
    if (rest.empty()) return {std::string(challenge)};
    if (rest.size() > 16) return {desktop()};
    const bool is_right = to_bytes(rest) == *vnc::answer_challenge(login.password, to_bytes(challenge));
    const auto judged = login.judge("", is_right ? login.password : "x", heard.at);
    if (judged == true) return {std::string(4, '\0')};
    return {std::string("\0\0\0\1", 4) + (is_3_8 ? reason("Authentication failure") : ""), true};
  }
};

struct Bed {
  VncServer server;
  FakeBench bench;
  Bed() {
    server.login.account = "";
    server.login.password = "secret12";
    bench.serve(5900, [this](const Heard& heard) { return server.answer(heard); });
  }
  void look() { ASSERT_TRUE(bench.run(probe_vnc_access, {"", "main", "tcp/5900", ""})); }
};

TEST(VncLogin, IsProvenByTheDesktop) {
  Bed bed;
  const auto right = try_login(bed.bench.network(), surface_of("vnc", 5900), "", "secret12");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "desktop");
  const auto wrong = try_login(bed.bench.network(), surface_of("vnc", 5900), "", "other");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
}

TEST(VncLogin, WorksInVersion33) {
  Bed bed;
  bed.server.version = "RFB 003.003\n";
  bed.server.types = std::string("\0\0\0\2", 4);
  bed.server.is_3_8 = false;
  EXPECT_TRUE(try_login(bed.bench.network(), surface_of("vnc", 5900), "", "secret12").privileged_read);
  EXPECT_EQ(try_login(bed.bench.network(), surface_of("vnc", 5900), "", "x").outcome, LoginClass::refused);
}

TEST(VncLogin, HearsAboutLocks) {
  Bed bed;
  bed.server.login.lock = LockStyle::hangs_up;
  for (int i = 0; i < 3; ++i) (void)try_login(bed.bench.network(), surface_of("vnc", 5900), "", "x");
  EXPECT_EQ(try_login(bed.bench.network(), surface_of("vnc", 5900), "", "secret12").outcome, LoginClass::locked);
}

// TigerVNC sends version, "no type" and the reason at once.
TEST(VncLogin, HearsAboutALockThatComesWithTheVersion) {
  Bed bed;
  bed.server.version = "RFB 003.003\n" + std::string(4, '\0') + VncServer::reason("Too many security failures");
  bed.server.types = std::string("\0\0\0\0", 4);
  EXPECT_EQ(try_login(bed.bench.network(), surface_of("vnc", 5900), "", "secret12").outcome, LoginClass::locked);
}

TEST(VncLogin, OfAnOpenDesktopSaysNothingAboutThePassword) {
  Bed bed;
  bed.server.types = std::string("\1\1", 2);
  const auto attempt = try_login(bed.bench.network(), surface_of("vnc", 5900), "", "x");
  EXPECT_EQ(attempt.outcome, LoginClass::unclear);
  EXPECT_TRUE(attempt.answers_anyone);
}

TEST(VncDefaults, AreTriedOncePerPassword) {
  Bed bed;
  bed.server.login.password = "password";
  const auto list = default_list_from(knowledge_file("default_credentials"));
  const auto surface = surface_of("vnc", 5900);
  const auto pairs = ordered_pairs(*list, surface, "", "");
  std::set<std::string> words;
  for (const auto& pair : pairs) EXPECT_TRUE(words.insert(pair.password).second) << pair.password;
  SearchLimits limits;
  limits.wrong_in_a_row = 3;
  limits.tries_of_foreign_account = limits.tries = 30;
  limits.time = std::chrono::seconds(300);
  const auto report = search_default_password(bed.bench.network(), {surface, pairs, nullptr}, limits);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "password");
}

TEST(VncAccess, SeesTheDesktopWithoutAPasswordInEveryVersion) {
  for (const auto& [version, types, is_3_8] :
       {std::tuple("RFB 003.003\n", std::string("\0\0\0\1", 4), false), std::tuple("RFB 003.007\n", std::string("\1\1", 2), false),
        std::tuple("RFB 003.008\n", std::string("\2\2\1", 3), true)}) {
    Bed bed;
    bed.server.version = version;
    bed.server.types = types;
    bed.server.is_3_8 = is_3_8;
    bed.look();
    const auto access = bed.bench.values("access.unauthenticated");
    ASSERT_EQ(access.size(), 1u) << version;
    EXPECT_EQ(access[0]["operation"].as_text(), "shell");
    EXPECT_EQ(access[0]["what"].as_text(), "remote desktop");
  }
}

TEST(VncAccess, RefusesWithTheTestAccountAsControl) {
  Bed bed;
  Route route;
  route.id = "panel";
  route.transport = "tcp";
  route.port = 5900;
  route.protocol = "vnc";
  route.authentication = "auth";
  bed.bench.described.routes.push_back(route);
  bed.bench.described.assets.push_back({"panel", "panel", "function", true, "", "", false, {"panel"}});
  bed.bench.described.requests.push_back({"q", "panel", "panel", "read", "desktop"});
  bed.bench.accounts = {test_account(bed.server.login)};
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.unauthenticated").empty());
  EXPECT_TRUE(bed.bench.values("access.refused").at(0)["control"].as_bool());
  EXPECT_EQ(bed.bench.values("login.offered").at(0)["kind"].as_text(), "vnc");
}

TEST(VncAccess, MakesNothingOfAnotherProtocol) {
  FakeBench bench;
  bench.script(5900, Script().says("HTTP/1.1 400 Bad Request\r\n\r\n").closes());
  ASSERT_TRUE(bench.run(probe_vnc_access, {"", "main", "tcp/5900", ""}));
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace
}  // namespace hoshi::probes
