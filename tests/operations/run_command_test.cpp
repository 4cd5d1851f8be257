// Tests of commands of this machine: their end, their output, their time.
// SPDX-License-Identifier: Apache-2.0
#include "operations/run_command.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hoshi::operations {
namespace {

using std::chrono::milliseconds;

TEST(RunCommand, GivesStatusAndOutput) {
  const auto end = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"}, "", milliseconds(5'000));
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->status, 3);
  EXPECT_NE(end->output.find("out"), std::string::npos);
  EXPECT_NE(end->output.find("err"), std::string::npos);
}

TEST(RunCommand, PassesWordsAsTheyAre) {
  const auto end = run_command({"printf", "%s|", "a b", "$HOME", ";id"}, "", milliseconds(5'000));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output, "a b|$HOME|;id|");
}

TEST(RunCommand, EndsWhatTakesTooLongWithAllItStarted) {
  const auto began = std::chrono::steady_clock::now();
  const auto end = run_command({"sh", "-c", "sleep 30 & sleep 30"}, "", milliseconds(200));
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::timed_out);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(RunCommand, DoesNotWaitForWhatRunsOnInTheBackground) {
  const auto end = run_command({"sh", "-c", "sleep 3 & echo started"}, "", milliseconds(2'000));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output, "started\n");
}

TEST(RunCommand, KeepsLongOutputBounded) {
  const auto end = run_command({"sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x"}, "", milliseconds(5'000));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output.size(), 4096u);
}

TEST(RunCommand, HidesTheEnvironment) {
  ::setenv("HOSHI_TEST_SECRET", "do not tell", 1);
  const auto end = run_command({"env"}, "", milliseconds(5'000));
  ::unsetenv("HOSHI_TEST_SECRET");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output.find("do not tell"), std::string::npos);
}

TEST(RunCommand, SaysThatThereIsNone) {
  const auto end = run_command({"hoshi-no-such-program"}, "", milliseconds(1'000));
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().code, ErrorCode::not_found);
}

TEST(RunCommand, RunsInItsFolder) {
  const auto end = run_command({"pwd"}, "/usr", milliseconds(5'000));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->output, "/usr\n");
}

}  // namespace
}  // namespace hoshi::operations
