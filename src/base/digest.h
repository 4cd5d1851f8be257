// The old hash functions that devices still use; for recognising what they made, never for protecting anything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace hoshi {

enum class OldDigest { md5, sha1 };

// 16 or 20 bytes; empty when the library refuses (a FIPS build).
Bytes old_digest(OldDigest kind, ByteView bytes);

}  // namespace hoshi
