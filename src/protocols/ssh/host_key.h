// Asks an SSH server for its host key: the first half of a key exchange, which needs no secret of ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "protocols/ssh/kexinit.h"

namespace hoshi::protocols::ssh {

// What to send after the server's offer: our own offer, with one method, and the beginning of the exchange. not_found:
// none of the server's methods is known here. `random` is at least 48 bytes.
[[nodiscard]] Result<Bytes> write_exchange(const Kexinit& server, ByteView random);

// The host key (K_S: RFC 4253, 8; RFC 5656, 4) in the packets that follow the server's identification line; nothing: not
// whole yet. corrupt: something else came, or a limit was passed.
[[nodiscard]] Result<std::optional<Bytes>> read_host_key(ByteView received);

}  // namespace hoshi::protocols::ssh
