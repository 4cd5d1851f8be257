// The opening of a WebSocket and its frames (RFC 6455), bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::websocket {

constexpr std::size_t payload_bytes_max = 1u << 20;

// What Sec-WebSocket-Accept must say to this key (RFC 6455, 4.2.2).
std::string accept_of(std::string_view key);

// A whole GET that asks for the upgrade. invalid_input when path or host would split it.
[[nodiscard]] Result<Bytes> write_upgrade(std::string_view path, std::string_view host, std::string_view key);

struct Upgrade {
  int status = 0;
  bool is_open = false;   // 101 with the right answer to the key
  std::size_t size = 0;   // bytes of the head
};
// Nothing: more is needed. corrupt: no HTTP, or a head without end.
[[nodiscard]] Result<std::optional<Upgrade>> read_upgrade(ByteView received, std::string_view key);

enum class Kind { more, text, binary, close, ping, pong };

struct Frame {
  Kind kind = Kind::text;
  bool is_last = true;  // of its message
  Bytes payload;        // hostile
  std::size_t size = 0; // bytes on the wire
};
// Of a server: masked frames and reserved bits are corrupt, as are payloads beyond the limit. Nothing: more is needed.
[[nodiscard]] Result<std::optional<Frame>> read_frame(ByteView received);

// One masked text message (RFC 6455, 5.3); `mask` has 4 bytes.
Bytes write_text(std::string_view text, ByteView mask);

// Addresses that a page opens WebSockets at: "ws://host/path" and "wss://…" in it, and paths in new WebSocket("/path").
// Only the path and query is given back; at most 20.
std::vector<std::string> paths_in(std::string_view page);

}  // namespace hoshi::protocols::websocket
