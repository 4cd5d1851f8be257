// Label keys kept in files: Ed25519 by libsodium, P-256 by OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <sodium.h>

#include <algorithm>

#include "base/encoding.h"
#include "signing/label_key_file.h"
#include "signing/lock.h"

namespace hoshi::signing {
namespace {

constexpr std::size_t private_bytes = 32;  // seed of Ed25519, scalar of P-256
constexpr std::size_t signature_bytes = 64;

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

// libsodium's guarded memory: locked, kept out of core dumps, wiped.
class GuardedBytes {
 public:
  explicit GuardedBytes(std::size_t size) : bytes_(static_cast<std::uint8_t*>(sodium_malloc(size)), sodium_free) {
    HOSHI_ASSERT(bytes_ != nullptr);
  }
  std::uint8_t* data() { return bytes_.get(); }

 private:
  std::unique_ptr<std::uint8_t, void (*)(void*)> bytes_;
};

class Ed25519Holder : public LabelKeyHolder {
 public:
  Ed25519Holder(LabelPublicKey key, GuardedBytes secret) : LabelKeyHolder(std::move(key)), secret_(std::move(secret)) {}
  [[nodiscard]] Result<Bytes> sign(ByteView message) override {
    Bytes signature(signature_bytes);
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data());
    return signature;
  }
  bool needs_outside() const override { return false; }

 private:
  GuardedBytes secret_;  // seed and public half, as libsodium wants them
};

// r || s out of the DER that OpenSSL gives.
Result<Bytes> joined(ByteView der) {
  const unsigned char* at = der.data();
  const Owned<ECDSA_SIG> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
  Bytes signature(signature_bytes);
  constexpr int half = signature_bytes / 2;
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), half) != half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + half, half) != half) {
    return fail(ErrorCode::internal, "OpenSSL made a signature of another form");
  }
  return signature;
}

class P256Holder : public LabelKeyHolder {
 public:
  P256Holder(LabelPublicKey key, Owned<EVP_PKEY> pair) : LabelKeyHolder(std::move(key)), pair_(std::move(pair)) {}
  [[nodiscard]] Result<Bytes> sign(ByteView message) override {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    constexpr std::size_t longest_der = 72;
    Bytes der(longest_der);
    std::size_t size = der.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair_.get()) != 1 ||
        EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size()) != 1) {
      return fail(ErrorCode::internal, "OpenSSL did not sign");
    }
    return joined(ByteView(der).first(size));
  }
  bool needs_outside() const override { return false; }

 private:
  Owned<EVP_PKEY> pair_;
};

// OpenSSL keeps private numbers in its secure heap where there is one.
void prepare_secure_heap() {
  constexpr std::size_t heap_bytes = 64u << 10;
  constexpr std::size_t least_bytes = 32;
  if (CRYPTO_secure_malloc_initialized() == 0) CRYPTO_secure_malloc_init(heap_bytes, least_bytes);
}

Bytes p256_point(ByteView scalar) {
  const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), EC_GROUP_free);
  const Owned<BIGNUM> number(BN_secure_new(), BN_clear_free);
  HOSHI_ASSERT(group && number && BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()) != nullptr);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  const BIGNUM* order = EC_GROUP_get0_order(group.get());
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), order) >= 0) return {};
  const Owned<EC_POINT> point(EC_POINT_new(group.get()), EC_POINT_free);
  HOSHI_ASSERT(point && EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1);
  Bytes bytes(65);
  const std::size_t size = EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes.data(), bytes.size(), nullptr);
  HOSHI_ASSERT(size == bytes.size());
  return bytes;
}

