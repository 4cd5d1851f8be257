// Starting, watching and ending of a command.
// SPDX-License-Identifier: Apache-2.0
#include "operations/run_command.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "transport/socket_io.h"

namespace hoshi::operations {
namespace {

using Clock = std::chrono::steady_clock;
using transport::Descriptor;

constexpr std::size_t output_limit = 4u << 10;
constexpr std::chrono::milliseconds look_pause{20};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> small_environment() {
  std::vector<std::string> variables;
  for (const auto* name : {"PATH", "HOME", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr) variables.push_back(std::string(name) + "=" + value);
  }
  return variables;
}

struct SpawnSettings {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

Result<pid_t> spawn(std::vector<std::string> words, const std::filesystem::path& folder, int output) {
  SpawnSettings settings;
  ::posix_spawn_file_actions_addopen(&settings.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&settings.actions, output, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&settings.actions, output, STDERR_FILENO);
  if (!folder.empty()) ::posix_spawn_file_actions_addchdir_np(&settings.actions, folder.c_str());
  // A group of its own: what it starts ends with it.
  ::posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETPGROUP);
  ::posix_spawnattr_setpgroup(&settings.attributes, 0);
  auto variables = small_environment();
  const auto arguments = pointers(words);
  const auto environment = pointers(variables);
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, arguments[0], &settings.actions, &settings.attributes, arguments.data(), environment.data());
  if (error != 0) return fail(ErrorCode::not_found, words.front() + ": " + std::strerror(error));
  return child;
}

void read_waiting(int from, std::string& output) {
  std::array<char, 1024> chunk{};
  for (ssize_t got = ::read(from, chunk.data(), chunk.size()); got > 0; got = ::read(from, chunk.data(), chunk.size())) {
    output.append(chunk.data(), std::min(static_cast<std::size_t>(got), output_limit - std::min(output_limit, output.size())));
  }
}

}  // namespace

Result<CommandEnd> run_command(const std::vector<std::string>& words, const std::filesystem::path& folder,
                               std::chrono::milliseconds patience) {
  if (words.empty()) return fail(ErrorCode::invalid_input, "the step has no command");
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::internal, "no pipe to a command");
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  ::fcntl(reading.number(), F_SETFL, O_NONBLOCK);
  const pid_t child = HOSHI_TRY(spawn(words, folder, writing.number()));
  writing.reset();
  const auto until = Clock::now() + patience;
  CommandEnd end;
  int status = 0;
  // What it leaves running in the background may hold the pipe open: its own end is what counts.
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() >= until) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return fail(ErrorCode::timed_out, words.front() + ": took too long and was ended");
    }
    std::this_thread::sleep_for(look_pause);
    read_waiting(reading.number(), end.output);
  }
  read_waiting(reading.number(), end.output);
  end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

}  // namespace hoshi::operations
