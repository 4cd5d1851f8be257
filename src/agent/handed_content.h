// What the agent hands over for one act: bytes that are too many for a message, through a socket of their own, bounded in size and time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "agent/channel.h"
#include "base/bytes.h"

namespace hoshi::agent {

// The command's side. Holds one content at a time, and only until it is taken; several threads may call it. What comes is hostile
// and is not looked at.
class HandedContent {
 public:
  struct Way {
    Descriptor ours;
    Descriptor agents;  // to be sent to the agent, and closed here
  };
  // A way for so many bytes under this number; what was handed over before and not taken is forgotten. invalid_input: nothing, or too much.
  [[nodiscard]] Result<Way> open(std::int64_t number, std::int64_t size_bytes);
  // Reads until all of it came, the agent closed, or a minute has passed. What is not whole is nothing.
  void receive(std::int64_t number, const Descriptor& ours, std::int64_t size_bytes);
  // Waits until it is there. not_found: it was not handed over whole.
  [[nodiscard]] Result<Bytes> take(std::int64_t number);

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::int64_t number_ = 0;  // 0: none
  bool is_over_ = false;
  std::optional<Bytes> content_;
};

}  // namespace hoshi::agent
