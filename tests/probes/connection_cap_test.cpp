// Tests of the cap of connections, the password space and the times' medians.
// SPDX-License-Identifier: Apache-2.0
#include "probes/connection_cap.h"

#include <gtest/gtest.h>

#include "probes/answer_times.h"
#include "probes/login_device.h"
#include "probes/password_space.h"

namespace hoshi::probes {
namespace {

using namespace testing;

// Greets `cap` connections that are open together; the rest it closes, or lets wait.
void serve_capped(FakeBench& bench, int cap, bool lets_wait = false) {
  bench.serve(22, [&bench, cap, lets_wait](const Heard& heard) -> Reply {
    if (!heard.now.empty()) return {};
    if (bench.world.services[{"main", 22}].open <= cap) return {"SSH-2.0-small\r\n"};
    return lets_wait ? Reply{} : Reply{"", true};
  });
}

TEST(ConnectionCap, IsTheNumberOfConnectionsThatAreGreeted) {
  for (const bool lets_wait : {false, true}) {
    FakeBench bench;
    serve_capped(bench, 5, lets_wait);
    const auto cap = measure_cap(bench.network(), surface_of("ssh", 22), {});
    EXPECT_EQ(cap.cap, 5) << lets_wait;
    EXPECT_GT(cap.tried, 5) << lets_wait;
    EXPECT_EQ((bench.world.services[{"main", 22}].open), 0) << "all are let go";
    EXPECT_TRUE(bench.world.written.empty()) << "nothing is sent";
  }
}

TEST(ConnectionCap, IsNoneWhereAllAreGreeted) {
  FakeBench bench;
  serve_capped(bench, 100);
  const auto cap = measure_cap(bench.network(), surface_of("ssh", 22), {});
  EXPECT_EQ(cap.cap, 0);
  EXPECT_EQ(cap.tried, 20);
  EXPECT_EQ((bench.world.services[{"main", 22}].most_open), 20);
}

// Connections of former tries hang on in the first round.
TEST(ConnectionCap, IsTheBestOfTheRounds) {
  FakeBench bench;
  bench.serve(22, [&bench](const Heard& heard) -> Reply {
    const int leftover = heard.connection < 20 ? 2 : 0;
    const bool is_greeted = bench.world.services[{"main", 22}].open <= 5 - leftover;
    return heard.now.empty() && is_greeted ? Reply{"SSH-2.0-small\r\n"} : Reply{"", true};
  });
  EXPECT_EQ(measure_cap(bench.network(), surface_of("ssh", 22), {}).cap, 5);
}

TEST(ConnectionCap, IsNotBelievedOfOneBadRound) {
  FakeBench bench;
  bench.serve(22, [](const Heard& heard) -> Reply {
    return heard.connection == 7 ? Reply{"", true} : Reply{"SSH-2.0-small\r\n"};
  });
  EXPECT_EQ(measure_cap(bench.network(), surface_of("ssh", 22), {}).cap, 0);
}

TEST(ConnectionCap, IsNotMeasuredWhereNobodyAnswers) {
  FakeBench bench;
  const auto cap = measure_cap(bench.network(), surface_of("ssh", 22), {});
  EXPECT_EQ(cap.tried, 0);
  EXPECT_EQ(cap.cap, 0);
}

TEST(ConnectionCap, IsAskedOnlyOfServicesThatGreet) {
  auto ftps = surface_of("ftp", 990);
  ftps.tls = true;
  EXPECT_TRUE(greets_first(surface_of("ssh", 22)));
  EXPECT_FALSE(greets_first(surface_of("basic", 80)));
  EXPECT_FALSE(greets_first(ftps));
}

TEST(PasswordSpace, CountsTheCharactersADescriptionNames) {
  EXPECT_EQ(characters_named("random digits"), 10);
  EXPECT_EQ(characters_named("乱数で生成した英数字"), 62);
  EXPECT_EQ(characters_named("英小文字と数字"), 36);
  EXPECT_EQ(characters_named("16 hexadecimal digits of a random number"), 16);
  EXPECT_EQ(characters_named("alphanumeric with symbols"), 94);
  EXPECT_EQ(characters_named("made in the factory"), 0);
}

TEST(PasswordSpace, FallsBackToTheListOfWellKnownPairs) {
  Authentication unique;
  unique.default_value = "unique_per_unit";
  unique.minimum_length = 8;
  EXPECT_EQ(default_space(&unique, 40).basis, "list");
  EXPECT_EQ(default_space(&unique, 40).count, 40);
  unique.generation = "digits";
  EXPECT_EQ(default_space(&unique, 40).basis, "generation");
  EXPECT_EQ(default_space(&unique, 40).count, 1e8);
  unique.default_value = "set_at_first_use";
  EXPECT_EQ(default_space(&unique, 40).basis, "");
  EXPECT_EQ(default_space(nullptr, 0).basis, "");
}

TEST(PasswordSpace, IsExhaustedInHoursUpToACeiling) {
  EXPECT_EQ(hours_to_guess(1e8, 1800), 55'555);
  EXPECT_EQ(hours_to_guess(user_space_half(), 240'000), 454'875'219);
  EXPECT_EQ(hours_to_guess(1e30, 1), exhaust_hours_max);
  EXPECT_EQ(hours_to_guess(1e30, 0), 0);
  EXPECT_EQ(hours_to_guess(0, 1800), 0);
}

TEST(AnswerTimes, GrowOnlyWhenTheLastTakeTwiceAsLongAndASecondMore) {
  EXPECT_EQ(growth_of({}), Growth::none);
  EXPECT_EQ(growth_of({100ms, 100ms, 110ms, 100ms, 90ms, 100ms}), Growth::none);
  EXPECT_EQ(growth_of({100ms, 200ms, 400ms}), Growth::none);
  EXPECT_EQ(growth_of({1s, 2s, 4s, 8s, 16s}), Growth::steady);
  EXPECT_EQ(growth_of({0s, 0s, 0s, 3s, 3s, 3s}), Growth::suspected);
  EXPECT_EQ(growth_of({1s, 1s, 1s, 1s, 6s, 1s, 5s, 1s, 6s}), Growth::none) << "a load that comes and goes";
  EXPECT_EQ(growth_of({1s, 5s, 1s, 4s, 6s, 2s, 5s, 3s, 6s}), Growth::suspected);
}

TEST(AnswerTimes, AreJudgedByPairsNearTheLine) {
  EXPECT_EQ(delay_felt(320ms, 20ms), Felt::doubtful);
  EXPECT_EQ(delay_felt(300ms, 20ms), Felt::no);
  EXPECT_EQ(delay_felt(1020ms, 20ms), Felt::yes);
  EXPECT_EQ(delay_felt(20ms, 1000ms), Felt::no);
  EXPECT_EQ(delay_felt_by_pairs({320ms, 900ms, 340ms}, {20ms, 600ms, 30ms}), Felt::no);
  EXPECT_EQ(delay_felt_by_pairs({1020ms, 1900ms, 1340ms}, {20ms, 600ms, 30ms}), Felt::yes);
  EXPECT_EQ(delay_felt_by_pairs({520ms}, {20ms}), Felt::doubtful);
  EXPECT_EQ(delay_felt_by_pairs({}, {}), Felt::doubtful);
}

}  // namespace
}  // namespace hoshi::probes
