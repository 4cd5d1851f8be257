// A statement as an office would make it, and keys from fixed seeds to sign it with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <memory>

#include "base/encoding.h"
#include "labels/lint.h"
#include "labels/signature.h"
#include "labels/statement.h"

namespace hoshi::labels {

inline Statement sample_statement() {
  Bytes holder = sha256(view_of("holder"));
  holder.resize(16);
  return {1,
          "jc-star",
          "JCS-1-0001234",
          1,
          sha256(view_of("edition 1.1")),
          holder,
          models_digest({"CAM-100", "CAM-200"}),
          {2026, 4, 1},
          {2028, 3, 31},
          3,
          123456,
          "label-log.example.jp/2026"};
}

inline LintProfile sample_profile() { return {"jc-star", "label-log.example.jp/2026", 1, 4, 731}; }

// Ed25519 from a seed of one repeated byte.
class SampleKey {
 public:
  explicit SampleKey(std::uint8_t seed_byte) {
    if (sodium_init() < 0) std::abort();
    const Bytes seed(crypto_sign_SEEDBYTES, seed_byte);
    public_key_.algorithm = Algorithm::ed25519;
    public_key_.key.resize(crypto_sign_PUBLICKEYBYTES);
    crypto_sign_seed_keypair(public_key_.key.data(), private_.data(), seed.data());
    public_key_.id = label_key_id(Algorithm::ed25519, public_key_.key);
    public_key_.from = {2026, 1, 1};
    public_key_.until = {2026, 12, 31};
  }
  const LabelKey& public_key() const { return public_key_; }
  LabelKey valid(Date from, Date until) const {
    LabelKey key = public_key_;
    key.from = from;
    key.until = until;
    return key;
  }
  Bytes sign(ByteView message) const {
    Bytes signature(crypto_sign_BYTES);
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), private_.data());
    return signature;
  }
  SignedStatement sign_payload(const Bytes& payload) const {
    return {Algorithm::ed25519, public_key_.id, payload, sign(to_be_signed(Algorithm::ed25519, public_key_.id, payload))};
  }
  Bytes sign_statement(const Statement& statement) const { return *write_signed(sign_payload(*write_statement(statement))); }

 private:
  LabelKey public_key_;
  Bytes private_ = Bytes(crypto_sign_SECRETKEYBYTES);
};

// P-256 by OpenSSL, fresh each time.
class SampleP256Key {
 public:
  SampleP256Key() : pair_(EVP_EC_gen("P-256"), EVP_PKEY_free) {
    std::size_t size = 0;
    public_key_.algorithm = Algorithm::es256;
    public_key_.key.resize(p256_key_bytes);
    if (EVP_PKEY_get_octet_string_param(pair_.get(), "pub", public_key_.key.data(), p256_key_bytes, &size) != 1) std::abort();
    public_key_.id = label_key_id(Algorithm::es256, public_key_.key);
    public_key_.from = {2026, 1, 1};
    public_key_.until = {2026, 12, 31};
  }
  const LabelKey& public_key() const { return public_key_; }
  Bytes sign(ByteView message) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    Bytes der(80);
    std::size_t size = der.size();
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair_.get()) != 1 ||
        EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size()) != 1) {
      std::abort();
    }
    const unsigned char* at = der.data();
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)),
                                                                     ECDSA_SIG_free);
    Bytes signature(signature_bytes);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), signature.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), signature.data() + 32, 32);
    return signature;
  }
  Bytes sign_statement(const Statement& statement) const {
    const Bytes payload = *write_statement(statement);
    return *write_signed({Algorithm::es256, public_key_.id, payload,
                          sign(to_be_signed(Algorithm::es256, public_key_.id, payload))});
  }

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pair_;
  LabelKey public_key_;
};

}  // namespace hoshi::labels
