// Tests of FTP: logins, anonymous access, declared files, writing by agreement, TLS that is demanded.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/ftp_server.h"
#include "probes/password_search.h"

namespace hoshi::probes {

extern const Probe probe_ftp_access;

namespace {

using namespace testing;

Product product_with_file(std::string_view path, std::string_view operation = "read") {
  Product product;
  Route route;
  route.id = "files";
  route.transport = "tcp";
  route.port = 21;
  route.protocol = "ftp";
  route.authentication = "auth";
  product.routes.push_back(route);
  product.assets.push_back({"wifi", "Wi-Fi key", "credential", true, "", "", false, {"files"}});
  product.requests.push_back({"q", "files", "wifi", std::string(operation), std::string(path)});
  return product;
}

struct Bed {
  FtpServer server;
  FakeBench bench;
  Bed() { server.serve(bench, 21); }
  void look() { ASSERT_TRUE(bench.run(probe_ftp_access, {"", "main", "tcp/21", ""})); }
};

TEST(FtpLogin, IsProvenByWhatWasRefusedBefore) {
  Bed bed;
  const auto right = try_login(bed.bench.network(), surface_of("ftp", 21), "admin", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "working directory");
  const auto wrong = try_login(bed.bench.network(), surface_of("ftp", 21), "admin", "x");
  EXPECT_EQ(wrong.outcome, LoginClass::refused);
  EXPECT_EQ(wrong.signature.status, "331 530");
}

TEST(FtpLogin, TellsALockFromARefusal) {
  Bed bed;
  bed.server.login.lock = LockStyle::hangs_up;
  for (int i = 0; i < 3; ++i) (void)try_login(bed.bench.network(), surface_of("ftp", 21), "admin", "x");
  EXPECT_EQ(try_login(bed.bench.network(), surface_of("ftp", 21), "admin", "correct horse").outcome, LoginClass::locked);
}

TEST(FtpLogin, FullServersAreNoRefusal) {
  FakeBench bench;
  bench.script(21, Script().says("421 Too many connections\r\n").closes());
  EXPECT_EQ(try_login(bench.network(), surface_of("ftp", 21), "a", "b").outcome, LoginClass::throttled);
}

TEST(FtpLogin, OfSomethingElseIsUnclear) {
  FakeBench bench;
  bench.script(21, Script().says("SSH-2.0-x\r\n"));
  bench.script(21, Script().says("220 ok\r\n").hears("PWD").says("530 no\r\n").hears("USER").says("332 account?\r\n"));
  EXPECT_EQ(try_login(bench.network(), surface_of("ftp", 21), "a", "b").outcome, LoginClass::unclear);
  EXPECT_EQ(try_login(bench.network(), surface_of("ftp", 21), "a", "b").outcome, LoginClass::unclear);
  EXPECT_EQ(try_login(bench.network(), surface_of("ftp", 21), "a", "b").outcome, LoginClass::connection_lost);
}

TEST(FtpLogin, NeverSendsTwoLinesForOne) {
  Bed bed;
  EXPECT_EQ(try_login(bed.bench.network(), surface_of("ftp", 21), "admin", "a\r\nDELE x").outcome, LoginClass::unclear);
  EXPECT_FALSE(bed.bench.wrote("DELE"));
}

TEST(FtpDefaults, AreFound) {
  Bed bed;
  bed.server.login.password = "admin";
  const auto list = default_list_from(knowledge_file("default_credentials"));
  const auto surface = surface_of("ftp", 21);
  const auto pairs = ordered_pairs(*list, surface, "", "");
  const auto report = search_default_password(bed.bench.network(), {surface, pairs, nullptr}, {});
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "admin");
}

TEST(FtpAccess, ListsWhatAnybodyMayList) {
  Bed bed;
  bed.server.anonymous = true;
  bed.look();
  const auto access = bed.bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 1u);
  EXPECT_EQ(access[0]["what"].as_text(), "LIST /");
  EXPECT_EQ(access[0]["protected"].as_text(), "unknown");
  EXPECT_EQ(bed.bench.values("login.offered").at(0)["kind"].as_text(), "ftp");
}

TEST(FtpAccess, IgnoresTheAddressOfPassiveMode) {
  Bed bed;
  bed.server.anonymous = true;
  bed.server.takes_epsv = false;
  bed.bench.described = product_with_file("/secret.cfg");
  bed.look();
  const auto access = bed.bench.values("access.unauthenticated");
  ASSERT_EQ(access.size(), 2u);
  EXPECT_EQ(access[1]["what"].as_text(), "/secret.cfg");
  EXPECT_EQ(access[1]["protected"].as_text(), "yes");
  EXPECT_EQ(access[1]["bytes"].as_integer(), 6);
  EXPECT_EQ(bed.bench.values("asset.seen_in_clear").size(), 1u);
}

