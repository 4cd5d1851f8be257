// Tests of the throttle meter against devices with no protection, every kind of lock, and delays.
// SPDX-License-Identifier: Apache-2.0
#include "probes/throttle_meter.h"

#include <gtest/gtest.h>

#include "probes/lane_clocks.h"

namespace hoshi::probes {
namespace {

using namespace testing;

struct Row {
  std::shared_ptr<LoginDevice> device = std::make_shared<LoginDevice>();

  ThrottleReport over_http(bool is_known) {
    FakeBench bench;
    bench.serve(80, basic_handler(device));
    return measure(bench.network(), surface_of("basic", 80), is_known);
  }
  ThrottleReport over_ssh(bool is_known, bool is_shared = false) {
    LaneClocks network(ssh_handler(device), {}, is_shared ? 8 : 1);
    return measure(network, surface_of("ssh", 22), is_known);
  }

 private:
  ThrottleReport measure(transport::Network& network, const LoginSurface& surface, bool is_known) {
    const Credential known = test_account(*device);
    return measure_throttle(network, {surface, is_known ? &known : nullptr}, {});
  }
};

TEST(ThrottleMeter, SaysNoneWithControlWhereNothingProtects) {
  Row row;
  const auto report = row.over_ssh(true);
  EXPECT_EQ(report.throttle_class, "none");
  EXPECT_TRUE(report.control);
  EXPECT_GE(report.tries, 20);
  EXPECT_EQ(report.lock_after_tries, 0);
  EXPECT_EQ(report.connections, 8);
  EXPECT_GT(report.sustained_per_hour, 100'000);
}

TEST(ThrottleMeter, MeasuresWithoutATestAccountButProvesNothing) {
  Row row;
  const auto report = row.over_ssh(false);
  EXPECT_EQ(report.throttle_class, "none");
  EXPECT_FALSE(report.control);
}

TEST(ThrottleMeter, SeesALockAfterThreeThatAnswers200) {
  Row row;
  row.device->lock = LockStyle::body_200;
  const auto report = row.over_http(true);
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_EQ(report.lock_after_tries, 3);
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.scope, "source");
  EXPECT_GE(report.recovery, 60s);
  EXPECT_LE(report.recovery, 62s);
  EXPECT_LE(report.sustained_per_hour, 1800);
}

TEST(ThrottleMeter, SeesASilentLockByTheRightPasswordOnly) {
  Row row;
  row.device->lock = LockStyle::silent;
  row.device->lock_after = 5;
  row.device->by_account = true;
  const auto report = row.over_ssh(true);
  EXPECT_EQ(report.throttle_class, "lock_account");
  EXPECT_EQ(report.lock_after_tries, 5);
  EXPECT_TRUE(report.control);
  EXPECT_GE(report.recovery, 60s);
  EXPECT_LE(report.recovery, 62s);
}

TEST(ThrottleMeter, DoesNotMistakeASilentLockForNoneWithControlWhenNoAccountIsKnown) {
  Row row;
  row.device->lock = LockStyle::silent;
  const auto report = row.over_ssh(false);
  EXPECT_FALSE(report.control);
}

TEST(ThrottleMeter, HeedsRetryAfterOf429AndTellsTheAccountFromTheSource) {
  Row row;
  row.device->lock = LockStyle::status_429;
  row.device->lock_after = 5;
  row.device->by_account = true;
  const auto report = row.over_http(true);
  EXPECT_EQ(report.throttle_class, "lock_account");
  EXPECT_EQ(report.scope, "account");
  EXPECT_EQ(report.lock_after_tries, 5);
  EXPECT_GE(report.recovery, 60s);
  EXPECT_LE(report.recovery, 61s);
  EXPECT_LT(report.sustained_per_hour, 1800);
}

TEST(ThrottleMeter, CallsAShort429ARateLimit) {
  Row row;
  row.device->lock = LockStyle::status_429;
  row.device->lock_after = 5;
  row.device->lock_time = 6s;
  FakeBench bench;
  // The same lock without Retry-After, as nginx answers.
  bench.serve(80, [handler = basic_handler(row.device)](const Heard& heard) {
    Reply reply = handler(heard);
    if (reply.bytes.find("429") != std::string::npos) reply.bytes = page("429 Too Many Requests", "429", "later");
    return reply;
  });
  const Credential known = test_account(*row.device);
  const auto surface = surface_of("basic", 80);
  const auto report = measure_throttle(bench.network(), {surface, &known}, {});
  EXPECT_EQ(report.throttle_class, "global_limit");
  EXPECT_EQ(report.lock_after_tries, 5);
  EXPECT_GE(report.recovery, 6s);
  EXPECT_LE(report.recovery, 11s);
  // Five tries, then six seconds of 429: what comes through in steady guessing, not in the first burst.
  EXPECT_GT(report.sustained_per_hour, 1000);
  EXPECT_LT(report.sustained_per_hour, 2500);
}

TEST(ThrottleMeter, SeesABanByHangingUp) {
  Row row;
  row.device->lock = LockStyle::hangs_up;
  const auto report = row.over_http(true);
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_EQ(report.lock_after_tries, 3);
  EXPECT_TRUE(report.control);
}

TEST(ThrottleMeter, DoesNotTakeADeviceThatNeverComesBackForOneThatLocks) {
  Row row;
  row.device->lock = LockStyle::hangs_up;
  row.device->lock_time = std::chrono::hours(24);
  const auto report = row.over_http(true);
  EXPECT_EQ(report.throttle_class, "unknown");
  EXPECT_EQ(report.recovery.count(), 0);
}

TEST(ThrottleMeter, SeesAVisibleLockWithoutATestAccount) {
  Row row;
  row.device->lock = LockStyle::status_403;
  const auto report = row.over_http(false);
  EXPECT_GT(report.lock_after_tries, 0);
  EXPECT_FALSE(report.control);
}

TEST(ThrottleMeter, TakesADelayOfEachConnectionForNoProtection) {
  Row row;
  row.device->wrong_delay = 1000ms;
  const auto report = row.over_ssh(true);
  EXPECT_EQ(report.throttle_class, "delay_per_connection");
  EXPECT_GE(report.parallel_per_hour, 6 * report.serial_per_hour);
  EXPECT_EQ(report.sustained_per_hour, report.parallel_per_hour);
}

TEST(ThrottleMeter, TakesADelayThatAllConnectionsShareForALimit) {
  Row row;
  row.device->wrong_delay = 2500ms;
  const auto report = row.over_ssh(true, true);
  EXPECT_EQ(report.throttle_class, "global_limit");
  EXPECT_LE(report.sustained_per_hour, 1800);
}

TEST(ThrottleMeter, KnowsNothingOfADeviceThatSaysYesToAll) {
  Row row;
  row.device->says_yes_to_all = true;
  const auto report = row.over_http(true);
  EXPECT_EQ(report.throttle_class, "unknown");
  EXPECT_FALSE(report.control);
  EXPECT_EQ(report.tries, 0);
}

// Another answer each time, right or wrong, and now and then none that is HTTP: no lock may be read from it.
TEST(ThrottleMeter, KnowsNothingOfADeviceThatAnswersAnyhow) {
  for (int first = 0; first < 6; ++first) {
    int number = first;
    FakeBench bench;
    bench.serve(80, [&number](const Heard& heard) -> Reply {
      if (heard.now.empty()) return {};
      const char* answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "SSH-2.0-x\r\n", "220 ftp\r\n",
                               "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "\xff\xfdlogin: ", "\x15\x03\x01"};
      return {answers[number++ % 6]};
    });
    const Credential known{"a", "owner", "the right one", false};
    const auto surface = surface_of("basic", 80);
    const auto report = measure_throttle(bench.network(), {surface, &known}, {});
    EXPECT_FALSE(report.control && report.lock_after_tries > 0) << "beginning with answer " << first;
  }
}

TEST(ThrottleMeter, KnowsNothingWhenNobodyAnswers) {
  FakeBench bench;
  const auto surface = surface_of("basic", 80);
  const auto report = measure_throttle(bench.network(), {surface}, {});
  EXPECT_EQ(report.throttle_class, "unknown");
  EXPECT_FALSE(report.control);
}

TEST(ThrottleMeter, LeavesTheAccountToItsOwnerWithinTheBudget) {
  Row row;
  row.device->wrong_delay = 9s;
  LaneClocks network(ssh_handler(row.device), {}, 1);
  const Credential known = test_account(*row.device);
  const auto surface = surface_of("ssh", 22);
  (void)measure_throttle(network, {surface, &known}, {});
  EXPECT_LE(network.time(), 175s);
}

}  // namespace
}  // namespace hoshi::probes
