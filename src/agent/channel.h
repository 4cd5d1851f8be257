// Messages with an optional descriptor over a local socket pair (SOCK_SEQPACKET); between command and agent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/value.h"

namespace hoshi::agent {

// Owns a descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = other.release();
    }
    return *this;
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() {
    const int number = number_;
    number_ = -1;
    return number;
  }
  void reset();

 private:
  int number_ = -1;
};

struct ChannelPair {
  Descriptor command;
  Descriptor agent;
};

struct Received {
  Value message;
  Descriptor descriptor;  // open when one came along
};

[[nodiscard]] Result<ChannelPair> make_channel();
// `descriptor` < 0: none goes along. Messages are at most 64 KiB.
[[nodiscard]] Result<void> send_message(int channel, const Value& message, int descriptor = -1);
// Blocks. not_found when the other side has closed; corrupt when it sent something that is no message.
[[nodiscard]] Result<Received> receive_message(int channel);

}  // namespace hoshi::agent
