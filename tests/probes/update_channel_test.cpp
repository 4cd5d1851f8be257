// The probe update_channel with a lab's server that tells what it saw, and devices that take anything, look closely, or stay away.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/fake_bench.h"

namespace hoshi::probes {

extern const Probe probe_update_channel;

namespace {

using testing::Heard;
using testing::Reply;
using transport::BenchAct;
using transport::BenchActReport;
using Outcome = BenchActReport::Outcome;

Value nothing() { return object({{"contacts", 0}, {"requests", 0}, {"alert", ""}}); }
Value fetched() {
  return object({{"contacts", 1}, {"handshakes", 1}, {"requests", 1}, {"bytes", 512}, {"method", "GET"}, {"path", "/fw.img"}, {"began_tls", true}});
}
Value broke_off(const char* alert, bool is_about_certificate) {
  return object({{"contacts", 2}, {"requests", 0}, {"alert", alert}, {"about_certificate", is_about_certificate}, {"began_tls", true}});
}

class UpdateChannel : public ::testing::Test {
 protected:
  void SetUp() override {
    bench.disruption = true;
    bench.described.targets = {{"main", "", ""}};
    Route web;
    web.id = "web";
    web.target = "main";
    web.port = 80;
    web.transport = "tcp";
    web.protocol = "http";
    web.status = "enabled";
    bench.described.routes = {web};
    UpdateMechanism online;
    online.id = "online";
    bench.described.updates = {online};
    Recipe recipe;
    recipe.id = "check-now";
    recipe.purpose = "check_update";
    recipe.update = "online";
    RecipeStep step;
    step.kind = "http";
    step.route = "web";
    step.path = "/check";
    step.expect = "checking";
    recipe.steps = {step};
    bench.described.recipes = {recipe};
    bench.saw("port.open", {"main", "tcp/80", ""});
    bench.serve(80, [this](const Heard& heard) {
      if (heard.all.find("\r\n\r\n") == std::string::npos) return Reply{};
      ++asked;
      return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n" + answer, true};
    });
    bench.world.acts = [this](const BenchAct& act) { return on_bench(act); };
  }

  BenchActReport on_bench(const BenchAct& act) {
    done.push_back(act.channel);
    if (!has_server) return {Outcome::nobody, "no update server"};
    if (act.channel != "look") {
      shown = act.channel;
      return {fails_at == act.channel ? Outcome::failed : Outcome::done, ""};
    }
    const auto found = saw.find(shown);
    return {Outcome::done, garbage.empty() ? to_json(found != saw.end() ? found->second : nothing()) : garbage};
  }

  void every_case_is(const Value& sight) {
    for (const auto* name : {"plaintext", "self_signed", "wrong_name", "expired", "unknown_ca"}) saw["show " + std::string(name)] = sight;
  }

  Result<void> run() { return bench.run(probe_update_channel, bench.plan(probe_update_channel).at(0)); }

  std::map<std::string, Value> results() {
    std::map<std::string, Value> by_case;
    for (const auto& value : bench.values("update.channel")) by_case[value["case"].as_text()] = value;
    return by_case;
  }

