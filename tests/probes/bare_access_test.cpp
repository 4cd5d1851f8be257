// Tests of bare_access, adb_access and the login of Redis on scripted services.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_bench.h"
#include "probes/login.h"

namespace hoshi::probes {

extern const Probe probe_bare_access;
extern const Probe probe_adb_access;

namespace {

using namespace testing;
using namespace std::string_literals;

class BareAccess : public ::testing::Test {
 protected:
  void service(std::uint16_t port, std::string_view protocol, std::string_view product = "") {
    bench_.saw("service.identified", {"main", "tcp/" + std::to_string(port), ""},
               object({{"protocol", protocol}, {"product", product}, {"tls", false}}));
    Route route;
    route.id = "r" + std::to_string(port);
    route.transport = "tcp";
    route.port = port;
    route.protocol = protocol;
    route.authentication = "auth";
    bench_.described.routes.push_back(route);
  }
  void declare(std::uint16_t port, std::string operation, std::string path) {
    bench_.described.assets.push_back({"key", "Key", "credential", true, "", "", false, {}});
    bench_.described.requests.push_back({"q", "r" + std::to_string(port), "key", std::move(operation), std::move(path)});
  }
  void answers(std::uint16_t port, std::string part, std::string reply) {
    bench_.serve(port, [part, reply](const Heard& heard) {
      return heard.now.find(part) != std::string::npos ? Reply{reply} : Reply{};
    });
  }
  // A Redis with one key; with a password it answers NOAUTH until AUTH was right.
  void serve_redis(std::string password) {
    bench_.serve(6379, [this, password](const Heard& heard) -> Reply {
      const auto has = [&](std::string_view word) { return heard.now.find(word) != std::string::npos; };
      if (heard.now.empty()) return {};
      if (has("AUTH")) {
        return has("\r\n" + password + "\r\n") ? Reply{"+OK\r\n"} : Reply{"-WRONGPASS invalid username-password pair\r\n"};
      }
      const bool is_in = password.empty() || heard.all.find("\r\n" + password + "\r\n") != std::string::npos;
      if (!is_in) return Reply{"-NOAUTH Authentication required.\r\n"};
      if (has("DBSIZE") || has("EXISTS")) return Reply{":1\r\n"};
      if (has("PING")) return Reply{"+PONG\r\n"};
      if (has("SET")) {
        const auto value = split(heard.now, '\n').at(6);
        value_ = std::string(trimmed(value));
        ++sets_;
        return Reply{"+OK\r\n"};
      }
      return Reply{"$" + std::to_string(value_.size()) + "\r\n" + value_ + "\r\n"};
    });
  }
  void run(std::uint16_t port, const Probe& probe = probe_bare_access) {
    const auto result = bench_.run(probe, {"", "main", "tcp/" + std::to_string(port), ""});
    ASSERT_TRUE(result) << result.error().message;
  }

