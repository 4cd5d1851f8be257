// Random secrets, their digests, and the small encodings that accounts need.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::accounts {

// Fills with bytes nobody can guess; passed in, so that tests can repeat themselves.
using Randomness = std::function<Bytes(std::size_t)>;
Bytes system_randomness(std::size_t count);

// 64 hexadecimal digits of 32 random bytes: sessions, links, tokens. Only digests are kept: who reads the database
// cannot become anybody. No salt and no slow hash are needed, for nobody can try 2^256.
std::string new_secret(const Randomness& random);
Bytes digest_of(std::string_view secret);

std::string to_base64url(ByteView bytes);                           // RFC 4648, 5, without padding
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);  // strict, without padding
std::string to_base32(ByteView bytes);                              // RFC 4648, 6, without padding

}  // namespace hoshi::accounts
