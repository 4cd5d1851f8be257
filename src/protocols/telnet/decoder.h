// Takes the Telnet commands out of what a server sends and says what to answer; refuses every option politely.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::telnet {

// What one piece of input meant.
struct Decoded {
  std::string text;  // data for people: IAC taken out, CR NUL as CR; hostile
  Bytes reply;       // to be sent back before anything else; at most one refusal an option and direction
};

// Incremental: input may be cut anywhere. Keeps a state of fixed size, whatever is sent. Every option stays as it
// is at the start (RFC 854: a network virtual terminal), so only requests to change it are answered, and each
// but once: a server that asks again and again cannot make us talk for ever.
class Decoder {
 public:
  Decoded feed(ByteView bytes);
  // Whether a Telnet command was seen: only a Telnet server sends those of its own accord.
  bool saw_commands() const { return commands_ > 0; }
  std::size_t commands() const { return commands_; }

 private:
  enum class State { data, after_return, command, option, inside_subnegotiation, command_in_subnegotiation };
  void data(std::uint8_t byte, Decoded& out);
  void command(std::uint8_t byte, Decoded& out);
  void refuse(std::uint8_t option, Decoded& out);

  State state_ = State::data;
  std::uint8_t verb_ = 0;
  std::size_t commands_ = 0;
  std::bitset<256> refused_do_;
  std::bitset<256> refused_will_;
};

// A line as a client sends it: IAC doubled, CR LF behind (RFC 854, "The NVT printer and keyboard").
Bytes encode_line(std::string_view text);

}  // namespace hoshi::protocols::telnet
