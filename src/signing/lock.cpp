// Locking under a passphrase by libsodium.
// SPDX-License-Identifier: Apache-2.0
#include "signing/lock.h"

#include <sodium.h>

#include "base/encoding.h"

namespace hoshi::signing {
namespace {

constexpr std::int64_t opslimit = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr std::int64_t memlimit_bytes = crypto_pwhash_MEMLIMIT_MODERATE;  // 256 MiB
// What a file of a stranger may make us compute at most.
constexpr std::int64_t highest_opslimit = 16;
constexpr std::int64_t highest_memlimit_bytes = std::int64_t{1} << 30;

struct Cost {
  std::int64_t operations;
  std::int64_t memory_bytes;
};

Result<Secret> derive(const Secret& passphrase, ByteView salt, Cost cost) {
  if (salt.size() != crypto_pwhash_SALTBYTES || cost.operations < 1 || cost.operations > highest_opslimit ||
      cost.memory_bytes < std::int64_t{crypto_pwhash_MEMLIMIT_MIN} || cost.memory_bytes > highest_memlimit_bytes) {
    return fail(ErrorCode::corrupt, "the key file asks for an unusual passphrase computation");
  }
  Bytes key(crypto_secretbox_KEYBYTES);
  const auto text = passphrase.bytes();
  // An empty passphrase has no bytes to point at, and libsodium wants a pointer all the same.
  const char* letters = text.empty() ? "" : reinterpret_cast<const char*>(text.data());
  const int done = crypto_pwhash(key.data(), key.size(), letters, text.size(),
                                 salt.data(), static_cast<unsigned long long>(cost.operations),
                                 static_cast<std::size_t>(cost.memory_bytes), crypto_pwhash_ALG_ARGON2ID13);
  if (done != 0) return fail(ErrorCode::unavailable, "not enough memory for the passphrase computation");
  return Secret(std::move(key));
}

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

Result<Value> lock(ByteView content, const Secret& passphrase) {
  HOSHI_ASSERT(sodium_init() >= 0);
  const Bytes salt = random_bytes(crypto_pwhash_SALTBYTES);
  const Bytes nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  const Secret key = HOSHI_TRY(derive(passphrase, salt, {opslimit, memlimit_bytes}));
  Bytes box(content.size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(box.data(), content.data(), content.size(), nonce.data(), key.bytes().data());
  return object({{"kdf", object({{"name", "argon2id13"},
                                 {"operations", opslimit},
                                 {"memory_bytes", memlimit_bytes},
                                 {"salt", to_base64(salt)}})},
                 {"cipher", "xsalsa20-poly1305"},
                 {"nonce", to_base64(nonce)},
                 {"box", to_base64(box)}});
}

Result<Secret> unlock(const Value& locked, const Secret& passphrase, std::size_t size_bytes) {
  HOSHI_ASSERT(sodium_init() >= 0);
  const Bytes salt = HOSHI_TRY(from_base64(locked["kdf"]["salt"].as_text()));
  const Bytes nonce = HOSHI_TRY(from_base64(locked["nonce"].as_text()));
  const Bytes box = HOSHI_TRY(from_base64(locked["box"].as_text()));
  if (nonce.size() != crypto_secretbox_NONCEBYTES || box.size() != size_bytes + crypto_secretbox_MACBYTES) {
    return fail(ErrorCode::corrupt, "the key file is damaged");
  }
  const Cost cost{locked["kdf"]["operations"].as_integer(), locked["kdf"]["memory_bytes"].as_integer()};
  const Secret key = HOSHI_TRY(derive(passphrase, salt, cost));
  Bytes content(size_bytes);
  if (crypto_secretbox_open_easy(content.data(), box.data(), box.size(), nonce.data(), key.bytes().data()) != 0) {
    return fail(ErrorCode::forbidden, "the passphrase is wrong, or the key file is damaged");
  }
  return Secret(std::move(content));
}

}  // namespace hoshi::signing
