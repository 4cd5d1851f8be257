// The spool: whatever moment the writer died at, what was whole is read again and nothing is made up.
// SPDX-License-Identifier: Apache-2.0
#include "agent/journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"

namespace hoshi::agent {
namespace {

const probes::Task task{"tls_offer", "main", "tcp/443", ""};

std::string journal_with(const auto& write) {
  const std::string path = ::testing::TempDir() + "journal-" + std::to_string(::getpid());
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  JournalWriter writer(descriptor);
  write(writer);
  ::close(descriptor);
  return *read_file(path);
}

std::string whole_journal() {
  return journal_with([](JournalWriter& writer) {
    writer.begin(task);
    writer.transcript_line(task.id(), "", R"({"e":"connect"})");
    writer.keep(task.id(), "policy.html", "<html>\xff");
    writer.observe(task.id(), {"", "tls_offer", "tls.version", {"main", "tcp/443", ""}, object({{"accepted", true}}), {}});
    writer.end(task.id(), TaskStatus::done, "", "");
  });
}

TEST(Journal, GivesBackWhatWasWritten) {
  const auto state = read_journal(whole_journal());
  ASSERT_TRUE(state.has_value()) << state.error().message;
  ASSERT_EQ(state->ended.size(), 1u);
  const TaskRecord& record = state->ended.begin()->second;
  EXPECT_EQ(record.status, TaskStatus::done);
  EXPECT_EQ(record.transcripts.at(""), "{\"e\":\"connect\"}\n");
  EXPECT_EQ(record.kept.at("policy.html"), "<html>\xff");
  ASSERT_EQ(record.observations.size(), 1u);
  EXPECT_EQ(record.observations[0].fact, "tls.version");
}

TEST(Journal, IsReadableHoweverItWasCut) {
  const std::string whole = whole_journal();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto state = read_journal(std::string_view(whole).substr(0, length));
    ASSERT_TRUE(state.has_value()) << length << ": " << state.error().message;
    EXPECT_TRUE(state->ended.empty()) << length;
  }
}

TEST(Journal, StartsATaskAnewWhenItBeginsAgain) {
  const std::string text = journal_with([](JournalWriter& writer) {
    writer.begin(task);
    writer.transcript_line(task.id(), "", "old");
    writer.begin(task);
    writer.transcript_line(task.id(), "", "new");
    writer.end(task.id(), TaskStatus::failed, "crashed", "it died");
  });
  const auto state = read_journal(text);
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->ended.begin()->second.transcripts.at(""), "new\n");
  EXPECT_EQ(state->ended.begin()->second.kind, "crashed");
}

TEST(Journal, RefusesLinesAboutTasksThatDidNotBegin) {
  EXPECT_FALSE(read_journal("{\"k\":\"line\",\"task\":\"x\",\"lane\":\"\",\"text\":\"y\"}\n{}\n").has_value());
  EXPECT_FALSE(read_journal("rubbish\n{}\n").has_value());
}

TEST(Journal, RemembersThatTheDiskWasFull) {
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  JournalWriter writer(full);
  writer.begin(task);
  EXPECT_NE(writer.problem(), "");
  ::close(full);
}

}  // namespace
}  // namespace hoshi::agent