TEST(FtpAccess, RefusesWithTheTestAccountAsControl) {
  Bed bed;
  bed.bench.described = product_with_file("/secret.cfg");
  bed.bench.accounts = {test_account(bed.server.login)};
  bed.look();
  EXPECT_TRUE(bed.bench.values("access.unauthenticated").empty());
  const auto refused = bed.bench.values("access.refused");
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_EQ(refused[0]["how"].as_text(), "530");
  EXPECT_TRUE(refused[0]["control"].as_bool());
  EXPECT_EQ(bed.bench.values("asset.seen_in_clear").at(0)["how"].as_text(), "read with the test account");
}

TEST(FtpAccess, HasNoControlForAFileThatIsNotThere) {
  Bed bed;
  bed.bench.described = product_with_file("/missing");
  bed.bench.accounts = {test_account(bed.server.login)};
  bed.look();
  EXPECT_FALSE(bed.bench.values("access.refused").at(0)["control"].as_bool());
}

TEST(FtpAccess, WritesOnlyWhenThatWasAgreed) {
  Bed bed;
  bed.server.anonymous = bed.server.anonymous_may_write = true;
  bed.bench.described = product_with_file("/drop/", "write");
  bed.look();
  EXPECT_FALSE(bed.bench.wrote("STOR"));
  EXPECT_EQ(bed.bench.values("access.not_tried").size(), 1u);
}

TEST(FtpAccess, WritesReadsBackAndDeletes) {
  Bed bed;
  bed.server.anonymous = bed.server.anonymous_may_write = true;
  bed.bench.disruption = true;
  bed.bench.described = product_with_file("/drop/", "write");
  bed.look();
  ASSERT_EQ(bed.bench.values("access.unauthenticated").size(), 2u);
  EXPECT_EQ(bed.bench.values("access.unauthenticated")[1]["operation"].as_text(), "write");
  EXPECT_EQ(bed.server.files.size(), 1u) << "what was written is gone again";
}

TEST(FtpAccess, NeverWritesOverAFile) {
  Bed bed;
  bed.server.anonymous = bed.server.anonymous_may_write = true;
  bed.bench.disruption = true;
  bed.bench.described = product_with_file("/secret.cfg", "write");
  bed.look();
  EXPECT_FALSE(bed.bench.wrote("STOR"));
  EXPECT_EQ(bed.server.files.at("/secret.cfg"), "psk=42");
}

TEST(FtpAccess, SaysThatTlsIsNotOffered) {
  Bed bed;
  bed.look();
  const auto offer = bed.bench.values("starttls.offered").at(0);
  EXPECT_FALSE(offer["offered"].as_bool());
  EXPECT_FALSE(offer["required"].as_bool());
}

TEST(FtpAccess, GoesOverTlsWhereTheLoginInClearIsRefused) {
  Bed bed;
  bed.server.offers_tls = bed.server.demands_tls = true;
  bed.bench.world.services[{"main", 21}].tls = transport::TlsSession{"TLSv1.3", "", {}, false};
  bed.bench.world.services[{"main", FtpServer::data_port}].tls = transport::TlsSession{"TLSv1.3", "", {}, false};
  bed.bench.described = product_with_file("/secret.cfg");
  bed.bench.accounts = {test_account(bed.server.login)};
  bed.look();
  EXPECT_TRUE(bed.bench.values("starttls.offered").at(0)["required"].as_bool());
  EXPECT_TRUE(bed.bench.values("login.offered").at(0)["tls"].as_bool());
  EXPECT_TRUE(bed.bench.values("access.refused").at(0)["control"].as_bool());
  EXPECT_TRUE(bed.bench.wrote("PROT P"));
  EXPECT_TRUE(bed.bench.values("asset.seen_in_clear").empty());
  for (const auto& seen : bed.bench.observed) bed.bench.before.add(seen);
  const auto surfaces = login_surfaces(bed.bench.described, bed.bench.before);
  ASSERT_EQ(surfaces.size(), 1u);
  EXPECT_TRUE(surfaces[0].starttls);
  EXPECT_TRUE(try_login(bed.bench.network(), surfaces[0], "admin", "correct horse").privileged_read);
}

TEST(FtpAccess, DoesNotCallTlsRequiredWhenOnlyOffered) {
  Bed bed;
  bed.server.offers_tls = true;
  bed.bench.world.services[{"main", 21}].tls = transport::TlsSession{"TLSv1.3", "", {}, false};
  bed.look();
  EXPECT_TRUE(bed.bench.values("starttls.offered").at(0)["offered"].as_bool());
  EXPECT_FALSE(bed.bench.values("starttls.offered").at(0)["required"].as_bool());
}

TEST(FtpAccess, TakesNothingForGrantedFromASilentServer) {
  FakeBench bench;
  bench.silent(21);
  ASSERT_TRUE(bench.run(probe_ftp_access, {"", "main", "tcp/21", ""}));
  EXPECT_TRUE(bench.observed.empty());
}

}  // namespace
}  // namespace hoshi::probes
