// Tests of the search for default passwords against devices with every kind of lock; the rows other tools get wrong.
// SPDX-License-Identifier: Apache-2.0
#include "probes/password_search.h"

#include <gtest/gtest.h>

#include "probes/login_device.h"

namespace hoshi::probes {
namespace {

using namespace testing;

DefaultList list() {
  auto made = default_list_from(knowledge_file("default_credentials"));
  EXPECT_TRUE(made.has_value());
  return made.value_or(DefaultList{});
}

struct Row {
  std::shared_ptr<LoginDevice> device = std::make_shared<LoginDevice>();
  FakeBench bench;
  LoginSurface surface = surface_of("basic", 80);
  SearchLimits limits;

  SearchReport search(bool is_known) {
    const Credential known = test_account(*device);
    const auto pairs = ordered_pairs(list(), surface, "", is_known ? known.account : "");
    if (surface.kind == "basic") bench.serve(80, basic_handler(device));
    if (surface.kind == "ssh") bench.serve_ssh(22, ssh_handler(device));
    return search_default_password(bench.network(), {surface, pairs, is_known ? &known : nullptr}, limits);
  }
};

TEST(PasswordSearch, RefusesTheWholePlanOnADeviceWithoutProtection) {
  Row row;
  const auto report = row.search(true);
  EXPECT_FALSE(report.found);
  EXPECT_EQ(report.tries, row.limits.tries);
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_GT(report.left_out, 0);
}

TEST(PasswordSearch, FindsTheDefaultWithoutAnyTestAccount) {
  Row row;
  row.device->password = "admin";
  const auto report = row.search(false);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->account, "admin");
  EXPECT_TRUE(report.privileged_read);
  EXPECT_EQ(report.confirmed_by, "privileged page");
}

TEST(PasswordSearch, FindsTheDefaultAlthoughItIsTheTestAccount) {
  Row row;
  row.device->password = "12345";
  EXPECT_TRUE(row.search(true).found);
}

TEST(PasswordSearch, PassesUnderALockAfterThreeThatSuccessResets) {
  Row row;
  row.device->lock = LockStyle::body_200;
  const auto report = row.search(true);
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_TRUE(report.control);
  EXPECT_EQ(row.device->locked_until[""], TaskTime{});
}

TEST(PasswordSearch, FindsTheDefaultBeforeALockAfterThreeThatAnswers200) {
  Row row;
  row.device->password = "admin";
  row.device->lock = LockStyle::body_200;
  row.device->success_resets = false;
  EXPECT_TRUE(row.search(false).found);
}

TEST(PasswordSearch, NeverCallsALockedDeviceRefused) {
  for (const auto style : {LockStyle::body_200, LockStyle::status_429, LockStyle::status_403, LockStyle::silent,
                           LockStyle::hangs_up}) {
    Row row;
    row.device->password = "9999";  // far down the list
    row.device->lock = style;
    row.device->success_resets = false;
    const auto report = row.search(true);
    EXPECT_FALSE(report.found) << static_cast<int>(style);
    EXPECT_EQ(report.stopped_by, "lock") << static_cast<int>(style);
    EXPECT_LT(report.tries, row.limits.tries) << static_cast<int>(style);
  }
}

TEST(PasswordSearch, StopsAtVisibleLocksWithoutATestAccount) {
  for (const auto style : {LockStyle::body_200, LockStyle::status_429, LockStyle::status_403, LockStyle::hangs_up}) {
    Row row;
    row.device->lock = style;
    const auto report = row.search(false);
    EXPECT_FALSE(report.found) << static_cast<int>(style);
    EXPECT_EQ(report.stopped_by, "lock") << static_cast<int>(style);
    EXPECT_FALSE(report.control) << static_cast<int>(style);
    EXPECT_LE(report.tries, 8) << static_cast<int>(style);
    EXPECT_LE(row.device->locks, 3) << static_cast<int>(style);
  }
}

TEST(PasswordSearch, NeverClaimsControlWithoutATestAccount) {
  Row row;
  row.device->lock = LockStyle::silent;
  EXPECT_FALSE(row.search(false).control);
}

TEST(PasswordSearch, DoesNotLockForeignAccountsWithoutLeave) {
  Row row;
  row.device->lock = LockStyle::status_429;
  row.device->lock_after = 5;
  row.device->by_account = true;
  const auto report = row.search(true);
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_TRUE(report.control);
  for (const auto& [account, until] : row.device->locked_until) EXPECT_EQ(until, TaskTime{}) << account;
}

TEST(PasswordSearch, KeepsItsFirstPassWhenTheSecondMeetsALock) {
  Row row;
  row.device->lock = LockStyle::status_429;
  row.device->lock_after = 5;
  row.device->by_account = true;
  row.limits.beyond = true;
  const auto report = row.search(true);
  EXPECT_EQ(report.stopped_by, "");
  EXPECT_TRUE(report.control);
  EXPECT_EQ(report.tries, row.limits.tries);
}

TEST(PasswordSearch, FindsAForgottenRootAccountInTheSecondPass) {
  Row row;
  row.surface = surface_of("ssh", 22);
  const Credential known{"auth", "owner", "long secret", false};
  row.device->account = "root";
  row.device->password = "xc3511";
  row.bench.serve_ssh(22, [device = row.device](const SshAttempt& attempt) {
    transport::SshLogin login;
    const bool is_owner = attempt.user == "owner" && attempt.password == "long secret";
    const bool is_open = is_owner || device->judge(attempt.user, *attempt.password, attempt.at) == true;
    login.outcome = is_open ? transport::SshLogin::Outcome::accepted : transport::SshLogin::Outcome::refused;
    return login;
  });
  const auto pairs = ordered_pairs(list(), row.surface, "", "owner");
  row.limits.beyond = true;
  const auto report = search_default_password(row.bench.network(), {row.surface, pairs, &known}, row.limits);
  ASSERT_TRUE(report.found);
  EXPECT_EQ(report.found->account, "root");
  EXPECT_EQ(report.confirmed_by, "ssh");
}

TEST(PasswordSearch, BelievesNothingOfADeviceThatSaysYesToAll) {
  for (const bool is_known : {false, true}) {
    Row row;
    row.device->says_yes_to_all = true;
    const auto report = row.search(is_known);
    EXPECT_FALSE(report.found);
    EXPECT_FALSE(report.distinguishable);
    EXPECT_FALSE(report.control);
    EXPECT_EQ(report.tries, 0);
  }
}

TEST(PasswordSearch, HasNoControlWhenTheTestAccountDoesNotWork) {
  Row row;
  const Credential wrong{"auth", "admin", "not it", false};
  row.bench.serve(80, basic_handler(row.device));
  const auto pairs = ordered_pairs(list(), row.surface, "", "admin");
  const auto report = search_default_password(row.bench.network(), {row.surface, pairs, &wrong}, row.limits);
  EXPECT_EQ(report.positive, LoginClass::refused);
  EXPECT_FALSE(report.control);
}

TEST(PasswordSearch, SaysConnectionWhenNobodyAnswers) {
  Row row;
  const auto pairs = ordered_pairs(list(), row.surface, "", "");
  const auto report = search_default_password(row.bench.network(), {row.surface, pairs, nullptr}, row.limits);
  EXPECT_EQ(report.stopped_by, "connection");
  EXPECT_EQ(report.negative, LoginClass::connection_lost);
}

TEST(PasswordSearch, SaysBudgetWhenTimeRunsOut) {
  Row row;
  row.device->wrong_delay = 9s;
  EXPECT_EQ(row.search(true).stopped_by, "budget");
}

TEST(PasswordSearch, KeepsEveryPasswordSecretBeforeSendingAnything) {
  Row row;
  (void)row.search(true);
  for (const auto& written : row.bench.world.written) {
    EXPECT_EQ(row.bench.network().redacted(written).find(to_base64(to_bytes("admin:correct horse"))),
              std::string::npos);
  }
  EXPECT_EQ(row.bench.network().redacted("correct horse"), "*************");
}

TEST(DefaultList, PutsWhatTheDeviceSaysOfItselfFirst) {
  const auto pairs = ordered_pairs(list(), surface_of("basic", 80), "realm milesight ipc", "");
  EXPECT_EQ(pairs.front().password, "ms1234");
}

TEST(DefaultList, KeepsPairsOfOneKindAwayFromOthers) {
  for (const auto& pair : ordered_pairs(list(), surface_of("basic", 80), "", "")) {
    EXPECT_NE(pair.password, "libreelec");
  }
}

TEST(DefaultList, IsRefusedWhenItIsEmptyOrMalformed) {
  EXPECT_FALSE(default_list_from(Value()).has_value());
  EXPECT_FALSE(default_list_from(object({{"pair", ValueList{object({{"account", "a"}})}}})).has_value());
}

}  // namespace
}  // namespace hoshi::probes
