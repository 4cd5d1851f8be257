// Tests of snmp_access and of the SNMPv3 login against a scripted agent.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_snmp_agent.h"
#include "probes/login.h"

namespace hoshi::probes {

extern const Probe probe_snmp_access;

namespace {

using namespace testing;

constexpr std::string_view location = "1.3.6.1.2.1.1.6.0";
const Task task{"snmp_access", "main", "udp/161", ""};

Product device(std::string_view operation = "read", std::string_view login_kind = "snmp") {
  Product product;
  product.model = "HC-100";
  Route route;
  route.id = "management";
  route.transport = "udp";
  route.port = 161;
  route.protocol = "snmp";
  route.authentication = "auth";
  product.routes = {route};
  Asset asset;
  asset.id = "place";
  product.assets = {asset};
  product.logins = {{"login", "management", "auth", std::string(login_kind), "", "", "", ""}};
  product.requests = {{"r", "management", "place", std::string(operation), std::string(location)}};
  return product;
}

// Runs the probe against the agent; gives the agent as it is afterwards.
FakeSnmpAgent& meet(FakeBench& bench, FakeSnmpAgent& agent) {
  bench.learn("default_credentials");
  bench.learn("identity");
  agent.serve(bench);
  EXPECT_TRUE(bench.run(probe_snmp_access, task));
  return *agent.served;
}

std::vector<std::string> offered(const FakeBench& bench) {
  std::vector<std::string> kinds;
  for (const auto& value : bench.values("login.offered")) kinds.push_back(value["kind"].as_text());
  return kinds;
}

LoginSurface v3_surface() {
  LoginSurface surface;
  surface.id = "observed-snmpv3";
  surface.endpoint = "udp/161";
  surface.port = 161;
  surface.kind = "snmpv3";
  return surface;
}

FakeSnmpAgent v3_agent() {
  FakeSnmpAgent agent;
  agent.v3 = true;
  agent.v3_user = "operator";
  agent.v3_password = "correct horse";
  return agent;
}

TEST(SnmpAccess, IsPlannedForWhatIsSeenAndForWhatIsDeclared) {
  FakeBench bench;
  bench.described = device();
  bench.saw("service.identified", {"main", "udp/1161", ""}, object({{"protocol", "snmp"}}));
  const auto tasks = bench.plan(probe_snmp_access);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].endpoint, "udp/1161");
  EXPECT_EQ(tasks[1].endpoint, "udp/161");
}

TEST(SnmpAccess, AnEmptyCommunityThatReadsIsAccess) {
  FakeBench bench;
  bench.described = device();
  FakeSnmpAgent agent;
  agent.communities = {""};
  meet(bench, agent);
  const auto given = bench.values("access.unauthenticated");
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[1]["what"].as_text(), location);
  EXPECT_EQ(given[1]["protected"].as_text(), "yes");
  EXPECT_EQ(given[1]["bytes"].as_integer(), 11);
  EXPECT_EQ(bench.values("asset.seen_in_clear").size(), 1u);
  EXPECT_EQ(offered(bench), (std::vector<std::string>{"snmp"}));
  EXPECT_EQ(bench.values("identity.shown").at(0)["model"].as_text(), "HC-100");
  EXPECT_EQ(bench.values("identity.shown").at(0)["version"].as_text(), "1.2.3");
}

TEST(SnmpAccess, SilenceBesideTheTestCommunityIsARefusal) {
  FakeBench bench;
  bench.described = device();
  bench.accounts = {{"auth", "", "correct-horse", false}};
  FakeSnmpAgent agent;
  agent.communities = {"correct-horse"};
  meet(bench, agent);
  ASSERT_EQ(bench.values("access.refused").size(), 1u);
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
  EXPECT_EQ(bench.values("access.refused")[0]["how"].as_text(), "silent");
  EXPECT_EQ(bench.values("asset.seen_in_clear").at(0)["how"].as_text(), "read with the test account");
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
}

TEST(SnmpAccess, SilenceAloneProvesNothing) {
  FakeBench bench;
  bench.described = device();
  FakeSnmpAgent agent;
  agent.communities = {"correct-horse"};
  meet(bench, agent);
  EXPECT_TRUE(bench.values("access.refused").empty());
  EXPECT_EQ(bench.values("access.not_tried").at(0)["why"].as_text(), "silent");
  EXPECT_EQ(offered(bench), (std::vector<std::string>{"snmp"}));
}

TEST(SnmpAccess, AWellKnownCommunityIsALoginAndNoOpenDoor) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"public"};
  meet(bench, agent);
  EXPECT_TRUE(bench.values("access.unauthenticated").empty());
  EXPECT_EQ(offered(bench), (std::vector<std::string>{"snmp"}));
  EXPECT_EQ(bench.values("identity.shown").size(), 1u);
}

TEST(SnmpAccess, AnEngineWithoutUsersIsNoLoginBesideADeclaredCommunity) {
  for (const bool has_user : {false, true}) {
    FakeBench bench;
    bench.described = device();
    FakeSnmpAgent agent;
    agent.communities = {"public"};
    agent.v3 = true;
    if (has_user) agent.v3_user = "admin";
    meet(bench, agent);
    const std::vector<std::string> both{"snmpv3", "snmp"};
    EXPECT_EQ(offered(bench), has_user ? both : std::vector<std::string>{"snmp"});
  }
}

