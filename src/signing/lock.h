// Bytes locked under a passphrase, as members of a JSON file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/value.h"
#include "signing/secret.h"

namespace hoshi::signing {

// A map of "kdf" (argon2id and its cost), "cipher" (XSalsa20-Poly1305), "nonce" and "box". unavailable when there is not enough
// memory for the computation (256 MiB).
[[nodiscard]] Result<Value> lock(ByteView content, const Secret& passphrase);

// The content of a map as lock made it, which must have `size_bytes` bytes. The map is of a stranger: it may ask for 1 GiB at most.
// forbidden when the passphrase is wrong or the box was altered; corrupt when the map is not as lock makes it.
[[nodiscard]] Result<Secret> unlock(const Value& locked, const Secret& passphrase, std::size_t size_bytes);

}  // namespace hoshi::signing
