// Tests of the search for default passwords behind locks: waited out, passed by, told apart by source; and chance devices.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "probes/login_device.h"
#include "probes/password_search.h"

namespace hoshi::probes {
namespace {

using namespace testing;

constexpr LockStyle styles[] = {LockStyle::body_200, LockStyle::status_429, LockStyle::status_403,
                                LockStyle::status_423, LockStyle::silent, LockStyle::hangs_up};

struct Bench {
  std::shared_ptr<LoginDevice> device = std::make_shared<LoginDevice>();
  FakeBench bench;
  LoginSurface surface = surface_of("basic", 80);
  SearchLimits limits;
  int sources = 1;
  std::string known_account;
  std::string known_password;

  // The list of 20 of the comparison with other tools: six other tries of the account come before the pair at `place`.
  std::vector<DefaultPair> list(std::size_t place, std::size_t length = 20) const {
    std::vector<DefaultPair> pairs;
    for (std::size_t i = 1; i <= length; ++i) {
      const std::string account = i == place || i % 2 == 0 ? "admin" : "user" + std::to_string(i);
      const std::string password = i == place ? device->password : "wrong" + std::to_string(i);
      pairs.push_back({static_cast<std::int64_t>(i), account, password, {}, {}});
    }
    return pairs;
  }
  void serve() {
    for (int number = 1; number <= sources; ++number) {
      const std::string target = number == 1 ? "main" : "main@source" + std::to_string(number);
      if (number > 1) bench.world.targets.push_back(target);
      bench.world.services[{target, 80}].handler = basic_handler(device, target);
      bench.world.ssh[{target, 22}] = ssh_handler(device, target);
    }
  }
  SearchReport search(const std::vector<DefaultPair>& pairs) {
    serve();
    const Credential known{"auth", known_account, known_password, false};
    return search_default_password(bench.network(), {surface, pairs, known_account.empty() ? nullptr : &known, sources},
                                   limits);
  }
  void know(std::string account, std::string password) {
    known_account = std::move(account);
    known_password = std::move(password);
  }
};

TEST(LockSearch, FindsTheDefaultAtEveryPlaceBehindEveryLock) {
  for (const auto style : styles) {
    for (const std::size_t place : {1u, 12u, 20u}) {
      Bench row;
      row.device->password = "admin";
      row.device->lock = style;
      row.device->success_resets = false;
      row.device->lock_time = 4s;
      row.limits.beyond = true;
      row.know("admin", "admin");
      const auto report = row.search(row.list(place));
      ASSERT_TRUE(report.found) << static_cast<int>(style) << " " << place;
      EXPECT_EQ(report.found->number, static_cast<std::int64_t>(place)) << static_cast<int>(style);
      EXPECT_GE(report.observations, 4) << static_cast<int>(style);
    }
  }
}

TEST(LockSearch, AccusesNoHardenedTwin) {
  for (const auto style : styles) {
    Bench row;
    row.device->lock = style;
    row.device->success_resets = false;
    row.device->lock_time = 4s;
    row.limits.beyond = true;
    row.know("admin", row.device->password);
    const auto report = row.search(row.list(0));
    EXPECT_FALSE(report.found) << static_cast<int>(style);
    EXPECT_TRUE(report.control) << static_cast<int>(style);
    EXPECT_EQ(report.stopped_by, "") << static_cast<int>(style);
    EXPECT_EQ(report.tries, 20) << static_cast<int>(style);
    EXPECT_GT(report.lock.waited, 8s) << static_cast<int>(style);
  }
}

TEST(LockSearch, GivesUpWhenTheLockDoesNotEndInTime) {
  for (const auto style : styles) {
    Bench row;
    row.device->lock = style;
    row.device->success_resets = false;
    row.device->lock_time = 3600s;
    row.know("admin", row.device->password);
    const auto report = row.search(row.list(0));
    EXPECT_FALSE(report.found) << static_cast<int>(style);
    EXPECT_EQ(report.stopped_by, "lock") << static_cast<int>(style);
    EXPECT_FALSE(report.control) << static_cast<int>(style);
    EXPECT_LE(report.lock.waited, row.limits.patience) << static_cast<int>(style);
  }
}

TEST(LockSearch, DoesNotWaitForARetryAfterBeyondItsPatience) {
  Bench row;
  row.device->lock = LockStyle::status_429;
  row.device->success_resets = false;
  row.limits.patience = 50s;
  const auto report = row.search(row.list(0));
  EXPECT_EQ(report.stopped_by, "lock");
  EXPECT_EQ(report.lock.waited.count(), 0);
}

TEST(LockSearch, WaitsAsLongAsRetryAfterSays) {
  Bench row;
  row.device->lock = LockStyle::status_429;
  row.device->success_resets = false;
  row.know("admin", row.device->password);
  row.device->lock_after = 5;
  const auto report = row.search(row.list(0, 6));
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_EQ(report.tries, 6);
  EXPECT_EQ(report.lock.locks, 1);
  EXPECT_GE(report.lock.length, 60s);
  EXPECT_LT(report.lock.length, 62s);
}

TEST(LockSearch, StaysBelowTheLimitItHasSeen) {
  Bench row;
  row.device->lock = LockStyle::status_403;
  row.device->success_resets = false;
  row.device->lock_time = 10s;
  row.device->forgets = 9s;
  row.device->lock_after = 5;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0));
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_EQ(report.tries, 20);
  EXPECT_EQ(row.device->locks, 1);
  EXPECT_EQ(report.lock.after_tries, 5);
}

