// The bad link's arithmetic and the text form of its settings.
// SPDX-License-Identifier: Apache-2.0
#include "lab/link_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hoshi::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t seed = 7;
constexpr int many = 20'000;

LinkSettings settings_of(std::string_view text) {
  const auto settings = parse_link(text);
  EXPECT_TRUE(settings) << settings.error().message;
  return settings.value_or(LinkSettings{});
}

// Fates of frames of 100 bytes, one a millisecond.
std::vector<Fate> fates(std::string_view text, int count, std::uint64_t with_seed = seed) {
  LinkModel link(settings_of(text), with_seed);
  std::vector<Fate> all;
  for (int i = 0; i < count; ++i) all.push_back(link.offer(LinkTime(i * 1ms), 100));
  return all;
}

TEST(LinkSettings, ReadsEverySettingAndWritesItBack) {
  const auto settings = settings_of("loss=5%,delay=80ms,jitter=20ms,rate=256kbit,duplicate=1%,reorder=0.25%,queue=32kB,seed=9");
  EXPECT_EQ(settings.loss_millionths, 50'000u);
  EXPECT_EQ(settings.delay, 80ms);
  EXPECT_EQ(settings.jitter, 20ms);
  EXPECT_EQ(settings.rate_bits_per_second, 256'000u);
  EXPECT_EQ(settings.duplicate_millionths, 10'000u);
  EXPECT_EQ(settings.reorder_millionths, 2'500u);
  EXPECT_EQ(settings.queue_bytes, 32'000u);
  EXPECT_EQ(to_text(settings), "loss=5%,delay=80ms,jitter=20ms,rate=256kbit,queue=32kb,duplicate=1%,reorder=0.25%,seed=9");
  EXPECT_EQ(parse_link(to_text(settings)), settings);
}

TEST(LinkSettings, RefusesWhatIsNotMeant) {
  for (const auto* text : {"", "loss", "loss=5", "loss=101%", "loss=-1%", "loss=5%,loss=5%", "speed=1mbit", "delay=11s", "delay=5",
                           "delay=1e3ms", "rate=0kbit", "rate=11gbit", "loss=0.00001%", "jitter=5ms", "queue=1b", "loss=.%", "loss=5.%", "seed=x", "loss=5%,"}) {
    EXPECT_FALSE(parse_link(text)) << text;
  }
}

TEST(LinkModel, WithoutSettingsEveryFrameLeavesAtOnce) {
  for (int i = 0; const auto& fate : fates("seed=1", 100)) {
    EXPECT_EQ(fate.count, 1u);
    EXPECT_EQ(fate.leaves[0], LinkTime(i++ * 1ms));
  }
}

TEST(LinkModel, LosesTheShareItWasTold) {
  const auto all = fates("loss=5%", many);
  const auto lost = std::count_if(all.begin(), all.end(), [](const Fate& fate) { return fate.count == 0; });
  EXPECT_NEAR(static_cast<double>(lost) / many, 0.05, 0.006);  // four standard deviations
}

TEST(LinkModel, LosesNothingAndEverythingAtTheEnds) {
  for (const auto& fate : fates("loss=0%", 1000)) EXPECT_EQ(fate.count, 1u);
  for (const auto& fate : fates("loss=100%", 1000)) EXPECT_EQ(fate.count, 0u);
}

TEST(LinkModel, TheSameSeedGivesTheSameFates) {
  const auto one = fates("loss=20%,delay=5ms,jitter=5ms,duplicate=5%,reorder=5%", 500);
  const auto same = fates("loss=20%,delay=5ms,jitter=5ms,duplicate=5%,reorder=5%", 500);
  const auto other = fates("loss=20%,delay=5ms,jitter=5ms,duplicate=5%,reorder=5%", 500, seed + 1);
  const auto equal = [](const Fate& a, const Fate& b) { return a.count == b.count && a.leaves == b.leaves; };
  EXPECT_TRUE(std::equal(one.begin(), one.end(), same.begin(), equal));
  EXPECT_FALSE(std::equal(one.begin(), one.end(), other.begin(), equal));
}

TEST(LinkModel, JitterStaysWithinItsBoundsAndKeepsTheOrder) {
  LinkTime before{0};
  int varied = 0;
  for (int i = 0; const auto& fate : fates("delay=80ms,jitter=20ms", 2000)) {
    const LinkTime transit = fate.leaves[0] - LinkTime(i++ * 1ms);
    EXPECT_GE(transit, 60ms);
    EXPECT_LE(transit, 100ms);
    EXPECT_GE(fate.leaves[0], before);
    varied += transit != 80ms;
    before = fate.leaves[0];
  }
  EXPECT_GT(varied, 1900);
}

TEST(LinkModel, ReorderedFramesAreOvertaken) {
  int overtaken = 0;
  const auto all = fates("reorder=2%", many);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) overtaken += all[i].leaves[0] > all[i + 1].leaves[0];
  EXPECT_NEAR(overtaken, many * 0.02, many * 0.005);
}

TEST(LinkModel, DuplicatesLeaveTwice) {
  const auto all = fates("duplicate=10%", many);
  const auto twice = std::count_if(all.begin(), all.end(), [](const Fate& fate) { return fate.count == 2; });
  EXPECT_NEAR(static_cast<double>(twice) / many, 0.1, 0.01);
}

TEST(LinkModel, ALimitedRateSpreadsFramesAndLosesWhatDoesNotFitTheQueue) {
  LinkModel link(settings_of("rate=80kbit,queue=10kb"), seed);
  std::vector<LinkTime> left;
  for (int i = 0; i < 100; ++i) {
    const auto fate = link.offer(LinkTime{0}, 976);  // 1,000 bytes on the wire: 100 ms each
    if (fate.count == 1) left.push_back(fate.leaves[0]);
  }
  ASSERT_EQ(left.size(), 11u);  // 10 kB wait behind the first
  for (std::size_t i = 0; i < left.size(); ++i) EXPECT_EQ(left[i], LinkTime((i + 1) * 100ms));
  EXPECT_EQ(link.counts().overflowed, 89u);
  EXPECT_EQ(link.offer(LinkTime(5s), 976).leaves[0], LinkTime(5100ms));
}

}  // namespace
}  // namespace hoshi::lab
