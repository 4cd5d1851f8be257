// Encryption of an archive to the holder of a public key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signing/key.h"

namespace hoshi::signing {

// A fresh key (crypto_secretstream) for the content, itself sealed to the recipient's key. The sender stays
// anonymous here: who made it is what the signature inside says.
[[nodiscard]] Result<Bytes> encrypt_to(const PublicKey& recipient, ByteView content);
bool is_encrypted(ByteView file);
// forbidden when it is for another key; corrupt when altered or cut.
[[nodiscard]] Result<Bytes> decrypt(const KeyPair& recipient, ByteView file);

}  // namespace hoshi::signing
