// Reads single handshake messages of a server into a ServerAnswer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocols/tls/server_answer.h"

namespace hoshi::protocols::tls {

// `type` by RFC 8446, B.3; messages that say nothing to us are skipped. Sets `complete` where the flight ends.
[[nodiscard]] Result<void> read_handshake_message(std::uint8_t type, ByteView body, ServerAnswer& answer);

}  // namespace hoshi::protocols::tls
