// Hexadecimal, base64, SHA-256 and what is made of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi {

std::string to_hex(ByteView bytes);                              // lower case
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);
std::string to_base64(ByteView bytes);                           // RFC 4648, 4, with padding
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);  // strict: padding required, no blanks

Bytes sha256(ByteView bytes);  // 32 bytes
// 64 lower-case hexadecimal digits; how the house names content.
std::string sha256_hex(ByteView bytes);
std::string sha256_hex(std::string_view text);
Bytes hmac_sha256(ByteView key, std::string_view text);  // RFC 2104; 32 bytes
// Takes the same time wherever they differ.
bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace hoshi
