// Running, holding and stopping processes.
// SPDX-License-Identifier: Apache-2.0
#include "lab/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::lab {
namespace {

using namespace std::chrono_literals;
using transport::Descriptor;
using Clock = std::chrono::steady_clock;

constexpr auto program_time = 10s;
constexpr auto ready_time = 20s;  // the update server makes seven keys first, which takes a small computer that is busy a while
constexpr auto grace_time = 3s;  // dnsmasq, chronyd and our workers end within a few milliseconds
constexpr auto kill_time = 3s;
constexpr std::size_t words_limit_bytes = 1u << 20;
constexpr rlim_t log_limit_bytes = 32u << 20;
constexpr int could_not_start = 126;
constexpr std::array program_folders{"/usr/sbin", "/usr/bin", "/sbin", "/bin"};

std::string reason(int number) { return std::strerror(number); }

int left_of(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(ErrorCode::unavailable, "pipe: " + reason(errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void usual_signals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Never returns. Only calls that are safe between fork and exec.
[[noreturn]] void become(const std::string& path, const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  char search[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  char language[] = "LC_ALL=C";
  char* environment[] = {search, language, nullptr};
  ::execve(path.c_str(), arguments.data(), environment);
  ::_exit(could_not_start);
}

// Reads both ends until they are closed; false when the time is over.
bool collect(const Descriptor& out, const Descriptor& err, ProgramEnded& ended) {
  const auto end = Clock::now() + program_time;
  std::array<pollfd, 2> waiting{pollfd{out.number(), POLLIN, 0}, pollfd{err.number(), POLLIN, 0}};
  std::array<std::string*, 2> texts{&ended.out, &ended.err};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const int left = left_of(end);
    if (left == 0 || (::poll(waiting.data(), waiting.size(), left) < 0 && errno != EINTR)) return false;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      char bytes[4096];
      const auto count = ::read(waiting[i].fd, bytes, sizeof bytes);
      if (count <= 0) waiting[i].fd = -1;
      if (count > 0 && texts[i]->size() < words_limit_bytes) texts[i]->append(bytes, static_cast<std::size_t>(count));
    }
  }
  return true;
}

bool ends_within(int pidfd, std::chrono::milliseconds time) {
  pollfd waiting{pidfd, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace

std::optional<std::filesystem::path> find_program(std::string_view name) {
  for (const auto* folder : program_folders) {
    auto path = std::filesystem::path(folder) / name;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

Result<ProgramEnded> run_program(const std::vector<std::string>& words) {
  const auto path = find_program(words.front());
  if (!path) return fail(ErrorCode::not_found, words.front());
  Pipe out = HOSHI_TRY(make_pipe());
  Pipe err = HOSHI_TRY(make_pipe());
  const std::string program = path->string();
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::unavailable, "fork: " + reason(errno));
  if (child == 0) {
    usual_signals();
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(out.write.number(), STDOUT_FILENO);
    ::dup2(err.write.number(), STDERR_FILENO);
    become(program, words);
  }
  out.write.reset();
  err.write.reset();
  ProgramEnded ended;
  const bool in_time = collect(out.read, err.read, ended);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!in_time) return fail(ErrorCode::timed_out, join(words, " "));
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : could_not_start;
  return ended;
}

Result<std::string> run_well(const std::vector<std::string>& words) {
  auto ended = HOSHI_TRY(run_program(words));
  if (ended.status != 0) {
    return fail(ErrorCode::unavailable, join(words, " ") + ": " + printable(trimmed(ended.err.empty() ? ended.out : ended.err), 400));
  }
  return std::move(ended.out);
}

std::optional<ProcessMark> mark_of(pid_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text) return std::nullopt;
  // The name in parentheses may hold anything; fields are counted behind the last one.
  const auto end = text->rfind(')');
  if (end == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view(*text).substr(end + 2), ' ');
  constexpr std::size_t start_field = 22 - 3;  // the first field behind the name is the third
  if (fields.size() <= start_field || fields[0] == "Z" || fields[0] == "X") return std::nullopt;
  const auto start = parse_number(fields[start_field], INT64_MAX);
  if (!start) return std::nullopt;
  return ProcessMark{pid, *start};
}

bool is_running(const ProcessMark& mark) {
  const auto now = mark_of(mark.pid);
  return now && now->start_ticks == mark.start_ticks;
}

Result<void> stop_process(const ProcessMark& mark) {
  // The descriptor is taken before the look, so that what was looked at is what gets the signal.
  const Descriptor handle(static_cast<int>(::syscall(SYS_pidfd_open, mark.pid, 0)));
  if (handle.number() < 0 || !is_running(mark)) {
    ::waitpid(mark.pid, nullptr, WNOHANG);
    return {};
  }
  ::syscall(SYS_pidfd_send_signal, handle.number(), SIGTERM, nullptr, 0);
  ::syscall(SYS_pidfd_send_signal, handle.number(), SIGCONT, nullptr, 0);
  bool ended = ends_within(handle.number(), grace_time);
  if (!ended) {
    ::syscall(SYS_pidfd_send_signal, handle.number(), SIGKILL, nullptr, 0);
    ended = ends_within(handle.number(), kill_time);
  }
  ::waitpid(mark.pid, nullptr, WNOHANG);  // a child of ours, if this is the process that started it
  if (!ended) return fail(ErrorCode::unavailable, "process " + std::to_string(mark.pid));
  return {};
}

Result<HeldProcess> HeldProcess::start(const std::function<int(int)>& body, const std::filesystem::path& log) {
  const Descriptor words(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (words.number() < 0) return fail(ErrorCode::unavailable, log.string() + ": " + reason(errno));
  Pipe go = HOSHI_TRY(make_pipe());
  Pipe ready = HOSHI_TRY(make_pipe());
  const pid_t child = ::fork();
  if (child < 0) return fail(ErrorCode::unavailable, "fork: " + reason(errno));
  if (child == 0) {
    ::setsid();
    usual_signals();
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(words.number(), STDOUT_FILENO);
    ::dup2(words.number(), STDERR_FILENO);
    // 3 and 4, and nothing else: not the terminal, not the lock of the folder.
    constexpr int go_number = 3;
    constexpr int ready_number = 4;
    const int spare = ::fcntl(ready.write.number(), F_DUPFD, 100);
    ::dup2(::fcntl(go.read.number(), F_DUPFD, 100), go_number);
    ::dup2(spare, ready_number);
    ::syscall(SYS_close_range, ready_number + 1, ~0U, 0);
    char byte = 0;
    if (::read(go_number, &byte, 1) != 1) ::_exit(could_not_start);  // the parent ended before it wrote this child down
    ::close(go_number);
    const rlimit limit{log_limit_bytes, log_limit_bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, SIG_IGN);  // a device that fills the log ends the log, not the service
    ::_exit(body(ready_number));
  }
  HeldProcess held;
  held.go_ = std::move(go.write);
  held.child_end_ = std::move(go.read);
  held.ready_ = std::move(ready.read);
  const auto mark = mark_of(child);
  if (!mark) return fail(ErrorCode::unavailable, "/proc");
  held.mark_ = *mark;
  return held;
}

Result<HeldProcess> HeldProcess::program(const std::vector<std::string>& words, const std::filesystem::path& log) {
  const auto path = find_program(words.front());
  if (!path) return fail(ErrorCode::not_found, words.front());
  const std::string program = path->string();
  return start(
      [&](int ready) -> int {
        ::close(ready);
        become(program, words);
      },
      log);
}

Result<HeldProcess> HeldProcess::worker(const std::string& name, const std::function<int(const SayReady&)>& body, const std::filesystem::path& log) {
  auto held = start(
      [&](int ready) -> int {
        ::prctl(PR_SET_NAME, name.c_str());
        return body([ready](const std::string& problem) {
          const std::string word = problem.empty() ? "+" : "-" + problem;
          if (::write(ready, word.data(), word.size()) < 0) ::_exit(could_not_start);
          ::close(ready);
        });
      },
      log);
  if (held) held->waits_for_word_ = true;
  return held;
}

Result<void> HeldProcess::release() {
  if (::write(go_.number(), "g", 1) != 1) return fail(ErrorCode::unavailable, "the process ended early");
  go_.reset();
  if (!waits_for_word_) return {};
  const auto end = Clock::now() + ready_time;
  std::string word;
  char bytes[512];
  pollfd waiting{ready_.number(), POLLIN, 0};
  while (::poll(&waiting, 1, left_of(end)) > 0) {
    const auto count = ::read(ready_.number(), bytes, sizeof bytes);
    if (count <= 0) break;
    word.append(bytes, static_cast<std::size_t>(count));
  }
  if (word == "+") return {};
  return fail(ErrorCode::unavailable, word.empty() ? "the process ended early" : printable(word.substr(1), 300));
}

std::string network_mark() {
  struct stat about {};
  if (::stat("/proc/self/ns/net", &about) != 0) return "";
  return std::to_string(about.st_dev) + ":" + std::to_string(about.st_ino);
}

}  // namespace hoshi::lab