Owned<EVP_PKEY> p256_pair(ByteView scalar, const Bytes& point) {
  const Owned<BIGNUM> number(BN_secure_new(), BN_clear_free);
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), EVP_PKEY_CTX_free);
  HOSHI_ASSERT(number && builder && context);
  HOSHI_ASSERT(BN_bin2bn(scalar.data(), static_cast<int>(scalar.size()), number.get()) != nullptr);
  HOSHI_ASSERT(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1);
  HOSHI_ASSERT(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
  HOSHI_ASSERT(OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()), OSSL_PARAM_free);
  EVP_PKEY* pair = nullptr;
  HOSHI_ASSERT(EVP_PKEY_fromdata_init(context.get()) == 1);
  HOSHI_ASSERT(EVP_PKEY_fromdata(context.get(), &pair, EVP_PKEY_KEYPAIR, parameters.get()) == 1);
  return {pair, EVP_PKEY_free};
}

Bytes ed25519_public(ByteView seed, std::uint8_t* secret) {
  Bytes point(crypto_sign_PUBLICKEYBYTES);
  crypto_sign_seed_keypair(point.data(), secret, seed.data());
  return point;
}

Bytes public_of(LabelKeyKind kind, ByteView secret) {
  if (kind == LabelKeyKind::es256) return p256_point(secret);
  GuardedBytes both(crypto_sign_SECRETKEYBYTES);
  return ed25519_public(secret, both.data());
}

Result<Secret> private_half(const LabelKeyFile& file, const Secret& passphrase) {
  const std::string& kind = file.store["kind"].as_text();
  if (kind == "locked") return unlock(file.store, passphrase, private_bytes);
  if (kind != "plain") return fail(ErrorCode::corrupt, "it does not say where its private half is");
  Secret secret(HOSHI_TRY(from_base64(file.store["private"].as_text())));
  if (secret.bytes().size() != private_bytes) return fail(ErrorCode::corrupt, "the private half has another length");
  return secret;
}

}  // namespace

Result<LabelPublicKey> make_label_key(const std::filesystem::path& file, LabelKeyKind kind, Date from, Date until,
                                      const Secret& passphrase) {
  HOSHI_ASSERT(sodium_init() >= 0);
  prepare_secure_heap();
  HOSHI_CHECK(check_window(from, until));
  HOSHI_CHECK(check_free(file));
  GuardedBytes guarded(private_bytes);
  LabelKeyFile content{{kind, {}, from, until}, {}};
  while (content.public_key.bytes.empty()) {  // a scalar outside 1 to the order less 1 is drawn again (FIPS 186-5, A.2.2)
    randombytes_buf(guarded.data(), private_bytes);
    content.public_key.bytes = public_of(kind, {guarded.data(), private_bytes});
  }
  const ByteView secret(guarded.data(), private_bytes);
  if (passphrase.empty()) {
    content.store = object({{"private", to_base64(secret)}});
  } else {
    content.store = HOSHI_TRY(lock(secret, passphrase));
  }
  content.store.set("kind", passphrase.empty() ? "plain" : "locked");
  HOSHI_CHECK(write_label_key_file(file, content));
  return content.public_key;
}

Result<std::unique_ptr<LabelKeyHolder>> open_file_key(LabelKeyFile file, const Secret& passphrase) {
  HOSHI_ASSERT(sodium_init() >= 0);
  prepare_secure_heap();
  const Secret secret = HOSHI_TRY(private_half(file, passphrase));
  const LabelKeyKind kind = file.public_key.kind;
  if (public_of(kind, secret.bytes()) != file.public_key.bytes) {
    return fail(ErrorCode::corrupt, "the public half in the key file is not the one of the private half");
  }
  std::unique_ptr<LabelKeyHolder> holder;
  if (kind == LabelKeyKind::es256) {
    auto pair = p256_pair(secret.bytes(), file.public_key.bytes);
    holder = std::make_unique<P256Holder>(std::move(file.public_key), std::move(pair));
  } else {
    GuardedBytes both(crypto_sign_SECRETKEYBYTES);
    ed25519_public(secret.bytes(), both.data());
    holder = std::make_unique<Ed25519Holder>(std::move(file.public_key), std::move(both));
  }
  return holder;
}

}  // namespace hoshi::signing
