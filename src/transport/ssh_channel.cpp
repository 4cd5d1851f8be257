// Carries out a command or types lines over SSH, line by line as the prompts come, within bounds.
// SPDX-License-Identifier: Apache-2.0
#include "transport/ssh_channel.h"

#include <array>
#include <memory>
#include <type_traits>

namespace hoshi::transport {
namespace {

constexpr std::size_t output_bytes_max = 64 * 1024;
// passwd throws away what was typed before it asked, so a line waits until an unfinished one (a prompt) stands still.
constexpr auto standstill = milliseconds(300);
// A login shell of a small device takes a second or two; what shows no prompt at all is typed to all the same.
constexpr auto prompt_patience = milliseconds(4000);
// After the last line: PAM waits three seconds before it says that a password was wrong.
constexpr auto silence_at_end = milliseconds(5000);

struct FreeChannel {
  void operator()(ssh_channel channel) const { ssh_channel_free(channel); }
};
using Channel = std::unique_ptr<std::remove_pointer_t<ssh_channel>, FreeChannel>;

class Conversation {
 public:
  Conversation(ssh_session session, TimePoint until)
      : session_(session), until_(until), channel_(ssh_channel_new(session)) {}

  SshOutput run(const SshCommand& command) {
    if (!open(command)) {
      output_.trouble = ssh_get_error(session_);
      return std::move(output_);
    }
    if (!(command.command.empty() ? type(command.lines) : feed(command.lines))) {
      output_.trouble = "it does not take its input";
    }
    const auto silence = command.command.empty() ? std::optional(silence_at_end) : std::nullopt;
    while (!is_over() && listen(silence)) {
    }
    await_status();
    output_.exit_status = std::max(-1, ssh_channel_get_exit_status(channel_.get()));
    return std::move(output_);
  }

 private:
  template <class Step>
  bool done(Step step) {
    const auto result = drive_ssh(session_, until_, SSH_AGAIN, step);
    return result && *result == SSH_OK;
  }
  bool open(const SshCommand& command);
  bool type(const std::vector<std::string>& lines);
  bool feed(const std::vector<std::string>& lines);
  bool send(std::string_view bytes);
  void await_prompt();
  // Reads what is there; false when nothing came until `silence` (or the time) was over.
  bool listen(std::optional<milliseconds> silence);
  std::size_t take(int is_error);
  bool is_over();
  void await_status();

  ssh_session session_;
  TimePoint until_;
  Channel channel_;
  SshOutput output_;
};

bool Conversation::open(const SshCommand& command) {
  ssh_channel channel = channel_.get();
  if (channel == nullptr || !done([&] { return ssh_channel_open_session(channel); })) return false;
  if (!command.command.empty()) {
    return done([&] { return ssh_channel_request_exec(channel, command.command.c_str()); });
  }
  // RFC 4254, 6.2: who refuses a terminal may still give a shell.
  static_cast<void>(done([&] { return ssh_channel_request_pty(channel); }));
  return done([&] { return ssh_channel_request_shell(channel); });
}

bool Conversation::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const int count = ssh_channel_write(channel_.get(), bytes.data(), static_cast<std::uint32_t>(bytes.size()));
    if (count < 0 && count != SSH_AGAIN) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    if (bytes.empty()) break;
    if (is_over() || std::chrono::steady_clock::now() >= until_) return false;
    await_ssh(session_, until_);
  }
  return true;
}

bool Conversation::feed(const std::vector<std::string>& lines) {
  std::string input;
  for (const auto& line : lines) input += line + "\n";
  if (!send(input)) return false;
  return ssh_channel_send_eof(channel_.get()) != SSH_ERROR;
}

bool Conversation::type(const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    await_prompt();
    if (is_over() || !send(line + "\n")) return false;
  }
  return true;
}

void Conversation::await_prompt() {
  const auto patience = std::min(until_, std::chrono::steady_clock::now() + prompt_patience);
  const auto shown = output_.text.size();
  while (!is_over() && std::chrono::steady_clock::now() < patience) {
    const bool has_moved = listen(standstill);
    const bool has_prompt = output_.text.size() > shown && output_.text.back() != '\n';
    if (!has_moved && has_prompt) return;
  }
}

std::size_t Conversation::take(int is_error) {
  std::array<char, 4096> buffer{};
  const std::size_t room = std::min(buffer.size(), output_bytes_max - output_.text.size());
  if (room == 0) return 0;
  const int count = ssh_channel_read_nonblocking(channel_.get(), buffer.data(), static_cast<std::uint32_t>(room), is_error);
  if (count <= 0) return 0;
  output_.text.append(buffer.data(), static_cast<std::size_t>(count));
  return static_cast<std::size_t>(count);
}

bool Conversation::listen(std::optional<milliseconds> silence) {
  const auto now = std::chrono::steady_clock::now();
  const auto end = silence ? std::min(until_, now + *silence) : until_;
  for (;;) {
    if (take(0) + take(1) > 0) return true;
    if (is_over() || std::chrono::steady_clock::now() >= end) return false;
    await_ssh(session_, end);
  }
}

bool Conversation::is_over() {
  const bool is_closed = ssh_channel_is_eof(channel_.get()) != 0 || ssh_channel_is_open(channel_.get()) == 0;
  output_.ended = output_.ended || is_closed;
  return output_.ended || output_.text.size() >= output_bytes_max || ssh_is_connected(session_) == 0;
}

// RFC 4254, 6.10: the status may follow the end of the output.
void Conversation::await_status() {
  const auto end = std::min(until_, std::chrono::steady_clock::now() + standstill);
  while (take(0) + take(1) > 0 || (output_.ended && ssh_channel_is_open(channel_.get()) != 0 &&
                                   std::chrono::steady_clock::now() < end)) {
    await_ssh(session_, end);
  }
}

}  // namespace

SshOutput run_inside(ssh_session session, const SshCommand& command, TimePoint until) {
  return Conversation(session, until).run(command);
}

}  // namespace hoshi::transport
