// One message each way over a socket pair of whole messages (SOCK_SEQPACKET).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "base/bytes.h"

namespace hoshi::signer {

// unavailable when the other side is gone or takes nothing.
[[nodiscard]] Result<void> send_frame(int channel, ByteView frame);

// Waits at most `patience` (below zero: for ever). not_found when the other side has closed; corrupt when the message is larger
// than `most_bytes`; timed_out.
[[nodiscard]] Result<Bytes> receive_frame(int channel, std::size_t most_bytes, std::chrono::milliseconds patience);

}  // namespace hoshi::signer
