// Reading, making and using the key of the vault.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/vault.h"

#include <sodium.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"

namespace hoshi::accounts {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

Vault Vault::with_key(ByteView key) {
  Vault vault;
  HOSHI_ASSERT(sodium_init() >= 0);
  HOSHI_ASSERT(key.size() == vault.key_.size());
  std::copy(key.begin(), key.end(), vault.key_.begin());
  return vault;
}

Vault::Vault(Vault&& other) noexcept : key_(other.key_) { sodium_memzero(other.key_.data(), other.key_.size()); }
Vault::~Vault() { sodium_memzero(key_.data(), key_.size()); }

Result<Vault> Vault::open_or_create(const std::filesystem::path& file, const Randomness& random) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) HOSHI_CHECK(write_private_file(file, to_hex(random(32)) + "\n"));
  const auto permissions = std::filesystem::status(file, failed).permissions();
  constexpr auto of_others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  if (failed || (permissions & of_others) != std::filesystem::perms::none) {
    return fail(ErrorCode::forbidden, file.string() + ": others may read this key; chmod 600 it, and think of it as known to them");
  }
  const std::string text = HOSHI_TRY(read_file(file, 1024));
  auto key = from_hex(trimmed(text));
  if (!key || key->size() != 32) return fail(ErrorCode::corrupt, file.string() + " is no key: 64 hexadecimal digits are expected");
  Vault vault = with_key(*key);
  sodium_memzero(key->data(), key->size());
  return vault;
}

Bytes Vault::seal(ByteView secret, std::string_view purpose, const Randomness& random) const {
  Bytes sealed = random(nonce_bytes);
  sealed.resize(nonce_bytes + secret.size() + tag_bytes);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, &size, secret.data(), secret.size(), view_of(purpose).data(),
                                             purpose.size(), nullptr, sealed.data(), key_.data());
  return sealed;
}

Result<Bytes> Vault::open(ByteView sealed, std::string_view purpose) const {
  if (sealed.size() < nonce_bytes + tag_bytes) return fail(ErrorCode::corrupt, "a sealed secret is cut off");
  Bytes secret(sealed.size() - nonce_bytes - tag_bytes);
  unsigned long long size = 0;
  const int status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      secret.data(), &size, nullptr, sealed.data() + nonce_bytes, sealed.size() - nonce_bytes, view_of(purpose).data(), purpose.size(),
      sealed.data(), key_.data());
  if (status != 0) return fail(ErrorCode::corrupt, "a sealed secret does not open: it was altered, or the key file is another one");
  return secret;
}

}  // namespace hoshi::accounts
