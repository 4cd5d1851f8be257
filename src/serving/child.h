// A process forked from this one, told to end by closing a pipe.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace hoshi::serving {

// An owned file descriptor.
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
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

// Its destructor closes the pipe, waits up to ten seconds and then kills.
class Child {
 public:
  // `work` gets the writing end of a pipe to us and the reading end of one that says when to end; what it returns is logged and becomes the
  // process's exit status. Dies with its parent. Of our descriptors it has only the standard ones and those in `keep`: none of another
  // child's pipes, nor the signer's channel. Only while this process has one thread.
  [[nodiscard]] static Result<Child> start(std::string name, const std::function<Result<void>(int ready, int stop)>& work,
                                           std::vector<int> keep = {});
  ~Child();
  Child(Child&& other) noexcept
      : name_(std::move(other.name_)), process_(std::exchange(other.process_, -1)), ready_(std::move(other.ready_)), stop_(std::move(other.stop_)) {}
  Child& operator=(Child&& other) noexcept;

  bool is_running();
  // What the child writes first, up to a line feed. unavailable when it ends before; timed_out.
  [[nodiscard]] Result<std::string> first_line(std::chrono::milliseconds patience);

 private:
  Child(std::string name, pid_t process, Descriptor ready, Descriptor stop)
      : name_(std::move(name)), process_(process), ready_(std::move(ready)), stop_(std::move(stop)) {}
  void end();

  std::string name_;
  pid_t process_ = -1;
  Descriptor ready_, stop_;
};

}  // namespace hoshi::serving
