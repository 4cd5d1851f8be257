// Ed25519 keys by libsodium.
// SPDX-License-Identifier: Apache-2.0
#include "signing/key.h"

#include <sodium.h>

#include <algorithm>

#include "base/encoding.h"
#include "signing/lock.h"

namespace hoshi::signing {
namespace {

constexpr std::size_t key_id_digits = 16;

void ready() { HOSHI_ASSERT(sodium_init() >= 0); }

}  // namespace

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    other.wipe();
  }
  return *this;
}

void Secret::wipe() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
  bytes_.clear();
}

std::string PublicKey::id() const { return sha256_hex(bytes).substr(0, key_id_digits); }

KeyPair KeyPair::generate(std::string name) {
  ready();
  PublicKey public_key{std::move(name), Bytes(crypto_sign_PUBLICKEYBYTES)};
  Bytes private_bytes(crypto_sign_SECRETKEYBYTES);
  crypto_sign_keypair(public_key.bytes.data(), private_bytes.data());
  return {std::move(public_key), Secret(std::move(private_bytes))};
}

Bytes KeyPair::sign(ByteView message) const {
  Bytes signature(crypto_sign_BYTES);
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), private_bytes_.bytes().data());
  return signature;
}

Result<std::string> KeyPair::locked(const Secret& passphrase) const {
  ready();
  Value file = HOSHI_TRY(lock(private_bytes_.bytes(), passphrase));
  file.set("format", "hoshi-key/1");
  file.set("name", public_key_.name);
  file.set("algorithm", "ed25519");
  file.set("id", public_key_.id());
  file.set("public", to_base64(public_key_.bytes));
  return to_pretty_json(file);
}

Result<KeyPair> KeyPair::unlock(std::string_view file, const Secret& passphrase) {
  ready();
  const Value value = HOSHI_TRY(parse_json(file, {.depth = 4, .input_bytes = 64u << 10}));
  if (value["format"].as_text() != "hoshi-key/1") return fail(ErrorCode::corrupt, "this is no hoshi-key/1 file");
  Bytes public_bytes = HOSHI_TRY(from_base64(value["public"].as_text()));
  PublicKey public_key{value["name"].as_text(), std::move(public_bytes)};
  if (public_key.bytes.size() != crypto_sign_PUBLICKEYBYTES) return fail(ErrorCode::corrupt, "the key file is damaged");
  Secret private_bytes = HOSHI_TRY(signing::unlock(value, passphrase, crypto_sign_SECRETKEYBYTES));
  // libsodium keeps the public half behind the seed; a swapped public half would sign under a false name.
  if (!std::equal(public_key.bytes.begin(), public_key.bytes.end(), private_bytes.bytes().begin() + crypto_sign_SEEDBYTES)) {
    return fail(ErrorCode::corrupt, "the public half in the key file is not the one of the private half");
  }
  return KeyPair(std::move(public_key), std::move(private_bytes));
}

std::string to_file(const PublicKey& key) {
  return to_pretty_json(object({{"format", "hoshi-public-key/1"},
                                {"name", key.name},
                                {"algorithm", "ed25519"},
                                {"id", key.id()},
                                {"public", to_base64(key.bytes)}}));
}

Result<PublicKey> public_key_from(std::string_view file) {
  const Value value = HOSHI_TRY(parse_json(file, {.depth = 4, .input_bytes = 64u << 10}));
  if (value["format"].as_text() != "hoshi-public-key/1") {
    return fail(ErrorCode::corrupt, "this is no hoshi-public-key/1 file");
  }
  Bytes bytes = HOSHI_TRY(from_base64(value["public"].as_text()));
  PublicKey key{value["name"].as_text(), std::move(bytes)};
  if (key.bytes.size() != crypto_sign_PUBLICKEYBYTES || key.id() != value["id"].as_text()) {
    return fail(ErrorCode::corrupt, "the public key file is damaged: key and id do not belong together");
  }
  return key;
}

bool is_signed_by(const PublicKey& key, ByteView message, ByteView signature) {
  ready();
  return key.bytes.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.bytes.data()) == 0;
}

}  // namespace hoshi::signing
