// Checking signatures of labels: Ed25519 and ES256, strictly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "labels/statement.h"

namespace hoshi::labels {

constexpr std::size_t signature_bytes = 64;
constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t p256_key_bytes = 65;  // SEC 1, 2.3.3: 04 || x || y

// Ed25519 (RFC 8032): small-order and non-canonical keys and points are refused, S is below the group's order.
// ES256 (RFC 9053, 2.1): r || s of 32 bytes each, within 1 and the group's order less 1, the key a point of the curve.
// Anything of another length is no signature. Key and signature are hostile.
bool is_signature(Algorithm algorithm, ByteView key, ByteView message, ByteView signature);

// Whether the key has the algorithm's form and lies on its curve.
bool is_key(Algorithm algorithm, ByteView key);

}  // namespace hoshi::labels
