// Makes an RSA key from a seed with OpenSSL, certifies it, and signs CMS and plain signatures with it.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/images/other_key.h"

#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <limits>

namespace hoshi::protocols::images {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Number = std::unique_ptr<BIGNUM, Release<BN_clear_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Release<BN_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Release<CMS_ContentInfo_free>>;
using Buffer = std::unique_ptr<BIO, Release<BIO_free>>;
using ParameterMaker = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

constexpr unsigned long public_exponent = 65537;
constexpr std::size_t prime_bytes = OtherKey::seed_bytes / 2;
constexpr int steps_max = 20'000;  // primes of this size stand 355 odd numbers apart on average

tl::unexpected<Error> openssl_failed(std::string_view what) {
  return fail(ErrorCode::internal, "OpenSSL: " + std::string(what));
}

Number number(unsigned long value) {
  Number made(BN_new());
  if (made) BN_set_word(made.get(), value);
  return made;
}

// The first prime at or after the seed, its two highest bits set so that a product of two has its full length.
Number prime_from(ByteView seed, BN_CTX* context) {
  Number prime(BN_bin2bn(seed.data(), static_cast<int>(seed.size()), nullptr));
  if (!prime) return nullptr;
  const int bits = static_cast<int>(prime_bytes) * 8;
  BN_set_bit(prime.get(), bits - 1);
  BN_set_bit(prime.get(), bits - 2);
  BN_set_bit(prime.get(), 0);
  for (int step = 0; step < steps_max; ++step) {
    const bool is_coprime = BN_mod_word(prime.get(), public_exponent) != 1;
    if (is_coprime && BN_check_prime(prime.get(), context, nullptr) == 1) return prime;
    BN_add_word(prime.get(), 2);
  }
  return nullptr;
}

Key key_of(const BIGNUM* n, const BIGNUM* e, const BIGNUM* d) {
  const ParameterMaker maker(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(maker.get(), OSSL_PKEY_PARAM_RSA_N, n);
  OSSL_PARAM_BLD_push_BN(maker.get(), OSSL_PKEY_PARAM_RSA_E, e);
  OSSL_PARAM_BLD_push_BN(maker.get(), OSSL_PKEY_PARAM_RSA_D, d);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(maker.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get());
  return Key(key);
}

Key make_key(ByteView seed) {
  const NumberContext context(BN_CTX_new());
  const Number p = prime_from(seed.first(prime_bytes), context.get());
  const Number q = prime_from(seed.subspan(prime_bytes), context.get());
  const Number e = number(public_exponent);
  const Number n = number(0);
  const Number one = number(1);
  if (!p || !q || BN_cmp(p.get(), q.get()) == 0) return nullptr;
  BN_mul(n.get(), p.get(), q.get(), context.get());
  BN_sub(p.get(), p.get(), one.get());
  BN_sub(q.get(), q.get(), one.get());
  const Number phi = number(0);
  BN_mul(phi.get(), p.get(), q.get(), context.get());
  const Number d(BN_mod_inverse(nullptr, e.get(), phi.get(), context.get()));
  return d ? key_of(n.get(), e.get(), d.get()) : nullptr;
}

bool add_extension(X509* certificate, int kind, const char* value) {
  std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Good for everything updaters ask of a signer's certificate, except for who made it.
Certificate make_certificate(EVP_PKEY* key) {
  Certificate made(X509_new());
  if (!made) return nullptr;
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(made.get()), "20200101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(made.get()), "20491231235959Z");
  X509_NAME* name = X509_get_subject_name(made.get());
  const std::string_view words = "Hoshi: a key nobody trusts";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, ByteView(to_bytes(words)).data(), static_cast<int>(words.size()),
                             -1, 0);
  X509_set_issuer_name(made.get(), name);
  X509_set_pubkey(made.get(), key);
  const bool has_extensions = add_extension(made.get(), NID_key_usage, "critical,digitalSignature") &&
                              add_extension(made.get(), NID_ext_key_usage, "emailProtection,codeSigning");
  if (!has_extensions || X509_sign(made.get(), key, EVP_sha256()) == 0) return nullptr;
  return made;
}

Buffer buffer_of(ByteView bytes) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return Buffer(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Cms parse_cms(ByteView bytes, std::size_t* used) {
  const std::uint8_t* at = bytes.data();
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  Cms parsed(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
  if (used != nullptr) *used = parsed ? static_cast<std::size_t>(at - bytes.data()) : 0;
  return parsed;
}

}  // namespace

struct OtherKey::Parts {
  Key key;
  Certificate certificate;
};

OtherKey::OtherKey(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
OtherKey::OtherKey(OtherKey&&) noexcept = default;
OtherKey& OtherKey::operator=(OtherKey&&) noexcept = default;
OtherKey::~OtherKey() = default;

Result<OtherKey> OtherKey::create(ByteView seed) {
  if (seed.size() != seed_bytes) return fail(ErrorCode::invalid_input, "the seed of a key has another length");
  auto parts = std::make_unique<Parts>();
  parts->key = make_key(seed);
  if (!parts->key) return openssl_failed("no key");
  parts->certificate = make_certificate(parts->key.get());
  if (!parts->certificate) return openssl_failed("no certificate");
  return OtherKey(std::move(parts));
}

Result<Bytes> OtherKey::sign_cms(ByteView content, Content kept) const {
  // Without signed attributes: they would hold the time of day, and a replay would send other bytes.
  unsigned flags = CMS_BINARY | CMS_NOATTR | CMS_NOSMIMECAP;
  if (kept == Content::detached) flags |= CMS_DETACHED;
  const Buffer buffer = buffer_of(content);
  if (!buffer) return openssl_failed("no buffer");
  const Cms made(CMS_sign(parts_->certificate.get(), parts_->key.get(), nullptr, buffer.get(), flags));
  if (!made) return openssl_failed("no CMS");
  std::uint8_t* der = nullptr;
  const int size = i2d_CMS_ContentInfo(made.get(), &der);
  if (size <= 0) return openssl_failed("no DER");
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

Result<Bytes> OtherKey::sign_raw(ByteView content) const {
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  auto* key = parts_->key.get();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, content.data(), content.size()) != 1) {
    return openssl_failed("no signature");
  }
  Bytes signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, content.data(), content.size()) != 1) {
    return openssl_failed("no signature");
  }
  signature.resize(size);
  return signature;
}

Result<Bytes> enclosed_content(ByteView cms) {
  const Cms parsed = parse_cms(cms, nullptr);
  if (!parsed || OBJ_obj2nid(CMS_get0_type(parsed.get())) != NID_pkcs7_signed) {
    return fail(ErrorCode::corrupt, "no CMS signed data");
  }
  ASN1_OCTET_STRING** content = CMS_get0_content(parsed.get());
  if (content == nullptr || *content == nullptr) return fail(ErrorCode::not_found, "the signature is detached");
  const std::uint8_t* data = ASN1_STRING_get0_data(*content);
  return Bytes(data, data + ASN1_STRING_length(*content));
}

bool is_cms(ByteView bytes) {
  std::size_t used = 0;
  const Cms parsed = parse_cms(bytes, &used);
  return parsed && used == bytes.size() && OBJ_obj2nid(CMS_get0_type(parsed.get())) == NID_pkcs7_signed;
}

}  // namespace hoshi::protocols::images
