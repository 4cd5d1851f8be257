// The binary packet of SSH before encryption (RFC 4253, 6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/bytes.h"

namespace hoshi::protocols::ssh {

// The payload of one whole packet, never empty; nothing when more bytes are needed. corrupt: a length out of bounds.
[[nodiscard]] Result<std::optional<ByteView>> read_packet(ByteReader& reader);
// `padding` is at least 16 bytes; as many of them as needed are used.
Bytes write_packet(ByteView payload, ByteView padding);

}  // namespace hoshi::protocols::ssh
