// The key that seals what the database keeps of second factors, in a file of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "accounts/secrets.h"

namespace hoshi::accounts {

// Whoever has the database without the file reads no secret of a second factor. Move-only; wiped at its end.
class Vault {
 public:
  // Makes the file (readable by its owner alone) when it is not there. forbidden when others may read it; corrupt when
  // it is no such key.
  [[nodiscard]] static Result<Vault> open_or_create(const std::filesystem::path& file, const Randomness& random);
  static Vault with_key(ByteView key);  // 32 bytes
  Vault(Vault&&) noexcept;
  Vault& operator=(Vault&&) = delete;
  ~Vault();

  // XChaCha20-Poly1305 with a random nonce in front; bound to `purpose` (whose secret, of what kind), so that a sealed
  // secret moved to another row does not open.
  Bytes seal(ByteView secret, std::string_view purpose, const Randomness& random) const;
  // corrupt when altered, of another key or for another purpose.
  [[nodiscard]] Result<Bytes> open(ByteView sealed, std::string_view purpose) const;

 private:
  Vault() = default;
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace hoshi::accounts
