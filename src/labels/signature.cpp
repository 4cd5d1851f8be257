// Ed25519 by libsodium, ES256 by OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#include "labels/signature.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <string>

namespace hoshi::labels {
namespace {

using PublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

PublicKey p256_key(ByteView key) {
  PublicKey none(nullptr, EVP_PKEY_free);
  constexpr std::uint8_t uncompressed = 0x04;
  if (key.size() != p256_key_bytes || key[0] != uncompressed) return none;
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr),
                                                                            EVP_PKEY_CTX_free);
  Bytes point(key.begin(), key.end());
  std::string group = "prime256v1";
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
                              OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                              OSSL_PARAM_construct_end()};
  EVP_PKEY* made = nullptr;
  // Refuses points that are not on the curve; P-256 has no others of small order.
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters.data())) != 1) {
    return none;
  }
  return {made, EVP_PKEY_free};
}

// OpenSSL takes ECDSA signatures as the DER of two integers.
Bytes der_of(ByteView signature) {
  constexpr int half = static_cast<int>(signature_bytes / 2);
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  BIGNUM* r = BN_bin2bn(signature.data(), half, nullptr);
  BIGNUM* s = BN_bin2bn(signature.data() + half, half, nullptr);
  HOSHI_ASSERT(pair && r != nullptr && s != nullptr && ECDSA_SIG_set0(pair.get(), r, s) == 1);
  unsigned char* at = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
  HOSHI_ASSERT(size > 0);
  Bytes der(static_cast<std::size_t>(size));
  at = der.data();
  HOSHI_ASSERT(i2d_ECDSA_SIG(pair.get(), &at) == size);
  return der;
}

bool is_es256(ByteView key, ByteView message, ByteView signature) {
  const PublicKey public_key = p256_key(key);
  if (!public_key) return false;
  const Bytes der = der_of(signature);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) == 1;
}

bool is_ed25519(ByteView key, ByteView message, ByteView signature) {
  HOSHI_ASSERT(sodium_init() >= 0);
  return key.size() == ed25519_key_bytes &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace

bool is_signature(Algorithm algorithm, ByteView key, ByteView message, ByteView signature) {
  if (signature.size() != signature_bytes) return false;
  switch (algorithm) {
    case Algorithm::ed25519:
      return is_ed25519(key, message, signature);
    case Algorithm::es256:
      return is_es256(key, message, signature);
  }
  return false;
}

bool is_key(Algorithm algorithm, ByteView key) {
  switch (algorithm) {
    case Algorithm::ed25519:
      return key.size() == ed25519_key_bytes && crypto_core_ed25519_is_valid_point(key.data()) == 1;
    case Algorithm::es256:
      return p256_key(key) != nullptr;
  }
  return false;
}

}  // namespace hoshi::labels
