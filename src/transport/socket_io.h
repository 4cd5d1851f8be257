// Reads and writes on non-blocking sockets that end by a time, whatever the peer does.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace hoshi::transport {

using TimePoint = std::chrono::steady_clock::time_point;

// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void reset();

 private:
  int number_ = -1;
};

enum class Direction { read, write };

// Waits until the socket can be read or written. timed_out at `until`.
[[nodiscard]] Result<void> wait_ready(int socket, Direction direction, TimePoint until);
// At most `limit_bytes`; empty: the peer closed. timed_out, or unavailable when the connection broke.
[[nodiscard]] Result<Bytes> receive(int socket, std::size_t limit_bytes, TimePoint until);
// All of it, or an error. Never raises SIGPIPE.
[[nodiscard]] Result<void> send_all(int socket, ByteView bytes, TimePoint until);
// Lets the socket use this interface only; "" changes nothing. unavailable when it cannot be used.
[[nodiscard]] Result<void> bind_to_interface(int socket, const std::string& interface);
// What a system error on a connection means, as the house's error.
Error connection_error(int error_number);

}  // namespace hoshi::transport
