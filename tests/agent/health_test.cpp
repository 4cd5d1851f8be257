// Tests of the canary: when a device counts as suffering, what is asked less of it then, and that replay agrees.
// SPDX-License-Identifier: Apache-2.0
#include "agent/health.h"

#include <gtest/gtest.h>

#include <thread>

#include "agent/canary.h"
#include "agent/pace.h"
#include "probes/fake_network.h"
#include "transport/transcript.h"

namespace hoshi::agent {
namespace {

using namespace std::chrono_literals;

// Looks two seconds apart, after three at rest of 10 ms each.
class Bedside {
 public:
  Bedside() {
    for (int i = 0; i < 3; ++i) at_rest(10ms);
  }
  void at_rest(std::chrono::milliseconds took) {
    now_ += took;
    health.take({now_, took, true, false});
  }
  Step answers(std::chrono::milliseconds took, bool while_guessing = false) {
    now_ += 2s + took;
    return health.take({now_, took, true, while_guessing});
  }
  Step is_silent(bool while_guessing = false) {
    now_ += 5s;
    return health.take({now_, 3s, false, while_guessing});
  }
  Health health;

 private:
  transport::TaskTime now_{};
};

TEST(Health, LeavesADeviceAloneThatAnswersAsAtRest) {
  Bedside bed;
  for (int i = 0; i < 50; ++i) EXPECT_EQ(bed.answers(12ms), Step::usual);
  EXPECT_EQ(bed.health.value()["did"].as_text(), "nothing");
  EXPECT_EQ(bed.health.value()["baseline_ms"].as_integer(), 10);
  EXPECT_EQ(bed.health.value()["worst_ms"].as_integer(), 12);
  EXPECT_EQ(bed.health.value()["looks"].as_integer(), 53);
}

TEST(Health, TakesAFewHundredMillisecondsForNoSuffering) {
  Bedside bed;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(bed.answers(290ms), Step::usual);
}

TEST(Health, ForgivesOneSlowLook) {
  Bedside bed;
  EXPECT_EQ(bed.answers(900ms), Step::usual);
  EXPECT_EQ(bed.answers(10ms), Step::usual);
  EXPECT_EQ(bed.answers(10ms), Step::usual);
  EXPECT_EQ(bed.answers(900ms), Step::usual);
}

TEST(Health, SlowsDownInTwoStepsAndGoesBackWhenItIsWell) {
  Bedside bed;
  bed.answers(900ms);
  EXPECT_EQ(bed.answers(900ms), Step::two);
  bed.answers(900ms);
  EXPECT_EQ(bed.answers(900ms), Step::one);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bed.answers(10ms), Step::one);
  EXPECT_EQ(bed.answers(10ms), Step::two);
  for (int i = 0; i < 4; ++i) bed.answers(10ms);
  EXPECT_EQ(bed.answers(10ms), Step::usual);
  EXPECT_EQ(bed.health.value()["did"].as_text(), "slowed");
  EXPECT_EQ(bed.health.value()["worst_ms"].as_integer(), 900);
}

TEST(Health, JudgesASlowLineByItsOwnBaseline) {
  Health health;
  transport::TaskTime now{};
  for (int i = 0; i < 3; ++i) health.take({now += 400ms, 400ms, true, false});
  for (int i = 0; i < 10; ++i) EXPECT_EQ(health.take({now += 3s, 1900ms, true, false}), Step::usual);
}

TEST(Health, StopsAfterTwentySecondsOfSilenceAndGivesUpAfterSixty) {
  Bedside bed;
  for (int i = 0; i < 3; ++i) EXPECT_LT(bed.is_silent(), Step::stopped) << i;
  EXPECT_EQ(bed.is_silent(), Step::stopped);
  for (int i = 4; i < 11; ++i) EXPECT_EQ(bed.is_silent(), Step::stopped) << i;
  EXPECT_EQ(bed.is_silent(), Step::over);
  EXPECT_EQ(bed.answers(10ms), Step::over);
  EXPECT_TRUE(bed.health.value()["gave_up"].as_bool());
  EXPECT_EQ(bed.health.value()["did"].as_text(), "stopped");
  EXPECT_EQ(bed.health.value()["unanswered"].as_integer(), 12);
}

TEST(Health, BeginsAgainGentlyWithADeviceThatCameBack) {
  Bedside bed;
  for (int i = 0; i < 5; ++i) bed.is_silent();
  EXPECT_EQ(bed.health.step(), Step::stopped);
  EXPECT_EQ(bed.answers(10ms), Step::one);
  EXPECT_FALSE(bed.health.value()["gave_up"].as_bool());
}

TEST(Health, DoesNotGiveUpADeviceThatShutsOutWhoGuesses) {
  Bedside bed;
  for (int i = 0; i < 40; ++i) EXPECT_LE(bed.is_silent(true), Step::stopped);
  EXPECT_TRUE(bed.health.value()["only_while_guessing"].as_bool());
  EXPECT_EQ(bed.answers(10ms, true), Step::one);
}

TEST(Health, KnowsNothingOfADeviceThatNeverAnswered) {
  Health health;
  for (int i = 1; i < 40; ++i) EXPECT_EQ(health.take({i * 5s, 3s, false, false}), Step::usual);
  EXPECT_TRUE(health.value().is_null());
}

TEST(Health, DoesNotCountTheTimeNobodyLooked) {
  Bedside bed;
  bed.answers(10ms);
  Health health = bed.health;
  EXPECT_LT(health.take({10min, 3s, false, false}), Step::stopped);
}

std::string line(transport::TaskTime time, std::uint32_t connection, transport::EventKind kind, ValueMap details) {
  return transport::to_line({time, connection, kind, {}, std::move(details)}) + "\n";
}

TEST(Health, ReadsTheSameLooksFromTheTranscripts) {
  const ValueMap place{{"target", Value("main")}, {"port", Value(80)}};
  ValueMap failed = place;
  failed.merge(transport::details_of(Error{ErrorCode::timed_out, "no answer"}));
  const std::string at_rest = line(1ms, 0, transport::EventKind::wait, {{"ms", Value(0)}}) + line(11ms, 1, transport::EventKind::connect, place) +
                              line(5s, 0, transport::EventKind::wait, {{"ms", Value(0)}}) + line(5s + 20ms, 2, transport::EventKind::connect, place);
  const std::string guessing = line(2s, 0, transport::EventKind::wait, {{"ms", Value(0)}}) + line(4s, 1, transport::EventKind::connect_failed, failed);
  const auto looks = looks_in({{"", at_rest}, {"guessing", guessing}});
  ASSERT_TRUE(looks) << looks.error().message;
  ASSERT_EQ(looks->size(), 3u);
  EXPECT_EQ((*looks)[0].took, 10ms);
  EXPECT_TRUE((*looks)[0].answered);
  EXPECT_EQ((*looks)[1].took, 2s);
  EXPECT_FALSE((*looks)[1].answered);
  EXPECT_TRUE((*looks)[1].while_guessing);
  EXPECT_EQ((*looks)[2].took, 20ms);
  EXPECT_FALSE(looks_in({{"", "{\"t\":"}}));
}

Observation seen_at(std::string fact, std::string endpoint, Value value) {
  Observation one;
  one.probe = "services";
  one.fact = std::move(fact);
  one.subject = {"main", std::move(endpoint), ""};
  one.value = std::move(value);
  one.id = identify(one);
  return one;
}

TEST(Canary, LooksWhereAConnectionCostsLeast) {
  Product product;
  for (const int port : {22, 80, 443}) {
    Route route;
    route.target = "main";
    route.transport = "tcp";
    route.port = static_cast<std::uint16_t>(port);
    product.routes.push_back(route);
  }
  std::vector<Observation> all;
  for (const auto* endpoint : {"tcp/22", "tcp/80", "tcp/443", "tcp/8080", "udp/161"}) all.push_back(seen_at("port.open", endpoint, ValueMap{}));
  all.push_back(seen_at("service.identified", "tcp/22", object({{"protocol", "ssh"}, {"tls", false}})));
  all.push_back(seen_at("service.identified", "tcp/80", object({{"protocol", "http"}, {"tls", false}})));
  all.push_back(seen_at("service.identified", "tcp/443", object({{"protocol", "http"}, {"tls", true}})));
  // Not 22: who leaves without logging in is counted there; not 8080: nobody knows what it is.
  const std::vector<std::uint16_t> wanted{80, 443};
  EXPECT_EQ(cheapest_ports(product, Observations(std::move(all)), "main"), wanted);
  EXPECT_TRUE(cheapest_ports(product, Observations(), "main").empty());
}

PhaseRules rules(unsigned at_a_time, bool is_guessing = false, bool is_watched = true) { return {at_a_time, is_guessing, is_watched}; }

TEST(Pace, LetsOneGuesserAtAnEndpoint) {
  Pace pace;
  pace.begin_phase(rules(8, true), {{"main", "tcp/22"}, {"main", "tcp/22"}, {"main", "tcp/80"}});
  EXPECT_EQ(pace.next()->task, 0u);
  EXPECT_EQ(pace.next()->task, 2u);
  EXPECT_EQ(pace.now().busy.size(), 2u);
  pace.ended(0);
  EXPECT_EQ(pace.next()->task, 1u);
  EXPECT_FALSE(pace.next());
}

TEST(Pace, LetsTasksThatOnlyAskRunSideBySideAtOneEndpoint) {
  Pace pace;
  pace.begin_phase(rules(8), {{"main", "tcp/80"}, {"main", "tcp/80"}});
  EXPECT_EQ(pace.next()->task, 0u);
  EXPECT_EQ(pace.next()->task, 1u);
}

TEST(Pace, HoldsTasksBackWhileTheDeviceIsSilent) {
  Pace pace;
  pace.begin_phase(rules(8), {{"main", "tcp/80"}});
  pace.set(Step::stopped);
  std::atomic<bool> began{false};
  std::thread waits([&] { began = pace.next().has_value(); });
  std::this_thread::sleep_for(50ms);
  EXPECT_FALSE(began);
  EXPECT_TRUE(pace.now().is_watched);
  pace.set(Step::one);
  waits.join();
  EXPECT_TRUE(began);
}

TEST(Pace, CallsNobodyGuessingWhenOnlyTasksWait) {
  Pace pace;
  pace.begin_phase(rules(8, true), {{"main", "tcp/22"}});
  EXPECT_TRUE(pace.now().is_watched);
  EXPECT_FALSE(pace.now().is_guessing);
  EXPECT_TRUE(pace.next());
  EXPECT_TRUE(pace.now().is_guessing);
  pace.ended(0);
  EXPECT_FALSE(pace.now().is_watched);
}

TEST(Pace, TellsTheRestThatTheDeviceIsGone) {
  Pace pace;
  pace.begin_phase(rules(1), {{"main", "tcp/80"}, {"main", "tcp/81"}});
  EXPECT_FALSE(pace.next()->device_is_gone);
  pace.set(Step::over);
  EXPECT_TRUE(pace.next()->device_is_gone);
}

TEST(Pace, DoesNotMindSilenceWhereTheDeviceIsMeantToGo) {
  Pace pace;
  pace.set(Step::stopped);
  pace.begin_phase(rules(1, false, false), {{"main", ""}});
  EXPECT_FALSE(pace.now().is_watched);
  const auto turn = pace.next();
  ASSERT_TRUE(turn);
  EXPECT_FALSE(turn->device_is_gone);
}

}  // namespace
}  // namespace hoshi::agent
