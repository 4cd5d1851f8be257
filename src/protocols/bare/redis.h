// Commands of Redis and the replies to them (RESP2), bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::bare {

Bytes redis_command(const std::vector<std::string>& words);

struct RedisReply {
  bool is_error = false;
  std::string text;        // of a simple string, an error, a number or a bulk string; hostile
  std::size_t count = 0;   // of an array's elements, whose content is not read
  std::size_t size = 0;    // bytes on the wire, of an array only its head
};
// Nothing: more bytes are needed. corrupt: not RESP, or a string beyond 64 KiB.
[[nodiscard]] Result<std::optional<RedisReply>> read_redis_reply(ByteView received);

}  // namespace hoshi::protocols::bare
