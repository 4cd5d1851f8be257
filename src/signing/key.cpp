// Ed25519 keys by libsodium.
// SPDX-License-Identifier: Apache-2.0
#include "signing/key.h"

#include <sodium.h>

#include <algorithm>

#include "base/encoding.h"

namespace hoshi::signing {
namespace {

constexpr std::size_t key_id_digits = 16;
constexpr std::int64_t opslimit = crypto_pwhash_OPSLIMIT_MODERATE;
constexpr std::int64_t memlimit_bytes = crypto_pwhash_MEMLIMIT_MODERATE;  // 256 MiB
// What a file of a stranger may make us compute at most.
constexpr std::int64_t highest_opslimit = 16;
constexpr std::int64_t highest_memlimit_bytes = std::int64_t{1} << 30;

void ready() { HOSHI_ASSERT(sodium_init() >= 0); }

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
  const int done = crypto_pwhash(key.data(), key.size(), reinterpret_cast<const char*>(text.data()), text.size(),
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
  const Bytes salt = random_bytes(crypto_pwhash_SALTBYTES);
  const Bytes nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  const Secret key = HOSHI_TRY(derive(passphrase, salt, {opslimit, memlimit_bytes}));
  Bytes box(private_bytes_.bytes().size() + crypto_secretbox_MACBYTES);
  crypto_secretbox_easy(box.data(), private_bytes_.bytes().data(), private_bytes_.bytes().size(), nonce.data(),
                        key.bytes().data());
  return to_pretty_json(object({{"format", "hoshi-key/1"},
                                {"name", public_key_.name},
                                {"algorithm", "ed25519"},
                                {"id", public_key_.id()},
                                {"public", to_base64(public_key_.bytes)},
                                {"kdf", object({{"name", "argon2id13"},
                                                {"operations", opslimit},
                                                {"memory_bytes", memlimit_bytes},
                                                {"salt", to_base64(salt)}})},
                                {"cipher", "xsalsa20-poly1305"},
                                {"nonce", to_base64(nonce)},
                                {"box", to_base64(box)}}));
}

Result<KeyPair> KeyPair::unlock(std::string_view file, const Secret& passphrase) {
  ready();
  const Value value = HOSHI_TRY(parse_json(file, {.depth = 4, .input_bytes = 64u << 10}));
  if (value["format"].as_text() != "hoshi-key/1") return fail(ErrorCode::corrupt, "this is no hoshi-key/1 file");
  PublicKey public_key{value["name"].as_text(), HOSHI_TRY(from_base64(value["public"].as_text()))};
  const Bytes salt = HOSHI_TRY(from_base64(value["kdf"]["salt"].as_text()));
  const Bytes nonce = HOSHI_TRY(from_base64(value["nonce"].as_text()));
  const Bytes box = HOSHI_TRY(from_base64(value["box"].as_text()));
  const bool sized = public_key.bytes.size() == crypto_sign_PUBLICKEYBYTES &&
                     nonce.size() == crypto_secretbox_NONCEBYTES &&
                     box.size() == crypto_sign_SECRETKEYBYTES + crypto_secretbox_MACBYTES;
  if (!sized) return fail(ErrorCode::corrupt, "the key file is damaged");
  const Cost cost{value["kdf"]["operations"].as_integer(), value["kdf"]["memory_bytes"].as_integer()};
  const Secret key = HOSHI_TRY(derive(passphrase, salt, cost));
  Bytes private_bytes(crypto_sign_SECRETKEYBYTES);
  if (crypto_secretbox_open_easy(private_bytes.data(), box.data(), box.size(), nonce.data(), key.bytes().data()) != 0) {
    return fail(ErrorCode::forbidden, "the passphrase is wrong, or the key file is damaged");
  }
  // libsodium keeps the public half behind the seed; a swapped public half would sign under a false name.
  if (!std::equal(public_key.bytes.begin(), public_key.bytes.end(), private_bytes.begin() + crypto_sign_SEEDBYTES)) {
    return fail(ErrorCode::corrupt, "the public half in the key file is not the one of the private half");
  }
  return KeyPair(std::move(public_key), Secret(std::move(private_bytes)));
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
  PublicKey key{value["name"].as_text(), HOSHI_TRY(from_base64(value["public"].as_text()))};
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
