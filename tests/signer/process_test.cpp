// The signer as a process: it starts, signs, survives what it is sent, ends with its parent, and gives away nothing.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "base/value.h"
#include "signer/frames.h"
#include "signer/server.h"
#include "signer/signer_samples.h"
#include "signer/spawn.h"

namespace hoshi::signer {
namespace {

Instant now() { return std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now()); }

Date after_today(int days) {
  return date_of(now() + std::chrono::hours(9) + std::chrono::hours(24 * days));
}

labels::Statement statement_of_today(const std::string& number = "JCS-1-0001234") {
  labels::Statement statement = labels::sample_statement();
  statement.number = number;
  statement.valid_from = after_today(0);
  statement.valid_until = after_today(700);
  return statement;
}

class SignerProcess : public InFolder {
 protected:
  SignerSettings settings() const {
    SignerSettings settings;
    settings.keys = {{folder_ / "label.key", ""}};
    settings.journal = journal();
    settings.profiles = {labels::sample_profile()};
    settings.first_key = SignerSettings::Window{after_today(-1), after_today(365)};
    return settings;
  }
};

std::string status_line(pid_t process, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return line.substr(name.size() + 2);
  }
  return "";
}

TEST_F(SignerProcess, MakesItsFirstKeyAndSigns) {
  auto signer = spawn_signer(settings());
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  ASSERT_EQ(signer->keys().size(), 1u);
  const auto signed_bytes = signer->client().sign(first_request(statement_of_today(), now()));
  ASSERT_TRUE(signed_bytes.has_value()) << signed_bytes.error().message;
  EXPECT_EQ(*labels::verify_statement(*signed_bytes, signer->keys()), statement_of_today());
  EXPECT_EQ(signer->client().keys()->at(0).id, signer->keys()[0].id);
  labels::Statement other = statement_of_today();
  other.level = 2;
  EXPECT_EQ(signer->client().sign(first_request(other, now())).error().code, ErrorCode::conflict);
}

TEST_F(SignerProcess, RemembersAfterBeingKilled) {
  for (int round = 0; round < 3; ++round) {
    auto signer = spawn_signer(settings());
    ASSERT_TRUE(signer.has_value()) << signer.error().message;
    const std::string number = "JCS-1-000000" + std::to_string(round);
    ASSERT_TRUE(signer->client().sign(first_request(statement_of_today(number), now())).has_value());
    labels::Statement other = statement_of_today("JCS-1-0000000");
    other.level = 2;
    EXPECT_EQ(signer->client().sign(first_request(other, now())).error().code, ErrorCode::conflict);
    ::kill(signer->process(), SIGKILL);
    const auto after = signer->client().keys();
    EXPECT_EQ(after.error().code, ErrorCode::unavailable) << after.error().message;
    EXPECT_EQ(signer->client().keys().error().code, ErrorCode::unavailable);
  }
}

TEST_F(SignerProcess, SaysWhyItDoesNotStart) {
  SignerSettings wrong = settings();
  wrong.first_key.reset();
  auto none = spawn_signer(wrong);
  EXPECT_EQ(none.error().code, ErrorCode::not_found) << none.error().message;
  wrong = settings();
  wrong.journal = folder_ / "none" / "journal";
  EXPECT_EQ(spawn_signer(wrong).error().code, ErrorCode::unavailable);
  const auto first = spawn_signer(settings());
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(spawn_signer(settings()).error().code, ErrorCode::conflict);  // one journal, one signer
}

TEST_F(SignerProcess, IsNotStartedBesideOtherThreads) {
  std::promise<void> end;
  std::thread other([&end] { end.get_future().wait(); });
  EXPECT_EQ(spawn_signer(settings()).error().code, ErrorCode::conflict);
  end.set_value();
  other.join();
}

