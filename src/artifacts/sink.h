// Where readers of containers put what they find: names, modes and bytes, never a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::artifacts {

// Whether a reader goes on. It stops as soon as it is told to: a limit was met or the time is over.
enum class Flow { on, stop };

// Members come one after the other: open, any number of writes, close. Names are hostile and are only ever shown.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Flow open(std::string_view name, std::optional<std::uint32_t> mode) = 0;
  virtual Flow write(ByteView bytes) = 0;
  virtual Flow close() = 0;
  // Part of the container cannot be read; `what` says why in a few words.
  virtual void unreadable(std::string_view what) = 0;
  // For readers that work long without writing.
  virtual Flow breathe() = 0;
};

// What a reader made of the bytes it was given.
struct Extent {
  bool recognised = false;   // something of that format really was there
  std::uint64_t bytes = 0;   // how much of the input belongs to it; never more than there was
};

}  // namespace hoshi::artifacts
