// The binary packet of SSH before keys are agreed on (RFC 4253, 6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/bytes.h"

namespace hoshi::protocols::ssh {

constexpr std::size_t packet_limit_bytes = 35000;  // RFC 4253, 6.1

// The payload of one whole packet; at least a byte. Nothing when more bytes are needed; then the reader has not moved.
[[nodiscard]] Result<std::optional<ByteView>> read_packet(ByteReader& reader);

// A whole packet. `padding` is at least 16 bytes, of which the packet takes what it needs.
Bytes write_packet(ByteView payload, ByteView padding);

}  // namespace hoshi::protocols::ssh
