// Randomness of libsodium; base64url and base32.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/secrets.h"

#include <sodium.h>

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::accounts {

Bytes system_randomness(std::size_t count) {
  HOSHI_ASSERT(sodium_init() >= 0);
  Bytes bytes(count);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string new_secret(const Randomness& random) { return to_hex(random(32)); }

Bytes digest_of(std::string_view secret) { return sha256(view_of(secret)); }

std::string to_base64url(ByteView bytes) {
  std::string text = to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

Result<Bytes> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return fail(ErrorCode::invalid_input, "not base64url");
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  padded.append((4 - padded.size() % 4) % 4, '=');
  return from_base64(padded);
}

std::string to_base32(ByteView bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = (held << 8 | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[held >> bits & 31];
    }
  }
  if (bits > 0) text += alphabet[held << (5 - bits) & 31];
  return text;
}

}  // namespace hoshi::accounts