TEST(SnmpAccess, AUserWithoutAuthenticationIsAccess) {
  FakeBench bench;
  bench.described = device("read", "snmpv3");
  auto agent = v3_agent();
  agent.v3_open_users = {"initial"};
  meet(bench, agent);
  ASSERT_EQ(bench.values("access.unauthenticated").size(), 2u);
  EXPECT_EQ(offered(bench), (std::vector<std::string>{"snmpv3"}));
}

TEST(SnmpAccess, AnAgentForAuthenticatedUsersRefuses) {
  FakeBench bench;
  bench.described = device("read", "snmpv3");
  bench.accounts = {{"auth", "operator", "correct horse", false}};
  auto agent = v3_agent();
  agent.v3_wants_privacy = true;
  meet(bench, agent);
  ASSERT_EQ(bench.values("access.refused").size(), 1u);
  EXPECT_TRUE(bench.values("access.refused")[0]["control"].as_bool());
  EXPECT_TRUE(bench.values("asset.seen_in_clear").empty());
  EXPECT_EQ(offered(bench), (std::vector<std::string>{"snmpv3"}));
}

TEST(SnmpAccess, WritesOnlyWithLeaveAndPutsTheOldValueBack) {
  for (const bool leave : {false, true}) {
    FakeBench bench;
    bench.described = device("write");
    bench.disruption = leave;
    FakeSnmpAgent agent;
    agent.communities = {""};
    agent.writable = true;
    auto& after = meet(bench, agent);
    EXPECT_EQ(after.objects[*snmp::oid_from(location)], "server room");
    const auto given = bench.values("access.unauthenticated");
    ASSERT_EQ(given.size(), leave ? 2u : 1u);
    if (leave) {
      EXPECT_EQ(given[1]["operation"].as_text(), "write");
    }
    EXPECT_EQ(bench.wrote("hoshi"), leave);
    EXPECT_EQ(bench.values("access.not_tried").size(), leave ? 0u : 1u);
  }
}

TEST(SnmpAccess, AWriteThatIsRefusedIsSaidSo) {
  FakeBench bench;
  bench.described = device("write");
  bench.disruption = true;
  FakeSnmpAgent agent;
  agent.communities = {""};
  meet(bench, agent);
  EXPECT_EQ(bench.values("access.refused").at(0)["how"].as_text(), "error_6");
}

TEST(SnmpAccess, SaysNothingOfAPortThatNobodyServes) {
  FakeBench bench;
  ASSERT_TRUE(bench.run(probe_snmp_access, task));
  EXPECT_TRUE(bench.observed.empty());
}

TEST(SnmpV3Login, TellsTheRightPasswordFromWrongOnesAndStrangers) {
  for (const auto digest : {snmp::Digest::md5, snmp::Digest::sha1, snmp::Digest::sha256}) {
    FakeBench bench;
    auto agent = v3_agent();
    agent.v3_digest = digest;
    agent.serve(bench);
    const auto right = try_login(bench.network(), v3_surface(), "operator", "correct horse");
    const auto wrong = try_login(bench.network(), v3_surface(), "operator", "wrong horse");
    const auto stranger = try_login(bench.network(), v3_surface(), "nobody", "correct horse");
    EXPECT_EQ(right.outcome, LoginClass::accepted) << name_of(digest);
    EXPECT_TRUE(right.privileged_read);
    EXPECT_EQ(wrong.outcome, LoginClass::refused);
    EXPECT_EQ(wrong.detail, "wrong digest");
    EXPECT_EQ(stranger.outcome, LoginClass::refused);
    EXPECT_EQ(stranger.detail, "unknown user");
    EXPECT_TRUE(stranger.signature.is_like(wrong.signature));
  }
}

TEST(SnmpV3Login, ReadsWithPrivacyWhereTheAgentWantsIt) {
  FakeBench bench;
  auto agent = v3_agent();
  agent.v3_wants_privacy = true;
  agent.serve(bench);
  const auto right = try_login(bench.network(), v3_surface(), "operator", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
  EXPECT_EQ(right.confirmed_by, "encrypted answer");
}

TEST(SnmpV3Login, GoesTheSameWayWithoutThePasswordAsReplayMust) {
  FakeBench bench;
  auto agent = v3_agent();
  agent.serve(bench);
  const auto without = try_login(bench.network(), v3_surface(), "operator", "");
  EXPECT_EQ(without.outcome, LoginClass::refused);
  EXPECT_EQ(without.detail, "wrong digest");
}

TEST(SnmpV3Login, SilenceIsNoAnswer) {
  FakeBench bench;
  EXPECT_EQ(try_login(bench.network(), v3_surface(), "operator", "x").outcome, LoginClass::no_answer);
  bench.world.udp[{"main", 161}].refuses = true;
  EXPECT_EQ(try_login(bench.network(), v3_surface(), "operator", "x").outcome, LoginClass::connection_lost);
}

}  // namespace
}  // namespace hoshi::probes
