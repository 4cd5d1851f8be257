// Tests of what the meter makes of second sources and accounts, growing delays, caps, second factors and loaded machines.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/lane_clocks.h"
#include "probes/throttle_meter.h"

namespace hoshi::probes {
namespace {

using namespace testing;

// An account here and elsewhere, one lock or two, and a second account.
struct TwoSources {
  std::shared_ptr<LoginDevice> here = device();
  std::shared_ptr<LoginDevice> elsewhere = here;
  bool has_second = true;
  int sources = 2;

  static std::shared_ptr<LoginDevice> device() {
    auto made = std::make_shared<LoginDevice>();
    made->lock = LockStyle::silent;
    made->lock_after = 5;
    made->further = {{"viewer", "other"}};
    return made;
  }
  TwoSources& each_source_for_itself() {
    elsewhere = device();
    elsewhere->by_account = here->by_account;
    return *this;
  }
  TwoSources& each_account_for_itself() {
    here->by_account = elsewhere->by_account = true;
    return *this;
  }
  ThrottleReport measure() const {
    LaneClocks network(ssh_handler(here), ssh_handler(elsewhere), 1);
    const Credential known = test_account(*here);
    const Credential second{"auth", "viewer", "other", true};
    const auto surface = surface_of("ssh", 22);
    return measure_throttle(network, {surface, &known, has_second ? &second : nullptr, sources}, {});
  }
};

TEST(ThrottleScope, IsTheSourceWhenAnotherAddressIsLetIn) {
  const auto report = TwoSources{}.each_source_for_itself().measure();
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_EQ(report.scope, "source");
  EXPECT_EQ(report.sources, 2);
  EXPECT_EQ(report.lock_after_tries, 5);
}

TEST(ThrottleScope, IsTheAccountWhenItIsShutFromEverywhereAndAnotherIsOpen) {
  const auto report = TwoSources{}.each_account_for_itself().measure();
  EXPECT_EQ(report.throttle_class, "lock_account");
  EXPECT_EQ(report.scope, "account");
}

TEST(ThrottleScope, IsTheDeviceWhenEverybodyIsShutOut) {
  const auto report = TwoSources{}.measure();
  EXPECT_EQ(report.throttle_class, "global_limit");
  EXPECT_EQ(report.scope, "device");
}

TEST(ThrottleScope, IsBothTogetherWhenEitherOpensTheDoor) {
  const auto report = TwoSources{}.each_account_for_itself().each_source_for_itself().measure();
  EXPECT_EQ(report.throttle_class, "ban_source");
  EXPECT_EQ(report.scope, "account_at_source");
}

TEST(ThrottleScope, OfASilentLockIsUnknownFromOneSourceWithOneAccount) {
  TwoSources one;
  one.has_second = false;
  one.sources = 1;
  EXPECT_EQ(one.measure().scope, "unknown");
}

TEST(ThrottleScope, IsToldByTheSecondSourceAlone) {
  TwoSources one;
  one.has_second = false;
  EXPECT_EQ(one.each_source_for_itself().measure().scope, "source");
  TwoSources other;
  other.has_second = false;
  EXPECT_EQ(other.measure().scope, "account");
}

TEST(ThrottleScope, IsNotTakenFromASecondAccountThatNeverWorked) {
  TwoSources wrong;
  wrong.here->further = {};
  wrong.sources = 1;
  EXPECT_EQ(wrong.measure().scope, "unknown");
}

TEST(ThrottleMeter, SaysAfterHowManyWrongOnesTheRightPasswordWasTakenAndByWhom) {
  const auto report = TwoSources{}.each_source_for_itself().measure();
  ASSERT_EQ(report.right_after.size(), 4u);
  EXPECT_EQ(report.right_after[0].wrong, 3);
  EXPECT_EQ(report.right_after[0].outcome, "accepted");
  EXPECT_EQ(report.right_after[1].wrong, 5);
  EXPECT_EQ(report.right_after[1].outcome, "refused");
  EXPECT_EQ(report.right_after[2].from, "elsewhere");
  EXPECT_EQ(report.right_after[2].outcome, "accepted");
  EXPECT_EQ(report.right_after[3].from, "second account");
  EXPECT_EQ(report.right_after[3].outcome, "refused");
}

TEST(ThrottleMeter, WaitsOutTheLockItBroughtAbout) {
  const auto two = TwoSources{};
  const auto report = two.measure();
  EXPECT_TRUE(report.left_open);
  EXPECT_GE(report.recovery, 60s);
  EXPECT_GT(report.open_again_at, report.locked_at);
  LaneClocks later(ssh_handler(two.here), {}, 1);
  ASSERT_TRUE(later.wait(165s));
  const auto right = try_login(later, surface_of("ssh", 22), "admin", "correct horse");
  EXPECT_EQ(right.outcome, LoginClass::accepted);
}

// Each try while it is locked begins the lock anew: only a look after a quiet while finds its end.
TEST(ThrottleMeter, FindsTheEndOfALockThatLookingProlongs) {
  auto until = std::make_shared<TaskTime>();
  auto wrong = std::make_shared<int>(0);
  LaneClocks network([=](const SshAttempt& attempt) {
    transport::SshLogin login{transport::SshLogin::Outcome::refused, {"password"}, false, "", attempt.at, attempt.at + 20ms};
    if (attempt.at < *until) {
      *until = attempt.at + 30s;
    } else if (attempt.password == "correct horse") {
      login.outcome = transport::SshLogin::Outcome::accepted;
      *wrong = 0;
    } else if (++*wrong >= 5) {
      *until = attempt.at + 30s;
    }
    return login;
  }, {}, 1);
  const Credential known{"auth", "admin", "correct horse", false};
  const auto surface = surface_of("ssh", 22);
  const auto report = measure_throttle(network, {surface, &known}, {});
  EXPECT_EQ(report.throttle_class, "lock_account");
  EXPECT_EQ(report.recovery, 125s);
}

// A device whose wrong tries take what `delay` says of their number since the last right one; right ones `right_time`.
SshHandler delaying(std::function<milliseconds(int)> delay, milliseconds right_time = 20ms) {
  auto wrong = std::make_shared<int>(0);
  return [=](const SshAttempt& attempt) {
    transport::SshLogin login{transport::SshLogin::Outcome::refused, {"password"}, false, "", attempt.at, attempt.at};
    const bool is_right = attempt.password == "correct horse";
    if (is_right) login.outcome = transport::SshLogin::Outcome::accepted;
    login.ended += is_right ? right_time : right_time + delay((*wrong)++);
    if (is_right) *wrong = 0;
    return login;
  };
}

ThrottleReport measure(SshHandler handler) {
  LaneClocks network(std::move(handler), {}, 1);
  const Credential known{"auth", "admin", "correct horse", false};
  const auto surface = surface_of("ssh", 22);
  return measure_throttle(network, {surface, &known}, {});
}

TEST(ThrottleMeter, SeesADelayThatGrows) {
  const auto report = measure(delaying([](int wrong) { return milliseconds(500 << std::min(wrong, 6)); }));
  EXPECT_EQ(report.throttle_class, "growing_delay");
  EXPECT_TRUE(report.control);
  EXPECT_LE(report.sustained_per_hour, 1800);
}

TEST(ThrottleMeter, SeesADelayThatBeginsAfterSomeTries) {
  const auto report = measure(delaying([](int wrong) { return wrong < 5 ? 0ms : 4000ms; }));
  EXPECT_EQ(report.throttle_class, "growing_delay");
}

TEST(ThrottleMeter, CallsASlowDeviceUnprotected) {
  EXPECT_EQ(measure(delaying([](int) { return 0ms; }, 3000ms)).throttle_class, "none");
  EXPECT_EQ(measure(delaying([](int) { return 300ms; }, 40ms)).throttle_class, "none");
}

TEST(ThrottleMeter, SaysUnknownOfADelayRightAtTheLine) {
  EXPECT_EQ(measure(delaying([](int) { return 500ms; })).throttle_class, "unknown");
}

// A loaded machine: each answer, right or wrong, up to 2.5 s late, in bursts; from a fixed row of numbers.
SshHandler loaded(SshHandler quiet, unsigned seed) {
  auto state = std::make_shared<unsigned>(seed);
  return [=](const SshAttempt& attempt) {
    auto login = quiet(attempt);
    *state = *state * 1664525u + 1013904223u;
    const auto busy = (*state >> 28) < 5 ? (*state >> 16) % 2500 : (*state >> 16) % 120;
    login.ended += milliseconds(busy);
    return login;
  };
}

TEST(ThrottleMeter, IsNotMisledByALoadedMachine) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto none = measure(loaded(delaying([](int) { return 0ms; }), seed)).throttle_class;
    EXPECT_TRUE(none == "none" || none == "unknown") << none << " with seed " << seed;
    const auto slow = measure(loaded(delaying([](int) { return 3000ms; }), seed)).throttle_class;
    EXPECT_TRUE(slow == "delay_per_connection" || slow == "unknown") << slow << " with seed " << seed;
  }
}