  testing::FakeBench bench;
  std::map<std::string, Value> saw;  // by the act that shows the case
  std::vector<std::string> done;
  std::string shown;
  std::string answer = "checking";
  std::string garbage;
  std::string fails_at;
  bool has_server = true;
  int asked = 0;
};

TEST_F(UpdateChannel, ADeviceThatTakesAnythingHasUsedEveryChannel) {
  saw["show good"] = fetched();
  every_case_is(fetched());
  ASSERT_TRUE(run());
  const auto found = results();
  ASSERT_EQ(found.size(), 5U);
  for (const auto& [name, value] : found) {
    EXPECT_EQ(value["result"].as_text(), "used") << name;
    EXPECT_EQ(value["how"].as_text(), "GET /fw.img, answered with 512 bytes");
  }
  EXPECT_EQ(asked, 6);
  EXPECT_EQ(bench.observed.at(0).subject.reference, "online");
}

TEST_F(UpdateChannel, ADeviceThatTrustsTheLabRefusesEachWithControl) {
  saw["show good"] = fetched();
  every_case_is(broke_off("handshake_failure", false));
  ASSERT_TRUE(run());
  for (const auto& [name, value] : results()) {
    EXPECT_EQ(value["result"].as_text(), "refused") << name;
    EXPECT_TRUE(value["control"].as_bool()) << name;
  }
}

// Then everything is refused for its authority, also what has a wrong name or is over.
TEST_F(UpdateChannel, WithoutTheLabsAuthorityOnTheDeviceNamesAndDatesAreNotShownToBeLookedAt) {
  saw["show good"] = broke_off("unknown_ca", true);
  every_case_is(broke_off("unknown_ca", true));
  ASSERT_TRUE(run());
  auto found = results();
  for (const auto* name : {"self_signed", "unknown_ca", "plaintext"}) EXPECT_TRUE(found[name]["control"].as_bool()) << name;
  for (const auto* name : {"wrong_name", "expired"}) EXPECT_FALSE(found[name]["control"].as_bool()) << name;
  EXPECT_EQ(found["expired"]["how"].as_text(), "TLS alert unknown_ca");
  EXPECT_EQ(found["plaintext"]["how"].as_text(), "spoke nothing but TLS");
}

// A device that knows none of the lab's versions refuses a good certificate as well.
TEST_F(UpdateChannel, ARefusalThatIsNotOfTheCertificateHasNoControl) {
  saw["show good"] = broke_off("protocol_version", false);
  every_case_is(broke_off("protocol_version", false));
  ASSERT_TRUE(run());
  auto found = results();
  EXPECT_EQ(found["self_signed"]["result"].as_text(), "refused");
  EXPECT_FALSE(found["self_signed"]["control"].as_bool());
}

TEST_F(UpdateChannel, AHandshakeWithoutARequestIsARefusal) {
  saw["show good"] = fetched();
  every_case_is(object({{"contacts", 1}, {"handshakes", 1}, {"requests", 0}}));
  ASSERT_TRUE(run());
  EXPECT_EQ(results()["self_signed"]["result"].as_text(), "refused");
  EXPECT_EQ(results()["self_signed"]["how"].as_text(), "ended after the handshake without a request");
}

TEST_F(UpdateChannel, ADeviceThatDoesNotComeHasShownNothing) {
  answer = "nothing!";
  ASSERT_TRUE(run());
  const auto found = results();
  ASSERT_EQ(found.size(), 5U);
  for (const auto& [name, value] : found) {
    EXPECT_EQ(value["result"].as_text(), "not_contacted") << name;
    EXPECT_FALSE(value["control"].as_bool()) << name;
    EXPECT_THAT(value["how"].as_text(), ::testing::HasSubstr("not what was expected"));
  }
}

TEST_F(UpdateChannel, TheServerIsClosedAtTheEndAndAfterAFailure) {
  ASSERT_TRUE(run());
  EXPECT_EQ(done.front(), "show good");
  EXPECT_EQ(done.back(), "show closed");
  done.clear();
  fails_at = "show self_signed";
  const auto failed = run();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_EQ(done.back(), "show closed");
}

TEST_F(UpdateChannel, WithoutALabItWaitsForOneAndSaysNothing) {
  has_server = false;
  const auto waits = run();
  ASSERT_FALSE(waits);
  EXPECT_EQ(waits.error().code, ErrorCode::conflict);
  EXPECT_TRUE(results().empty());
  EXPECT_EQ(asked, 0);
}

TEST_F(UpdateChannel, HandsThatAreNotThereLeaveItWaiting) {
  bench.described.recipes[0].steps[0].kind = "hand";
  bench.world.acts = [this](const BenchAct& act) { return act.channel.empty() ? BenchActReport{Outcome::nobody, ""} : on_bench(act); };
  const auto waits = run();
  ASSERT_FALSE(waits);
  EXPECT_EQ(waits.error().code, ErrorCode::conflict);
  EXPECT_TRUE(results().empty());
}

TEST_F(UpdateChannel, WhatTheLabSaysIsReadStrictly) {
  for (const auto* said : {"", "x", "{\"requests\":1", "[[[[[[[[[[]]]]]]]]]]"}) {
    garbage = said;
    garbage += garbage.empty() ? " " : "";
    EXPECT_FALSE(run()) << said;
  }
  EXPECT_TRUE(results().empty());
}

TEST_F(UpdateChannel, ADeviceThatDoesNotComeBackEndsTheTest) {
  saw["show good"] = fetched();
  every_case_is(fetched());
  bench.world.acts = [this](const BenchAct& act) {
    if (act.channel == "look" && shown == "show plaintext") bench.world.services[{"main", 80}].silent = true;
    return on_bench(act);
  };
  ASSERT_TRUE(run());
  EXPECT_EQ(results().size(), 1U);
  EXPECT_EQ(done.back(), "show closed");
}

TEST_F(UpdateChannel, IsPlannedOnlyWhereTheDeviceCanBeMadeToLook) {
  EXPECT_EQ(bench.plan(probe_update_channel).size(), 1U);
  EXPECT_TRUE(bench.plan(probe_update_channel, {"unit_B"}).empty());
  bench.described.recipes[0].update = "another";
  EXPECT_TRUE(bench.plan(probe_update_channel).empty());
  bench.described.recipes.clear();
  EXPECT_TRUE(bench.plan(probe_update_channel).empty());
}

}  // namespace
}  // namespace hoshi::probes
