// Forking, ending and waiting for children.
// SPDX-License-Identifier: Apache-2.0
#include "serving/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "serving/processes.h"

namespace hoshi::serving {
namespace {

constexpr auto end_patience = std::chrono::seconds(15);
constexpr std::size_t line_bytes_max = 4096;
constexpr int failed_status = 1;

void close_all_but(std::vector<int> keep) {
  std::sort(keep.begin(), keep.end());
  unsigned from = STDERR_FILENO + 1;
  for (const int number : keep) {
    const auto kept = static_cast<unsigned>(number);
    if (kept < from) continue;
    if (kept > from) ::close_range(from, kept - 1, 0);
    from = kept + 1;
  }
  ::close_range(from, ~0U, 0);
}

int run_child(const std::string& name, pid_t parent, const std::function<Result<void>(int, int)>& work, int ready, int stop) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) return failed_status;
  // The terminal's Ctrl-C goes to the whole group: the parent alone decides when we end.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  const auto done = work(ready, stop);
  if (done) return 0;
  log_line(name, done.error().message);
  return failed_status;
}

}  // namespace

Result<Child> Child::start(std::string name, const std::function<Result<void>(int ready, int stop)>& work,
                           std::vector<int> keep) {
  int ready[2], stop[2];
  if (::pipe2(ready, O_CLOEXEC) != 0) return fail(ErrorCode::unavailable, "no pipe for " + name);
  Descriptor ready_read(ready[0]), ready_write(ready[1]);
  if (::pipe2(stop, O_CLOEXEC) != 0) return fail(ErrorCode::unavailable, "no pipe for " + name);
  Descriptor stop_read(stop[0]), stop_write(stop[1]);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return fail(ErrorCode::unavailable, "no process for " + name);
  if (process == 0) {
    keep.push_back(ready_write.number());
    keep.push_back(stop_read.number());
    close_all_but(std::move(keep));
    ::_exit(run_child(name, parent, work, ready_write.number(), stop_read.number()));
  }
  return Child(std::move(name), process, std::move(ready_read), std::move(stop_write));
}

Child::~Child() { end(); }

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  end();
  name_ = std::move(other.name_);
  process_ = std::exchange(other.process_, -1);
  ready_ = std::move(other.ready_);
  stop_ = std::move(other.stop_);
  return *this;
}

bool Child::is_running() {
  if (process_ < 0) return false;
  if (::waitpid(process_, nullptr, WNOHANG) == 0) return true;
  process_ = -1;
  return false;
}

Result<std::string> Child::first_line(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::string line;
  while (line.size() < line_bytes_max) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waited{ready_.number(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) == 0) return fail(ErrorCode::timed_out, name_ + " did not start in time");
    char letter = 0;
    const auto count = ::read(ready_.number(), &letter, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(ErrorCode::unavailable, name_ + " could not be started; the reason is in its log");
    if (letter == '\n') return line;
    line.push_back(letter);
  }
  return fail(ErrorCode::corrupt, name_ + " said something strange at its start");
}

void Child::end() {
  if (process_ < 0) return;
  stop_.reset();
  const auto until = std::chrono::steady_clock::now() + end_patience;
  while (std::chrono::steady_clock::now() < until) {
    if (::waitpid(process_, nullptr, WNOHANG) != 0) {
      process_ = -1;
      return;
    }
    ::usleep(20'000);
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

}  // namespace hoshi::serving
