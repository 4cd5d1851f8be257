// Reads certificates with OpenSSL and says what is in them; nothing is verified but a signature with its own key.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/certificate.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/encoding.h"
#include "base/text.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::size_t name_limit_bytes = 500;
constexpr int names_limit = 50;
// Checking a signature with a larger key would let a device keep us busy.
constexpr int checked_key_limit_bits = 8192;

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    Function(pointer);
  }
};
using CertificatePointer = std::unique_ptr<X509, Free<X509_free>>;
struct FreeBytes {
  void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};
using BioPointer = std::unique_ptr<BIO, Free<BIO_free>>;
using NamesPointer = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;

std::string text_of(const X509_NAME* name) {
  constexpr unsigned long style = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  const BioPointer bio(BIO_new(BIO_s_mem()));
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, style) < 0) {
    return "";
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? printable(std::string_view(data, static_cast<std::size_t>(size)), name_limit_bytes) : "";
}

std::string date_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    return "";
  }
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

std::string key_name(int id) {
  switch (id) {
    case EVP_PKEY_RSA: return "rsa";
    case EVP_PKEY_RSA_PSS: return "rsa-pss";
    case EVP_PKEY_DSA: return "dsa";
    case EVP_PKEY_EC: return "ec";
    case EVP_PKEY_ED25519: return "ed25519";
    case EVP_PKEY_ED448: return "ed448";
  }
  return "unknown";
}

// OpenSSL calls two curves by their ANSI names.
std::string curve_name(EVP_PKEY* key) {
  char buffer[64] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, buffer, sizeof buffer, &size) != 1) {
    return "";
  }
  const std::string name(buffer, std::min(size, sizeof buffer));
  return name == "prime256v1" ? "secp256r1" : name == "prime192v1" ? "secp192r1" : name;
}

void describe_key(X509* certificate, CertificateFacts& facts) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) {
    facts.key = "unknown";
    return;
  }
  facts.key = key_name(EVP_PKEY_get_base_id(key));
  facts.key_bits = EVP_PKEY_get_bits(key);
  facts.group = facts.key == "ec" ? curve_name(key) : "";
  const bool small_enough = facts.key_bits <= checked_key_limit_bits;
  facts.self_signed = small_enough && X509_self_signed(certificate, 1) == 1;
}

std::string address_text(ByteView bytes) {
  if (bytes.size() == 4) {
    return fmt::format("{}.{}.{}.{}", bytes[0], bytes[1], bytes[2], bytes[3]);
  }
  std::string text;
  for (std::size_t at = 0; bytes.size() == 16 && at < 16; at += 2) {
    text += fmt::format("{}{:x}", at == 0 ? "" : ":", bytes[at] << 8 | bytes[at + 1]);
  }
  return text;
}

std::string hash_of_key(X509* certificate) {
  unsigned char* der = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  const std::unique_ptr<unsigned char, FreeBytes> owner(der);
  return length > 0 ? sha256_hex(ByteView(der, static_cast<std::size_t>(length))) : "";
}

std::vector<std::string> alternative_names(X509* certificate) {
  const NamesPointer names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> texts;
  const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), names_limit) : 0;
  for (int at = 0; at < count; ++at) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), at);
    if (name->type != GEN_DNS && name->type != GEN_IPADD) {
      continue;
    }
    const ASN1_STRING* content = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    const ByteView bytes(ASN1_STRING_get0_data(content), static_cast<std::size_t>(ASN1_STRING_length(content)));
    texts.push_back(name->type == GEN_DNS ? printable(to_text(bytes)) : address_text(bytes));
  }
  return texts;
}

}  // namespace

Result<CertificateFacts> read_certificate(ByteView der) {
  if (der.size() > certificate_limit_bytes) {
    return fail(ErrorCode::invalid_input, "a certificate of more than 64 KiB");
  }
  const unsigned char* begin = der.data();
  const CertificatePointer certificate(d2i_X509(nullptr, &begin, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!certificate) {
    return fail(ErrorCode::corrupt, "not an X.509 certificate");
  }
  CertificateFacts facts;
  facts.subject = text_of(X509_get_subject_name(certificate.get()));
  facts.issuer = text_of(X509_get_issuer_name(certificate.get()));
  facts.not_before = date_of(X509_get0_notBefore(certificate.get()));
  facts.not_after = date_of(X509_get0_notAfter(certificate.get()));
  facts.signature = OBJ_nid2ln(X509_get_signature_nid(certificate.get()));
  facts.names = alternative_names(certificate.get());
  facts.sha256 = sha256_hex(der);
  facts.key_sha256 = hash_of_key(certificate.get());
  describe_key(certificate.get(), facts);
  ERR_clear_error();
  return facts;
}

std::string certificate_class(const Value& cryptrec, const CertificateFacts& facts) {
  std::string worst = class_in(cryptrec, "key", facts.key);
  worst = worse_class(worst, class_in(cryptrec, "signature", facts.signature));
  if (facts.key == "ec") {
    worst = worse_class(worst, group_class(cryptrec, facts.group));
  }
  const Value& minimum = cryptrec["key_bits"][facts.key.substr(0, facts.key.find('-')) + "_min"];
  return facts.key_bits < minimum.as_integer() ? "not_listed" : worst;
}

}  // namespace hoshi::protocols::tls
