// Reading a terminal with bounded time and memory.
// SPDX-License-Identifier: Apache-2.0
#include "probes/terminal.h"

#include <fmt/format.h>

#include <algorithm>

namespace hoshi::probes {
namespace {

constexpr std::size_t read_limit_bytes = 4096;
constexpr std::size_t screen_limit_bytes = 64 * 1024;  // a greeting is a few hundred bytes; more is a flood
// A prompt counts when nothing follows it for this long: "Last login:" is finished in the same burst.
constexpr milliseconds standstill{200};
constexpr milliseconds command_timeout{4000};

}  // namespace

Result<Bytes> Terminal::read_some(milliseconds timeout) {
  auto bytes = HOSHI_TRY(stream_->read(read_limit_bytes, timeout));
  heard_at_ = stream_->time();
  return bytes;
}

Terminal::End Terminal::read_until_prompt(milliseconds timeout) {
  const auto deadline = stream_->time() + std::chrono::duration_cast<transport::TaskTime>(timeout);
  while (true) {
    const bool has_prompt = waits() != protocols::telnet::Waits::nothing;
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - stream_->time());
    if (left <= milliseconds(0)) return has_prompt ? End::prompt : End::silence;
    const auto bytes = read_some(has_prompt ? std::min(standstill, left) : left);
    if (!bytes) {
      if (has_prompt) return End::prompt;
      return bytes.error().code == ErrorCode::timed_out ? End::silence : End::broken;
    }
    if (bytes->empty()) return End::closed;
    auto decoded = decoder_.feed(*bytes);
    screen_ += decoded.text;
    if (screen_.size() > screen_limit_bytes) return End::flood;
    // A peer that does not take our refusals will be noticed by the next read.
    if (!decoded.reply.empty() && !stream_->write(decoded.reply)) return End::broken;
  }
}

Result<void> Terminal::send_line(std::string_view text) {
  screen_.clear();
  return stream_->write(protocols::telnet::encode_line(text));
}

Commanded prove_shell(Terminal& terminal, transport::Network& network) {
  using protocols::telnet::Waits;
  // A shell without a terminal shows no prompt at all and still carries out what it reads.
  if (terminal.waits() == Waits::account || terminal.waits() == Waits::password) return Commanded::nothing;
  const std::string prompt = protocols::telnet::waiting_line(terminal.screen());
  std::uint32_t number = 0;
  for (const auto byte : network.random(3)) number = number << 8 | byte;
  const std::string digits = fmt::format("{}", 10'000'000 + number);
  if (!terminal.send_line("echo " + digits)) return Commanded::nothing;
  (void)terminal.read_until_prompt(command_timeout);
  if (protocols::telnet::has_line(terminal.screen(), digits)) return Commanded::carried_out;
  const bool is_back = terminal.waits() == Waits::shell && !prompt.empty() &&
                       protocols::telnet::waiting_line(terminal.screen()) == prompt;
  return is_back ? Commanded::prompt_again : Commanded::nothing;
}

}  // namespace hoshi::probes
