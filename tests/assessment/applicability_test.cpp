// When a criterion does not apply, and when a reason for that is doubted.
// SPDX-License-Identifier: Apache-2.0
#include "assessment/applicability.h"

#include "case.h"

namespace hoshi::assessment {
namespace {

// A criterion that passes, unless it does not apply for lack of the feature.
Case case_without(std::string feature, std::string table) {
  Case given("support_end_stated");
  given.product.support_end = "2031-03-31";
  given.criterion.not_applicable = {{std::move(feature), Confidence::unverified, {}}};
  given.product.source.set(table, ValueList{});
  return given.as_item();
}

void write_reason(Case& given, std::string reason = "there is none") {
  given.product.not_applicable.push_back({"T-01", std::move(reason)});
}

Authentication of(std::string used_by, std::string factor) {
  Authentication one;
  one.id = "admin";
  one.used_by = std::move(used_by);
  one.factor = std::move(factor);
  return one;
}

TEST(Applicability, EndsWithAWrittenReason) {
  Case given = case_without("update", "update_mechanism");
  write_reason(given);
  const auto result = given.judged();
  EXPECT_EQ(result.verdict, Verdict::not_applicable);
  EXPECT_TRUE(result.provisional);
  EXPECT_EQ(result.reasons.at(0).slots.at("reason"), "there is none");
  EXPECT_TRUE(result.items.empty());
}

TEST(Applicability, IsDoubtfulWithoutTheReason) {
  Case given = case_without("update", "update_mechanism");
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.reason_missing"));
  write_reason(given, "  ");
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.reason_missing"));
}

TEST(Applicability, IsDoubtfulWhenTheFeatureIsThere) {
  Case given = case_without("update", "update_mechanism");
  given.product.updates = {UpdateMechanism{}};
  EXPECT_EQ(given.judged().verdict, Verdict::pass);
  write_reason(given);
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.contradiction"));
}

TEST(Applicability, IsDoubtfulWhenTheDescriptionSaysNothing) {
  Case given = case_without("update", "other");
  EXPECT_EQ(given.judged().verdict, Verdict::pass);
  write_reason(given);
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.not_said"));
}

TEST(Applicability, IsDoubtfulWhenTheCriterionAlwaysApplies) {
  Case given = case_without("update", "update_mechanism");
  given.criterion.not_applicable.clear();
  write_reason(given);
  EXPECT_EQ(given.judged().verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.never"));
}

TEST(Applicability, TakesNoReasonOfAnotherCriterion) {
  Case given = case_without("update", "update_mechanism");
  given.product.not_applicable.push_back({"T-02", "there is none"});
  EXPECT_TRUE(gives(given.judged().reasons, "not_applicable.reason_missing"));
}

TEST(Applicability, IsDoubtfulWhenTheFeatureWasObserved) {
  Case given = case_without("network_user_authentication", "authentication");
  write_reason(given);
  EXPECT_EQ(given.judged().verdict, Verdict::not_applicable);
  given.see("login.surface", {"main", "tcp/443", "web-admin"}, object({{"kind", "basic"}}));
  const auto result = given.judged();
  EXPECT_EQ(result.verdict, Verdict::inconclusive);
  EXPECT_TRUE(gives(result.reasons, "not_applicable.observed_otherwise"));
  EXPECT_EQ(result.because, (std::vector<std::string>{given.file().observations.all().front().id}));
}

TEST(Applicability, DoesNotTurnAFailIntoDoubt) {
  Case given("default_value_rule");
  given.parameter("per_unit_characters_min", 6).parameter("user_set_characters_min", 8);
  auto common = of("user", "password");
  common.default_value = "common";
  given.product.authentications = {common};
  given.criterion.not_applicable = {{"password_authentication", Confidence::official, {}}};
  write_reason(given);
  EXPECT_EQ(given.as_item().judged().verdict, Verdict::fail);
}

struct Seen {
  std::string feature;
  std::string fact;
  Value value;
  bool refutes;
};

TEST(Applicability, IsRefutedByWhatShowsTheFeature) {
  const Value nothing = Value(ValueMap{});
  const std::vector<Seen> table{
      {"ip_access", "port.open", nothing, true},
      {"ip_access", "service.identified", nothing, true},
      {"ip_access", "ports.scanned", nothing, false},
      {"network_user_authentication", "http.page", object({{"authentication", "basic"}}), true},
      {"network_user_authentication", "http.page", object({{"authentication", "none"}}), false},
      {"network_user_authentication", "http.page", object({{"authentication", "bearer"}}), false},
      {"network_user_authentication", "telnet.greeting", object({{"asks_login", true}}), true},
      {"network_user_authentication", "telnet.greeting", object({{"asks_login", false}}), false},
      {"network_user_authentication", "ssh.methods", object({{"methods", ValueList{"publickey"}}}), true},
      {"network_user_authentication", "ssh.methods", object({{"methods", ValueList{}}}), false},
      {"password_authentication", "ssh.methods", object({{"methods", ValueList{"publickey"}}}), false},
      {"password_authentication", "ssh.methods", object({{"methods", ValueList{"publickey", "password"}}}), true},
      {"password_authentication", "login.surface", object({{"kind", "ssh"}}), false},
      {"password_authentication", "login.surface", object({{"kind", "form"}}), true},
      {"password_authentication", "login.default_accepted", nothing, true},
      {"assets_in_transit", "asset.seen_in_clear", nothing, true},
      {"update", "port.open", nothing, false},
  };
  for (const auto& row : table) {
    Case given;
    given.see(row.fact, web, row.value);
    EXPECT_EQ(!seen_against_absence(row.feature, given.file()).empty(), row.refutes) << row.feature << " " << row.fact;
  }
}

TEST(Applicability, IsNotRefutedByLoginsDeclaredForMachines) {
  Case given;
  given.route("mqtt", 443).authentication = "admin";
  given.see("login.surface", web, object({{"kind", "mqtt"}}));
  given.product.authentications = {of("machine", "password")};
  EXPECT_TRUE(seen_against_absence("network_user_authentication", given.file()).empty());
  given.product.authentications = {of("user", "password")};
  EXPECT_FALSE(seen_against_absence("network_user_authentication", given.file()).empty());
}

}  // namespace
}  // namespace hoshi::assessment
