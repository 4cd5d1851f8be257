// A conversation with a Telnet terminal: reads until something waits, answers negotiations, proves a shell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocols/telnet/decoder.h"
#include "protocols/telnet/prompts.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

// Borrowed prompts must outlive it. One thread.
class Terminal {
 public:
  Terminal(std::unique_ptr<transport::Stream> stream, const protocols::telnet::Prompts& prompts)
      : stream_(std::move(stream)), prompts_(prompts) {}

  enum class End { prompt, silence, closed, broken, flood };
  // Reads until a prompt stands still, nothing came for `timeout`, or the peer ended it. What came is in screen().
  End read_until_prompt(milliseconds timeout);
  // Sends a line and forgets the screen.
  [[nodiscard]] Result<void> send_line(std::string_view text);

  const std::string& screen() const { return screen_; }  // since the last send_line; hostile
  protocols::telnet::Waits waits() const { return protocols::telnet::waiting_for(prompts_, screen_); }
  // When the last bytes came.
  transport::TaskTime heard_at() const { return heard_at_; }
  bool saw_commands() const { return decoder_.saw_commands(); }

 private:
  [[nodiscard]] Result<Bytes> read_some(milliseconds timeout);

  std::unique_ptr<transport::Stream> stream_;
  const protocols::telnet::Prompts& prompts_;
  protocols::telnet::Decoder decoder_;
  std::string screen_;
  transport::TaskTime heard_at_{};
};

enum class Commanded {
  nothing,          // no sign that a command was carried out
  prompt_again,     // the same prompt came back: a command line of some kind
  carried_out,      // the output of the command was seen: a shell
};
// Where no login is asked for: `echo` of a random number, which changes nothing, and a look at what comes back.
Commanded prove_shell(Terminal& terminal, transport::Network& network);

}  // namespace hoshi::probes
