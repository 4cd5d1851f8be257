// What a client says first to make a silent service speak, and how the answer is known.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocols/services/recognise.h"

namespace hoshi::protocols::services {

// All of them read: none logs in, writes a value or starts anything.
struct Hello {
  std::string_view name;  // as knowledge/services.toml calls it
  std::string_view how;   // as facts say it
  Bytes (*first)();
  // Knows what only makes sense as an answer to this hello; null: recognise() alone knows it.
  std::optional<Recognised> (*answer)(ByteView received) = nullptr;
  // What is said once more, when what came so far asks for it; empty: nothing (yet). Said once at most.
  Bytes (*second)(ByteView received) = nullptr;
};

const std::vector<Hello>& hellos();
// Null when there is none of that name.
const Hello* find_hello(std::string_view name);

}  // namespace hoshi::protocols::services