TEST(ThrottleMeter, GuessesOverTwentyConnectionsWhereADelayHoldsUpEachForItself) {
  LaneClocks network(delaying([](int) { return 1000ms; }), {}, 1);
  const Credential known{"auth", "admin", "correct horse", false};
  const auto surface = surface_of("ssh", 22);
  const auto report = measure_throttle(network, {surface, &known}, {});
  EXPECT_EQ(report.throttle_class, "delay_per_connection");
  EXPECT_EQ(report.connections, 20);
  EXPECT_GE(report.parallel_per_hour, 15 * report.serial_per_hour);
  EXPECT_EQ(network.lanes().size(), 28u);
  EXPECT_EQ(network.lanes().back(), "guess-2-20");
}

TEST(ThrottleMeter, SeesASecondFactorBehindTheRightPassword) {
  const auto report = measure([](const SshAttempt& attempt) {
    using Outcome = transport::SshLogin::Outcome;
    const auto outcome = attempt.password == "correct horse" ? Outcome::partial : Outcome::refused;
    return transport::SshLogin{outcome, {"password"}, false, "", attempt.at, attempt.at + 20ms};
  });
  EXPECT_EQ(report.throttle_class, "second_factor");
  EXPECT_TRUE(report.control);
  EXPECT_TRUE(report.second_factor);
}