TEST_F(SignerProcess, GoesByTheClockItIsGiven) {
  const Instant then = noon({2027, 4, 1});
  SignerSettings moved = settings();
  moved.first_key = SignerSettings::Window{{2027, 1, 1}, {2027, 12, 31}};
  moved.clock = [then] { return then; };
  auto signer = spawn_signer(moved);
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  labels::Statement statement = labels::sample_statement();
  statement.valid_from = {2027, 4, 1};
  statement.valid_until = {2029, 3, 31};
  EXPECT_EQ(signer->client().sign(first_request(statement, now())).error().code, ErrorCode::unavailable);
  EXPECT_TRUE(signer->client().sign(first_request(statement, then)).has_value());
}

TEST_F(SignerProcess, AnswersWhatIsNoRequestWithAnErrorAndGoesOn) {
  auto signer = spawn_signer(settings());
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  const int channel = signer->client().release();
  for (const Bytes& frame : {Bytes(1, 0xff), Bytes(request_bytes_max + 1), Bytes(60'000, 1), to_bytes("GET / HTTP/1.1")}) {
    ASSERT_TRUE(send_frame(channel, frame).has_value());
    const auto answer = receive_frame(channel, reply_bytes_max, std::chrono::seconds(10));
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(read_reply(*answer).error().code, ErrorCode::corrupt);
  }
  SignerClient again(channel);
  EXPECT_TRUE(again.keys().has_value());
}

TEST_F(SignerProcess, EndsWhenItsChannelIsClosedAndWithItsParent) {
  pid_t process = 0;
  {
    auto signer = spawn_signer(settings());
    ASSERT_TRUE(signer.has_value()) << signer.error().message;
    process = signer->process();
    EXPECT_EQ(::kill(process, 0), 0);
  }
  EXPECT_EQ(::kill(process, 0), -1);
  int pipes[2];
  ASSERT_EQ(::pipe(pipes), 0);
  const pid_t middle = ::fork();
  if (middle == 0) {
    auto signer = spawn_signer(settings());
    const pid_t grandchild = signer ? signer->process() : 0;
    if (::write(pipes[1], &grandchild, sizeof grandchild) < 0) ::_exit(1);
    ::raise(SIGKILL);
  }
  pid_t grandchild = 0;
  ASSERT_EQ(::read(pipes[0], &grandchild, sizeof grandchild), static_cast<ssize_t>(sizeof grandchild));
  ::waitpid(middle, nullptr, 0);
  ASSERT_GT(grandchild, 0);
  std::string state;
  for (int i = 0; i < 250; ++i) {
    state = status_line(grandchild, "State");
    if (state.empty() || state.starts_with("Z")) break;
    ::usleep(20'000);
  }
  EXPECT_TRUE(state.empty() || state.starts_with("Z")) << state;
  ::close(pipes[0]);
  ::close(pipes[1]);
}

TEST_F(SignerProcess, IsInItsSandbox) {
  auto signer = spawn_signer(settings());
  ASSERT_TRUE(signer.has_value()) << signer.error().message;
  EXPECT_EQ(status_line(signer->process(), "Seccomp"), "2");
  EXPECT_EQ(status_line(signer->process(), "NoNewPrivs"), "1");
  std::ifstream file("/proc/" + std::to_string(signer->process()) + "/limits");
  std::string limit;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Max core file size")) limit = line;
  }
  std::istringstream words(limit.substr(std::min<std::size_t>(limit.size(), 18)));
  std::string soft, hard;
  words >> soft >> hard;
  EXPECT_EQ(soft + " " + hard, "0 0");
}

// What the filter lets pass, asked from inside.
TEST_F(SignerProcess, TheSandboxRefusesFilesSocketsAndPrograms) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_signer_sandbox(Outside::closed)) ::_exit(10);
    if (::open("/etc/hostname", O_RDONLY) >= 0) ::_exit(11);
    if (::fork() >= 0) ::_exit(12);
    ::execl("/bin/true", "true", nullptr);
    if (::kill(::getppid(), SIGTERM) == 0) ::_exit(13);
    if (::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0) ::_exit(14);
    if (::dup(0) >= 0) ::_exit(15);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace hoshi::signer
