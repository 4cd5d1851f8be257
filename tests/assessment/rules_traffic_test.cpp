// Tests of the rules about captured traffic and about keys that units share.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assessment/case.h"

namespace hoshi::assessment {
namespace {

using enum Verdict;

Value flow(std::string_view direction, std::string_view protocol, std::string_view is_protected) {
  return object({{"direction", direction}, {"peer", "cloud.example"}, {"port", 1883}, {"protocol", protocol}, {"protected", is_protected}});
}

Value secret(std::string_view asset, std::string_view authentication) {
  return object({{"kind", "mqtt"}, {"asset", asset}, {"authentication", authentication}, {"direction", "out"}, {"peer", "cloud.example"},
                 {"port", 1883}, {"protocol", "mqtt"}});
}

Case capture_case(bool device = true) {
  Case given("no_secret_in_traffic");
  given.ask("clear_traffic", Question::Kind::decision);
  given.asset("settings");
  Authentication cloud;
  cloud.id = "cloud";
  given.product.authentications = {cloud};
  return given.see("traffic.seen", {"", "", "boot"}, object({{"device", device}, {"complete", true}}));
}

const Subject boot{"", "", "boot"};

}  // namespace

TEST(NoSecretInTraffic, SaysNothingWithoutCaptures) {
  Case given("no_secret_in_traffic");
  given.ask("clear_traffic", Question::Kind::decision);
  EXPECT_EQ(given.run().verdict, not_applicable);
}

TEST(NoSecretInTraffic, FailsOnTheContentOfAProtectedAsset) {
  EXPECT_EQ(capture_case().see("traffic.secret", boot, secret("settings", "")).run().verdict, fail);
  EXPECT_EQ(capture_case(false).see("traffic.secret", boot, secret("settings", "")).run().verdict, fail);
}

TEST(NoSecretInTraffic, FailsOnThePasswordOfADeclaredAuthentication) {
  EXPECT_EQ(capture_case().see("traffic.secret", boot, secret("", "cloud")).run().verdict, fail);
}

TEST(NoSecretInTraffic, IgnoresWhatNeedsNoProtection) {
  Case given = capture_case().see("traffic.secret", boot, secret("settings", "")).see("traffic.flow", boot, flow("out", "tls", "yes"));
  given.product.assets[0].is_protected = false;
  EXPECT_EQ(given.run().verdict, pass);
}

TEST(NoSecretInTraffic, LetsAPersonDecideWhatNobodyDeclared) {
  const auto start = [] { return capture_case().see("traffic.secret", boot, secret("", "")).see("traffic.flow", boot, flow("out", "mqtt", "no")); };
  const std::string subject = "out cloud.example 1883 mqtt";
  EXPECT_EQ(start().run().verdict, inconclusive);
  EXPECT_EQ(start().run().questions, (std::vector<OpenQuestion>{{"T-01/ask", subject}}));
  EXPECT_EQ(start().answer(subject, Answer::yes).run().verdict, pass);
  EXPECT_EQ(start().answer(subject, Answer::no).run().verdict, fail);
}

TEST(NoSecretInTraffic, DoesNotAskAboutTheNetworkOrAboutWhatComesIn) {
  Case given = capture_case().see("traffic.flow", boot, flow("out", "dns", "no")).see("traffic.flow", boot, flow("in", "http", "no"));
  EXPECT_EQ(given.run().verdict, not_applicable);
  EXPECT_TRUE(given.run().questions.empty());
  EXPECT_EQ(given.see("traffic.flow", boot, flow("out", "tls", "yes")).run().verdict, pass);
}

TEST(NoSecretInTraffic, PassesNothingWhenTheDeviceIsNotTold) {
  EXPECT_EQ(capture_case(false).see("traffic.flow", boot, flow("out", "tls", "yes")).run().verdict, not_applicable);
}

TEST(NotSharedBetweenUnits, FailsOnWhatTwoUnitsHave) {
  Case given("not_shared_between_units");
  given.ask();
  EXPECT_EQ(given.run().verdict, inconclusive);
  given.see("units.compared", {"main", "tcp/22", "ssh host key"}, object({{"what", "ssh host key"}, {"same", false}}));
  EXPECT_EQ(given.run().verdict, inconclusive);
  EXPECT_EQ(Case(given).answer("", Answer::yes).run().verdict, pass);
  given.see("units.same", {"main", "tcp/22", "ssh host key"}, object({{"what", "ssh host key"}, {"units", ValueList{"A", "B"}}}));
  EXPECT_EQ(Case(given).answer("", Answer::yes).run().verdict, fail);
}

}  // namespace hoshi::assessment