TEST(LockSearch, DoesNotLockAgainAndAgainWithoutLeave) {
  Bench row;
  row.device->lock = LockStyle::status_403;
  row.device->success_resets = false;
  row.device->lock_time = 5s;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0));
  EXPECT_EQ(report.stopped_by, "lock");
  EXPECT_LE(row.device->locks, 3);  // those that teach the limit, and the one that shows that resting is in vain
}

TEST(LockSearch, ALookThatProlongsTheLockIsOutwaited) {
  Bench row;
  row.device->lock = LockStyle::silent;
  row.device->success_resets = false;
  row.device->is_prolonged = true;
  row.device->lock_time = 25s;
  row.device->lock_after = 5;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0, 6));
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_EQ(report.tries, 6);
}

TEST(LockSearch, GoesOnFromAnotherAddressWhenOnlyOneIsBanned) {
  for (const auto style : styles) {
    Bench row;
    row.device->lock = style;
    row.device->success_resets = false;
    row.device->by_source = true;
    row.device->lock_after = 5;
    row.device->lock_time = 3600s;
    row.sources = 2;
    row.know("admin", row.device->password);
    const auto report = row.search(row.list(0, 5));
    EXPECT_EQ(report.stopped_by, "") << static_cast<int>(style);
    EXPECT_EQ(report.tries, 5) << static_cast<int>(style);
    EXPECT_EQ(report.lock.scope, "source") << static_cast<int>(style);
    EXPECT_EQ(report.lock.sources, 2) << static_cast<int>(style);
  }
}

TEST(LockSearch, TellsALockOfTheAccountFromABanOfTheSource) {
  Bench row;
  row.device->lock = LockStyle::silent;
  row.device->success_resets = false;
  row.device->by_account = true;
  row.device->lock_time = 8s;
  row.sources = 2;
  row.limits.beyond = true;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0));
  EXPECT_EQ(report.lock.scope, "account");
  EXPECT_EQ(report.stopped_by, "");
}

TEST(LockSearch, ClaimsNoScopeFromOneAddress) {
  Bench row;
  row.device->lock = LockStyle::status_403;
  row.device->success_resets = false;
  row.device->lock_time = 8s;
  row.limits.beyond = true;
  row.know("admin", row.device->password);
  EXPECT_EQ(row.search(row.list(0)).lock.scope, "unknown");
}

TEST(LockSearch, FindsTheDefaultBehindSilentAccountLocksOverSsh) {
  for (const std::size_t place : {1u, 12u, 20u}) {
    Bench row;
    row.surface = surface_of("ssh", 22);
    row.device->password = "admin";
    row.device->lock = LockStyle::silent;
    row.device->lock_after = 5;
    row.device->by_account = true;
    row.know("admin", "admin");
    const auto report = row.search(row.list(place));
    ASSERT_TRUE(report.found) << place;
    EXPECT_EQ(row.device->locks, 0) << place;
  }
}

TEST(LockSearch, FindsAForeignDefaultWhoseAccountWasLockedMeanwhile) {
  Bench row;
  row.device->lock = LockStyle::status_423;
  row.device->by_account = true;
  row.device->lock_time = 8s;
  row.device->account = "service";
  row.device->password = "letmein";
  row.limits.beyond = true;
  std::vector<DefaultPair> pairs;
  for (std::int64_t i = 1; i <= 7; ++i) pairs.push_back({i, "service", "wrong" + std::to_string(i), {}, {}});
  pairs.push_back({8, "service", "letmein", {}, {}});
  const auto report = row.search(pairs);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->number, 8);
}

TEST(LockSearch, WaitsForALockThatSomebodyElseLeft) {
  Bench row;
  row.device->lock = LockStyle::status_423;
  row.device->locked_until[""] = 20s;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0));
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.tries, 20);
  EXPECT_EQ(report.stopped_by, "");
}

TEST(LockSearch, AGrowingDelayEndsTheTimeAndIsNoRefusal) {
  Bench row;
  row.device->growth = 1500ms;
  row.device->success_resets = false;
  row.know("admin", row.device->password);
  const auto report = row.search(row.list(0));
  EXPECT_FALSE(report.found);
  EXPECT_NE(report.stopped_by, "");
}