  FakeBench bench_;
  std::string value_ = "hello";
  int sets_ = 0;
};

TEST_F(BareAccess, IsPlannedByProtocolAndByProductInsideHttp) {
  service(6379, "redis");
  service(2375, "http", "Docker");
  service(80, "http", "nginx");
  EXPECT_EQ(bench_.plan(probe_bare_access).size(), 2u);
}

TEST_F(BareAccess, ReadsAnOpenRedis) {
  service(6379, "redis");
  declare(6379, "read", "wifi");
  serve_redis("");
  run(6379);
  ASSERT_EQ(bench_.values("access.unauthenticated").size(), 2u);
  EXPECT_EQ(bench_.values("access.unauthenticated")[1]["protected"].as_text(), "yes");
  EXPECT_EQ(bench_.values("access.unauthenticated")[1]["bytes"].as_integer(), 5);
  EXPECT_TRUE(bench_.values("login.offered").empty());
}

TEST_F(BareAccess, WritesAKeyOnlyWithLeaveAndRestoresIt) {
  service(6379, "redis");
  declare(6379, "write", "wifi");
  serve_redis("");
  run(6379);
  EXPECT_EQ(sets_, 0);
  EXPECT_EQ(bench_.values("access.not_tried").size(), 1u);
  bench_.disruption = true;
  run(6379);
  EXPECT_EQ(sets_, 2);
  EXPECT_EQ(value_, "hello");
  EXPECT_EQ(bench_.values("access.unauthenticated").back()["operation"].as_text(), "write");
}

TEST_F(BareAccess, IsRefusedByARedisWithAPassword) {
  service(6379, "redis");
  declare(6379, "read", "wifi");
  serve_redis("right one");
  bench_.accounts = {{"auth", "default", "right one", false}};
  run(6379);
  EXPECT_TRUE(bench_.values("access.unauthenticated").empty());
  ASSERT_EQ(bench_.values("access.refused").size(), 1u);
  EXPECT_TRUE(bench_.values("access.refused")[0]["control"].as_bool());
  EXPECT_EQ(bench_.values("login.offered").at(0)["kind"].as_text(), "redis");
}

TEST_F(BareAccess, LogsInToRedis) {
  serve_redis("right one");
  LoginSurface surface;
  surface.kind = "redis";
  surface.port = 6379;
  EXPECT_EQ(try_login(bench_.network(), surface, "default", "right one").outcome, LoginClass::accepted);
  EXPECT_TRUE(try_login(bench_.network(), surface, "default", "right one").privileged_read);
  const auto wrong = try_login(bench_.network(), surface, "default", "x");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_EQ(wrong.signature.status, "auth WRONGPASS");
}

TEST_F(BareAccess, OfARedisWithoutAPasswordIsNoLogin) {
  answers(6379, "AUTH", "-ERR Client sent AUTH, but no password is set\r\n");
  LoginSurface surface;
  surface.kind = "redis";
  surface.port = 6379;
  EXPECT_EQ(try_login(bench_.network(), surface, "default", "x").outcome, LoginClass::unclear);
}

TEST_F(BareAccess, ReadsTheOthers) {
  service(11211, "memcached");
  answers(11211, "stats", "STAT pid 1\r\nSTAT version 1.6.18\r\nEND\r\n");
  run(11211);
  service(5432, "postgresql");
  answers(5432, "postgres", "R\0\0\0\x08\0\0\0\0"s);
  run(5432);
  service(6000, "x11");
  answers(6000, "l", "\x01\0\x0b\0\0\0\x0a\0"s + std::string(16, '\1') + "\x05\0"s + std::string(14, '\1') + "X.Org");
  run(6000);
  service(3493, "nut");
  answers(3493, "LIST UPS", "BEGIN LIST UPS\nUPS office \"x\"\nEND LIST UPS\n");
  run(3493);
  service(2375, "http", "Docker");
  answers(2375, "GET /containers/json", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
  run(2375);
  const auto access = bench_.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 5u);
  EXPECT_EQ(access[0]["what"].as_text(), "stats");
  EXPECT_EQ(access[1]["what"].as_text(), "session of postgres");
  EXPECT_EQ(access[2]["what"].as_text(), "display");
  EXPECT_EQ(access[3]["what"].as_text(), "LIST UPS");
  EXPECT_EQ(access[4]["what"].as_text(), "/containers/json");
}

TEST_F(BareAccess, TriesMysqlWithoutAPassword) {
  service(3306, "mysql");
  bench_.serve(3306, [](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {"\x02\0\0\0\x0a\0"s};
    if (heard.now.find("root") != std::string::npos) return {"\x02\0\0\x02\xfe\0"s};
    return {"\x07\0\0\x04\0\0\0\x02\0\0\0"s};
  });
  run(3306);
  EXPECT_EQ(bench_.values("access.unauthenticated").at(0)["what"].as_text(), "session of root");
}

TEST_F(BareAccess, ListsModulesOfRsyncAndAsksForADeclaredOne) {
  service(873, "rsync");
  declare(873, "read", "firmware");
  bench_.serve(873, [](const Heard& heard) -> Reply {
    if (heard.now.empty()) return {"@RSYNCD: 31.0\n"};
    if (heard.now == "\n") return {"firmware\timages\n@RSYNCD: EXIT\n"};
    return heard.now == "firmware\n" ? Reply{"@RSYNCD: AUTHREQD abc\n"} : Reply{};
  });
  run(873);
  EXPECT_EQ(bench_.values("access.unauthenticated").at(0)["what"].as_text(), "list of modules");
  EXPECT_EQ(bench_.values("access.refused").at(0)["how"].as_text(), "authreqd");
}

TEST_F(BareAccess, EndsAgainstSilenceAndGarbage) {
  for (const std::string_view protocol : {"redis", "memcached", "mongodb", "mysql", "postgresql", "x11", "rsync", "nut"}) {
    FakeBench bench;
    bench.saw("service.identified", {"main", "tcp/7777", ""}, object({{"protocol", protocol}}));
    bench.serve(7777, [](const Heard&) { return Reply{std::string(1u << 18, '\xee')}; });
    EXPECT_TRUE(bench.run(probe_bare_access, {"", "main", "tcp/7777", ""})) << protocol;
    bench.silent(7777);
    EXPECT_TRUE(bench.run(probe_bare_access, {"", "main", "tcp/7777", ""})) << protocol;
    EXPECT_TRUE(bench.values("access.unauthenticated").empty()) << protocol;
  }
}

TEST_F(BareAccess, OfAdbIsTheBannerAndARefusalIsItsWishForAKey) {
  service(5555, "adb");
  const std::string banner = "device::ro.product.model=Cam 1;";
  answers(5555, "CNXN", "CNXN"s + std::string(8, '\0') + std::string(1, static_cast<char>(banner.size())) +
                            std::string(7, '\0') + "\xbc\xb1\xa7\xb1" + banner);
  run(5555, probe_adb_access);
  EXPECT_EQ(bench_.values("access.unauthenticated").at(0)["operation"].as_text(), "shell");
  EXPECT_EQ(bench_.values("identity.shown").at(0)["model"].as_text(), "Cam 1");
  answers(5555, "CNXN", "AUTH"s + std::string(16, '\0') + "\xbe\xaa\xab\xb7");
  run(5555, probe_adb_access);
  EXPECT_EQ(bench_.values("access.refused").at(0)["how"].as_text(), "adb_auth");
}

}  // namespace
}  // namespace hoshi::probes