// A form that leads to a page asking for a code, there or after a redirect.
TEST(ThrottleMeter, SeesASecondFactorOfAForm) {
  for (const bool redirects : {false, true}) {
    FakeBench bench;
    bench.serve(80, [=](const Heard& heard) -> Reply {
      const auto end = heard.all.find("\r\n\r\n");
      if (end == std::string::npos) return {};
      const std::string login = page("200 OK", "Login", "<form><input name=user><input type=password name=password></form>");
      const std::string code = page("200 OK", "Code", "<form action=/otp><input name=otp_code></form>");
      if (heard.all.starts_with("GET /otp")) return {code, true};
      if (!heard.all.starts_with("POST")) return {page("302 Found", "", "", "Location: /login\r\n"), true};
      if (heard.all.find("password=correct", end) == std::string::npos) return {login, true};
      return {redirects ? page("302 Found", "", "", "Location: /otp\r\n") : code, true};
    });
    auto surface = surface_of("form", 80);
    surface.path = surface.form_page = "/login";
    surface.privileged_path = "/settings";
    const Credential known{"auth", "admin", "correct", false};
    const auto report = measure_throttle(bench.network(), {surface, &known}, {});
    EXPECT_EQ(report.throttle_class, "second_factor") << redirects;
    EXPECT_TRUE(report.control) << redirects;
  }
}

TEST(ThrottleMeter, WritesDownEveryTryOfTheCurve) {
  const auto report = measure(delaying([](int) { return 0ms; }));
  const auto value = curve_points(report.points, 240);
  ASSERT_LE(value.as_list().size(), 240u);
  const auto& first = value.as_list().front().as_list();
  ASSERT_EQ(first.size(), 5u);
  EXPECT_EQ(first[0].as_integer(), 1);
  EXPECT_EQ(first[3].as_text(), "r");
  EXPECT_EQ(value.as_list()[1].as_list()[3].as_text(), "A");
  EXPECT_GT(value.as_list().back().as_list()[4].as_integer(), 0);
}

}  // namespace
}  // namespace hoshi::probes