TEST(LockSearch, AGrowingDelayThatARightPasswordEndsHidesNothing) {
  Bench row;
  row.device->growth = 1500ms;
  row.device->password = "admin";
  row.know("admin", "admin");
  EXPECT_TRUE(row.search(row.list(20)).found);
}

TEST(LockSearch, AccusesNobodyWhoJudgesByChance) {
  for (int chance = 2; chance <= 9; ++chance) {
    for (int phase = 0; phase < chance; ++phase) {
      for (const bool is_known : {false, true}) {
        Bench row;
        row.device->chance_of = chance;
        row.device->judged = phase;
        if (is_known) row.know("admin", row.device->password);
        const auto report = row.search(row.list(0));
        // Every second one in turn is what an honest device would do with our own order of tries.
        if (chance == 2) continue;
        EXPECT_FALSE(report.found) << chance << " " << phase;
        EXPECT_FALSE(report.control && report.stopped_by.empty() && report.found) << chance << " " << phase;
      }
    }
  }
}

TEST(LockSearch, ADeviceThatTossesACoinIsHardlyEverAccused) {
  std::uint32_t dice = 12345;
  int accused = 0;
  for (int device = 0; device < 200; ++device) {
    Bench row;
    row.bench.serve(80, [&dice](const Heard& heard) -> Reply {
      if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
      dice = dice * 1664525 + 1013904223;
      const bool is_asked = heard.all.find("Authorization") != std::string::npos;
      return {is_asked && (dice >> 31) != 0 ? settings_page() : refusal_page(), true};
    });
    const auto pairs = row.list(0);
    const auto report = search_default_password(row.bench.network(), {row.surface, pairs}, row.limits);
    accused += report.found ? 1 : 0;
    EXPECT_FALSE(!report.found && report.control);
  }
  EXPECT_LE(accused, 4);
}

// nginx's limit_req: so many requests at once, then one in `back`; whoever asks earlier is not judged. Looking behind the door takes three.
Handler limited(Handler handler, milliseconds back, int at_once, int already_used) {
  auto free_at = std::make_shared<TaskTime>(TaskTime{} + already_used * back);
  return [=](const Heard& heard) -> Reply {
    if (heard.all.find("\r\n\r\n") == std::string::npos) return {};
    const auto next = std::max(*free_at, heard.at) + back;
    if (next - heard.at > at_once * back) return {page("429 Too Many Requests", "429 Too Many Requests", "<h1>429</h1>"), true};
    *free_at = next;
    return handler(heard);
  };
}

SearchReport search_behind(const std::function<Handler(Handler)>& limit, std::size_t place) {
  Bench row;
  row.device->password = "admin";
  row.surface.privileged_path = "/settings.json";
  row.serve();
  auto& handler = row.bench.world.services[{"main", 80}].handler;
  handler = limit(handler);
  const Credential known{"auth", "admin", "admin", false};
  const auto pairs = row.list(place);
  return search_default_password(row.bench.network(), {row.surface, pairs, &known, 1}, row.limits);
}

TEST(LockSearch, FindsTheDefaultBehindALimitOfTheRateWhateverItsStateIs) {
  for (const auto back : {3000ms, 6000ms, 10'000ms}) {
    for (int already_used = 0; already_used <= 5; ++already_used) {
      for (const std::size_t place : {2u, 4u, 7u}) {
        const auto report = search_behind([&](Handler handler) { return limited(std::move(handler), back, 5, already_used); }, place);
        const std::string where = std::to_string(back.count()) + " ms, " + std::to_string(already_used) + " used, place " + std::to_string(place) +
                                  ": " + report.stopped_by + " after " + std::to_string(report.tries);
        EXPECT_LE(report.lock.waited, 265s) << where;
        // 30 requests in the time there is: enough for the second place and its confirmation, and nobody may call the others refused.
        if (back == 10'000ms && place > 2) EXPECT_TRUE(report.found || !report.control) << where;
        else EXPECT_TRUE(report.found) << where;
      }
    }
  }
}

TEST(LockSearch, FindsABlankPassword) {
  Bench row;
  row.device->password = "";
  row.device->lock = LockStyle::body_200;
  const auto report = row.search(row.list(4));
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->password, "");
}

TEST(LockSearch, ComesToTheSameEndWheneverItIsRepeated) {
  const auto once = [] {
    Bench row;
    row.device->lock = LockStyle::silent;
    row.device->success_resets = false;
    row.device->lock_time = 8s;
    row.limits.beyond = true;
    row.know("admin", row.device->password);
    (void)row.search(row.list(0));
    return std::make_pair(row.bench.world.now, row.bench.world.written);
  };
  EXPECT_EQ(once(), once());
}

}  // namespace
}  // namespace hoshi::probes
