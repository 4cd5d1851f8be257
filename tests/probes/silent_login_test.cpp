// Tests of logins whose protocol refuses by silence: when silence is a refusal, and what search and meter make of it.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/fake_snmp_agent.h"
#include "probes/password_search.h"
#include "probes/throttle_meter.h"

namespace hoshi::probes {
namespace {

using namespace testing;

LoginAttempt silence() {
  LoginAttempt attempt;
  attempt.outcome = LoginClass::no_answer;
  attempt.silence_refuses = true;
  attempt.signature.status = "silence";
  return attempt;
}

LoginAttempt value() {
  LoginAttempt attempt;
  attempt.outcome = LoginClass::accepted;
  attempt.silence_refuses = true;
  attempt.privileged_read = true;
  attempt.signature.status = "value";
  return attempt;
}

LoginSurface snmp_surface() {
  LoginSurface surface;
  surface.id = "observed-snmp";
  surface.endpoint = "udp/161";
  surface.port = 161;
  surface.kind = "snmp";
  return surface;
}

std::vector<DefaultPair> pairs_for(FakeBench& bench, const LoginSurface& surface, std::string_view known) {
  bench.learn("default_credentials");
  const auto list = default_list_from(bench.knowledge("default_credentials"));
  EXPECT_TRUE(list);
  return ordered_pairs(*list, surface, "", known);
}

TEST(SilentLogins, SilenceIsARefusalOnlyBesideARightPasswordThatIsAnswered) {
  EXPECT_EQ(settle(silence(), {silence(), value()}), LoginClass::refused);
  EXPECT_EQ(settle(silence(), {silence(), silence()}), LoginClass::no_answer);
  EXPECT_EQ(settle(silence(), {silence(), std::nullopt}), LoginClass::no_answer);
  EXPECT_EQ(settle(silence(), {value(), value()}), LoginClass::no_answer);
  auto of_another_protocol = silence();
  of_another_protocol.silence_refuses = false;
  EXPECT_EQ(settle(of_another_protocol, {of_another_protocol, value()}), LoginClass::no_answer);
}

TEST(SilentLogins, AnAnswerMeansSomethingWithoutARightPassword) {
  EXPECT_EQ(settle(value(), {silence(), std::nullopt}), LoginClass::accepted);
  EXPECT_EQ(settle(value(), {value(), std::nullopt}), LoginClass::unclear);
  EXPECT_FALSE((LoginControls{silence(), std::nullopt}).distinguishable());
  EXPECT_TRUE((LoginControls{silence(), value()}).distinguishable());
}

TEST(SilentLogins, TheCommunitiesComeFirstAndOnceEach) {
  FakeBench bench;
  const auto pairs = pairs_for(bench, snmp_surface(), "");
  ASSERT_GT(pairs.size(), 24u);
  EXPECT_EQ(pairs[0].password, "public");
  EXPECT_EQ(pairs[1].password, "private");
  std::set<std::string> seen;
  for (const auto& pair : pairs) EXPECT_TRUE(pair.account.empty() && seen.insert(pair.password).second) << pair.password;
}

TEST(SilentLogins, TheSearchFindsPublicWithoutKnowingAnything) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"public"};
  agent.serve(bench);
  const auto surface = snmp_surface();
  const auto report = search_default_password(bench.network(), {surface, pairs_for(bench, surface, ""), nullptr}, {});
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "public");
  EXPECT_EQ(report.confirmed_by, "value read");
}

TEST(SilentLogins, FindingNothingWithoutAControlClaimsNothing) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"k3x9-correct-horse"};
  agent.serve(bench);
  const auto surface = snmp_surface();
  const auto report = search_default_password(bench.network(), {surface, pairs_for(bench, surface, ""), nullptr}, {});
  EXPECT_FALSE(report.found);
  EXPECT_FALSE(report.control);
  EXPECT_EQ(report.tries, 0);
  EXPECT_EQ(report.stopped_by, "connection");
}

TEST(SilentLogins, FindingNothingBesideTheTestCommunityIsAClaim) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"k3x9-correct-horse"};
  agent.serve(bench);
  const auto surface = snmp_surface();
  const Credential known{"snmp", "", "k3x9-correct-horse", false};
  const auto report = search_default_password(bench.network(), {surface, pairs_for(bench, surface, ""), &known}, {});
  EXPECT_FALSE(report.found);
  EXPECT_TRUE(report.control);
  EXPECT_GE(report.tries, 20);
  EXPECT_EQ(report.stopped_by, "");
}

TEST(SilentLogins, AnAgentThatFallsSilentAltogetherRefusedNothing) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"k3x9-correct-horse"};
  agent.falls_silent_after = 9;
  agent.serve(bench);
  const auto surface = snmp_surface();
  const Credential known{"snmp", "", "k3x9-correct-horse", false};
  const auto report = search_default_password(bench.network(), {surface, pairs_for(bench, surface, ""), &known}, {});
  EXPECT_FALSE(report.control);
  EXPECT_EQ(report.stopped_by, "lock");
}

TEST(SilentLogins, OurPatienceIsNoThrottle) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"k3x9-correct-horse"};
  agent.serve(bench);
  const auto surface = snmp_surface();
  const Credential known{"snmp", "", "k3x9-correct-horse", false};
  const auto report = measure_throttle(bench.network(), {surface, &known}, {});
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.throttle_class, "none");
  EXPECT_GE(report.tries, 18);
  EXPECT_GT(report.sustained_per_hour, 100'000);
  EXPECT_LT(report.last_delay, milliseconds(500));
}

TEST(SilentLogins, AnAgentThatBansTheSourceIsMeasuredAsSuch) {
  FakeBench bench;
  FakeSnmpAgent agent;
  agent.communities = {"k3x9-correct-horse"};
  agent.bans_after = 4;
  agent.ban = std::chrono::seconds(30);
  agent.serve(bench);
  const auto surface = snmp_surface();
  const Credential known{"snmp", "", "k3x9-correct-horse", false};
  const auto report = measure_throttle(bench.network(), {surface, &known}, {});
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_GT(report.lock_after_tries, 0);
  EXPECT_GT(report.recovery, milliseconds(20'000));
}

}  // namespace
}  // namespace hoshi::probes
