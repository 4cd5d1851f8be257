// The state machine of the Telnet decoder.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/telnet/decoder.h"

namespace hoshi::protocols::telnet {
namespace {

// RFC 854, "Telnet command structure".
constexpr std::uint8_t subnegotiation_end = 240;
constexpr std::uint8_t subnegotiation_begin = 250;
constexpr std::uint8_t will = 251;
constexpr std::uint8_t wont = 252;
constexpr std::uint8_t do_option = 253;
constexpr std::uint8_t dont = 254;
constexpr std::uint8_t interpret_as_command = 255;
constexpr std::uint8_t carriage_return = 13;

}  // namespace

Decoded Decoder::feed(ByteView bytes) {
  Decoded out;
  for (const std::uint8_t byte : bytes) {
    switch (state_) {
      case State::data:
      case State::after_return:
        data(byte, out);
        break;
      case State::command:
        command(byte, out);
        break;
      case State::option:
        refuse(byte, out);
        state_ = State::data;
        break;
      case State::inside_subnegotiation:
        if (byte == interpret_as_command) state_ = State::command_in_subnegotiation;
        break;
      case State::command_in_subnegotiation:
        // RFC 855: IAC IAC is a byte of the parameters; whatever else than SE comes here is an error of the server.
        state_ = byte == subnegotiation_end ? State::data : State::inside_subnegotiation;
        break;
    }
  }
  return out;
}

void Decoder::data(std::uint8_t byte, Decoded& out) {
  const bool follows_return = state_ == State::after_return;
  state_ = State::data;
  if (byte == interpret_as_command) {
    state_ = State::command;
    return;
  }
  // RFC 854: CR NUL is a return alone.
  if (byte == 0 && follows_return) return;
  if (byte == carriage_return) state_ = State::after_return;
  out.text.push_back(static_cast<char>(byte));
}

void Decoder::command(std::uint8_t byte, Decoded& out) {
  if (byte == interpret_as_command) {
    out.text.push_back(static_cast<char>(byte));
    state_ = State::data;
    return;
  }
  ++commands_;
  if (byte == subnegotiation_begin) {
    state_ = State::inside_subnegotiation;
    return;
  }
  if (byte >= will) {
    verb_ = byte;
    state_ = State::option;
    return;
  }
  state_ = State::data;  // NOP, GA, AYT … ask for nothing
}

void Decoder::refuse(std::uint8_t option, Decoded& out) {
  // RFC 854: WONT and DONT for what is off already are not answered.
  if (verb_ == wont || verb_ == dont) return;
  auto& refused = verb_ == do_option ? refused_do_ : refused_will_;
  if (refused.test(option)) return;
  refused.set(option);
  const std::uint8_t answer = verb_ == do_option ? wont : dont;
  out.reply.insert(out.reply.end(), {interpret_as_command, answer, option});
}

Bytes encode_line(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() + 2);
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    bytes.push_back(byte);
    if (byte == interpret_as_command) bytes.push_back(byte);
  }
  bytes.insert(bytes.end(), {carriage_return, '\n'});
  return bytes;
}

}  // namespace hoshi::protocols::telnet
