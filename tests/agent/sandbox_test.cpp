// The sandbox: after it, a process can compute and use what it holds, and reach nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "agent/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>

namespace hoshi::agent {
namespace {

// Runs `attempt` in a sandboxed child; true when it returned true there.
template <class Attempt>
bool holds_inside(Attempt attempt, std::vector<int> keep = {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool entered = enter_sandbox(keep).has_value();
    ::_exit(entered && attempt() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(Sandbox, RefusesNewSockets) {
  EXPECT_TRUE(holds_inside([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM; }));
  EXPECT_TRUE(holds_inside([] { return ::socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM; }));
}

TEST(Sandbox, RefusesFiles) {
  EXPECT_TRUE(holds_inside([] { return ::open("/etc/passwd", O_RDONLY) < 0; }));
  EXPECT_TRUE(holds_inside([] { return ::open("/tmp/hoshi-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0; }));
  EXPECT_TRUE(holds_inside([] { return ::unlink("/tmp/hoshi-sandbox-test") < 0; }));
}

// As root it changes its user id, and that must not make it outlive a command that was killed.
TEST(Sandbox, EndsWithItsParent) {
  std::array<int, 2> alive{};
  std::array<int, 2> never{};
  ASSERT_EQ(::pipe(alive.data()), 0);
  ASSERT_EQ(::pipe(never.data()), 0);
  char byte = 0;
  const pid_t parent = ::fork();
  if (parent == 0) {
    if (::fork() == 0) {
      const bool entered = enter_sandbox({alive[1], never[0]}).has_value();
      const bool told = ::write(alive[1], "x", 1) == 1;
      ::_exit(entered && told && ::read(never[0], &byte, 1) == 1 ? 0 : 1);
    }
    ::_exit(::read(alive[0], &byte, 1) == 1 ? 0 : 1);
  }
  ::close(alive[1]);
  int status = 0;
  ::waitpid(parent, &status, 0);
  EXPECT_EQ(status, 0);
  pollfd ended{alive[0], POLLIN, 0};
  ASSERT_EQ(::poll(&ended, 1, 5000), 1);
  EXPECT_EQ(::read(alive[0], &byte, 1), 0);
  ::close(alive[0]);
  ::close(never[0]);
  ::close(never[1]);
}

TEST(Sandbox, RefusesPrograms) {
  EXPECT_TRUE(holds_inside([] {
    ::execl("/bin/true", "true", nullptr);
    return errno == EPERM || errno == EACCES;
  }));
  EXPECT_TRUE(holds_inside([] { return ::fork() < 0; }));
}

TEST(Sandbox, RefusesAHeldSocketToGoElsewhere) {
  const int held = ::socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_GE(held, 0);
  sockaddr_in elsewhere{};
  elsewhere.sin_family = AF_INET;
  elsewhere.sin_port = htons(9);
  elsewhere.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_TRUE(holds_inside(
      [&] {
        const auto* address = reinterpret_cast<const sockaddr*>(&elsewhere);
        const bool no_connect = ::connect(held, address, sizeof elsewhere) < 0 && errno == EPERM;
        const bool no_fast_open =
            ::sendto(held, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, address, sizeof elsewhere) < 0 && errno == EPERM;
        return no_connect && no_fast_open;
      },
      {held}));
  ::close(held);
}

TEST(Sandbox, ClosesWhatIsNotKept) {
  const int held = ::open("/dev/null", O_RDONLY);
  EXPECT_TRUE(holds_inside([&] { return ::fcntl(held, F_GETFD) < 0 && errno == EBADF; }));
  EXPECT_TRUE(holds_inside([&] { return ::fcntl(held, F_GETFD) >= 0; }, {held}));
  ::close(held);
}

TEST(Sandbox, RefusesSignalsToOthers) {
  const pid_t gone = ::fork();  // of one that lives, the kernel itself may refuse to tell root that became nobody
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  EXPECT_TRUE(holds_inside([&] { return ::syscall(SYS_tgkill, gone, gone, 0) < 0 && errno == EPERM; }));
  EXPECT_TRUE(holds_inside([] { return ::syscall(SYS_tgkill, ::getpid(), ::gettid(), 0) == 0; }));
}

TEST(Sandbox, RefusesToHaveTheKernelSignalOthers) {
  const pid_t parent = ::getpid();
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_TRUE(holds_inside([&] { return ::fcntl(ends[0], F_SETOWN, parent) < 0 && errno == EPERM; }, {ends[0]}));
  EXPECT_TRUE(holds_inside([&] { return ::fcntl(ends[0], F_SETSIG, SIGKILL) < 0 && errno == EPERM; }, {ends[0]}));
  EXPECT_TRUE(holds_inside([&] { return ::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0; }, {ends[0]}));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Sandbox, WritesNothingToTheTerminal) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  if (::fork() == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[1]);
    const bool entered = enter_sandbox({}).has_value();
    ::_exit(entered && ::write(STDOUT_FILENO, "x", 1) == 1 ? 0 : 1);
  }
  ::close(ends[1]);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  int status = 1;
  ::wait(&status);
  EXPECT_EQ(status, 0);
  ::close(ends[0]);
}

TEST(Sandbox, StillComputesAndStartsThreads) {
  EXPECT_TRUE(holds_inside([] {
    int sum = 0;
    std::thread([&sum] {
      for (int i = 0; i < 100; ++i) sum += i;
    }).join();
    const std::string large(1 << 20, 'x');
    return sum == 4950 && large.size() == 1 << 20;
  }));
}

TEST(Sandbox, NamesItsLayers) {
  EXPECT_TRUE(holds_inside([] { return true; }));
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  if (::fork() == 0) {
    const auto layers = enter_sandbox({ends[1]});
    const char good = layers && layers->back() == "seccomp" ? 'y' : 'n';
    ::_exit(::write(ends[1], &good, 1) == 1 ? 0 : 1);
  }
  char said = 0;
  EXPECT_EQ(::read(ends[0], &said, 1), 1);
  EXPECT_EQ(said, 'y');
  ::wait(nullptr);
}

}  // namespace
}  // namespace hoshi::agent
