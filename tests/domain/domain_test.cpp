// Values of the domain: identity of observations, when answers count, features of a product.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "domain/features.h"
#include "domain/observation.h"
#include "domain/record.h"
#include "domain/verdict.h"

namespace hoshi {
namespace {

Observation seen(const std::string& fact, int port) {
  return {"", "tcp_ports", fact, {"main", "tcp/" + std::to_string(port), ""}, object({{"n", port}}), {}};
}

TEST(Observation, IsNamedByWhatItSaysNotByItsEvidence) {
  Observation first = seen("port.open", 80);
  Observation second = first;
  second.evidence.push_back({"transcripts/x.jsonl", std::string(64, '0')});
  EXPECT_EQ(identify(first), identify(second));
  second.value.set("n", 81);
  EXPECT_NE(identify(first), identify(second));
}

TEST(Observation, IsRefusedWhenItsIdDoesNotFit) {
  Value value = to_value(Observations({seen("port.open", 80)}).all()[0]);
  EXPECT_TRUE(observation_from(value).has_value());
  value.set("fact", "port.closed");
  EXPECT_EQ(observation_from(value).error().code, ErrorCode::corrupt);
}

TEST(Observations, KeepOneOrderAndNoRepetition) {
  const Observations one({seen("b", 2), seen("a", 1), seen("b", 2)});
  Observations other({seen("a", 1)});
  other.add(seen("b", 2));
  ASSERT_EQ(one.all().size(), 2u);
  EXPECT_EQ(one.all()[0].id, other.all()[0].id);
  EXPECT_EQ(one.with_fact("b").size(), 1u);
  EXPECT_EQ(one.with_fact("c").size(), 0u);
}

TEST(Record, LapsesWhenItsDocumentIsNotTheOneRead) {
  Record record;
  EXPECT_FALSE(record.has_lapsed());
  record.document = "policy";
  EXPECT_TRUE(record.has_lapsed());
  record.sha256 = record.sha256_now = std::string(64, 'a');
  EXPECT_FALSE(record.has_lapsed());
  record.sha256_now = std::string(64, 'b');
  EXPECT_TRUE(record.has_lapsed());
  record.sha256_now.clear();
  EXPECT_TRUE(record.has_lapsed());
}

TEST(Record, CountsOnlyWithNameRoleAndDate) {
  Record record;
  record.who = "鈴木";
  record.role = "評価者";
  EXPECT_FALSE(record.is_signed_off());
  record.when = "2026-02-30";
  EXPECT_FALSE(record.is_signed_off());
  record.when = "2026-11-23";
  EXPECT_TRUE(record.is_signed_off());
}

TEST(Feature, IsNotSaidWhereTheDescriptionIsSilent) {
  Product silent;
  silent.source = ValueMap{};
  for (const auto name : feature_names()) EXPECT_EQ(feature_of(silent, name), Feature::not_said) << name;
  Product none = silent;
  none.source = object({{"route", ValueList{}}, {"authentication", ValueList{}}, {"update_mechanism", ValueList{}}, {"asset", ValueList{}}});
  for (const auto name : feature_names()) EXPECT_EQ(feature_of(none, name), Feature::absent) << name;
  EXPECT_EQ(feature_of(none, "unheard_of"), Feature::not_said);
}

TEST(Verdict, NamesRoundTrip) {
  for (const auto verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::not_applicable, Verdict::accepted_by_recognition}) {
    EXPECT_EQ(verdict_named(name_of(verdict)), verdict);
  }
  EXPECT_FALSE(verdict_named("ok").has_value());
}

}  // namespace
}  // namespace hoshi
