// Keys, MACs and encryption of the user-based security model (RFC 3414, RFC 3826, RFC 7860).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "protocols/snmp/message.h"

namespace hoshi::protocols::snmp {

enum class Digest { md5, sha1, sha256 };
enum class Cipher { des, aes128 };
std::string_view name_of(Digest digest);  // "MD5", "SHA-1", "SHA-256"
std::string_view name_of(Cipher cipher);  // "DES", "AES-128"

// RFC 3414, A.2: made from 1 MiB of the repeated password and bound to the engine. invalid_input: empty password.
[[nodiscard]] Result<Bytes> localized_key(Digest digest, std::string_view password, ByteView engine_id);

// Writes the message with its MAC; `flags` must have flag_authenticated.
[[nodiscard]] Result<Bytes> write_authenticated(UsmMessage message, Digest digest, ByteView key);
// Whether the MAC in the datagram was made with the key: only who knows the password can.
[[nodiscard]] Result<bool> is_authentic(ByteView datagram, Digest digest, ByteView key);

// `salt` are 8 bytes that were never used before; `key` is the localized key of the privacy password, 16 bytes or more.
[[nodiscard]] Result<Bytes> encrypted(Cipher cipher, ByteView key, const UsmParameters& usm, ByteView plain);
[[nodiscard]] Result<Bytes> decrypted(Cipher cipher, ByteView key, const UsmParameters& usm, ByteView secret);

}  // namespace hoshi::protocols::snmp
