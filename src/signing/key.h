// Assessors' Ed25519 keys: making, keeping under a passphrase, signing, checking. The only room that sees a private key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/value.h"
#include "signing/secret.h"

namespace hoshi::signing {

struct PublicKey {
  std::string name;  // whose it is, as its owner wrote it; proves nothing
  Bytes bytes;       // 32, Ed25519 (RFC 8032)
  // The first 16 hexadecimal digits of SHA-256 over the 32 bytes.
  std::string id() const;
};

// Move-only; the private half is wiped on destruction.
class KeyPair {
 public:
  static KeyPair generate(std::string name);
  const PublicKey& public_key() const { return public_key_; }
  Bytes sign(ByteView message) const;  // 64 bytes
  // The private half encrypted under the passphrase (argon2id, XSalsa20-Poly1305), as JSON for a file.
  [[nodiscard]] Result<std::string> locked(const Secret& passphrase) const;
  // forbidden when the passphrase is wrong; corrupt when the file is not such a key.
  [[nodiscard]] static Result<KeyPair> unlock(std::string_view file, const Secret& passphrase);
  const Secret& private_bytes() const { return private_bytes_; }

 private:
  KeyPair(PublicKey public_key, Secret private_bytes)
      : public_key_(std::move(public_key)), private_bytes_(std::move(private_bytes)) {}
  PublicKey public_key_;
  Secret private_bytes_;  // 64, as libsodium keeps them
};

std::string to_file(const PublicKey& key);  // JSON
[[nodiscard]] Result<PublicKey> public_key_from(std::string_view file);

// Strict verification: small-order and non-canonical keys and points are refused (libsodium's rule).
bool is_signed_by(const PublicKey& key, ByteView message, ByteView signature);

}  // namespace hoshi::signing
