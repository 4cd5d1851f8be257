// The program: wires what is real (clock, terminal, environment, signals) and calls the command line.
// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "base/date.h"
#include "cli/command.h"

namespace {

using namespace hoshi;

std::atomic<bool> stop_asked{false};  // set by the signal handler alone

void on_signal(int) { stop_asked = true; }

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

// The day in Japan (UTC+9, no summer time): dates of the scheme are dates there.
std::string today() {
  constexpr auto japan = std::chrono::hours(9);
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return to_text(date_of(now + japan));
}

std::size_t columns() {
  winsize size{};
  constexpr std::size_t usual = 120;
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : usual;
}

std::optional<std::string> ask(const std::string& question, bool hidden) {
  std::cerr << question << " " << std::flush;
  termios before{};
  const bool hide = hidden && ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (hide) {
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool got = static_cast<bool>(std::getline(std::cin, line));
  if (hide) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << "\n";
  }
  return got ? std::optional<std::string>(line) : std::nullopt;
}

}  // namespace

int main(int count, char** words) {
  const rlimit no_core{0, 0};  // test accounts are in memory
  ::setrlimit(RLIMIT_CORE, &no_core);
  struct sigaction action {};
  action.sa_handler = on_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  cli::Terminal terminal{std::cout, std::cerr};
  terminal.is_terminal = ::isatty(STDOUT_FILENO) != 0;
  terminal.can_ask = ::isatty(STDIN_FILENO) != 0;
  terminal.columns = columns();
  terminal.today = today();
  terminal.ask = ask;
  terminal.environment = environment;
  terminal.stop_wanted = [] { return stop_asked.load(); };
  const auto data = environment("HOSHI_DATA").value_or(HOSHI_DATA_FOLDER);
  const std::vector<std::string> arguments(words + 1, words + count);
  return static_cast<int>(cli::run_command_line(arguments, data, HOSHI_VERSION, terminal));
}
