// Reads version, suite and chain of a connection.
// SPDX-License-Identifier: Apache-2.0
#include "transport/tls_session.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace hoshi::transport {
namespace {

constexpr std::size_t certificates_max = 20;  // longer chains are cut; OpenSSL bounds the whole at 100 KiB

}  // namespace

std::string openssl_reason() {
  const unsigned long code = ERR_peek_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason == nullptr ? "no reason given" : reason;
}

TlsSession session_of(const ssl_st* ssl, bool verify) {
  TlsSession session;
  session.version = SSL_get_version(ssl);
  const SSL_CIPHER* suite = SSL_get_current_cipher(ssl);
  const char* name = suite == nullptr ? nullptr : SSL_CIPHER_standard_name(suite);
  session.suite = name == nullptr ? "" : name;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  for (int i = 0; i < count && session.certificates_der.size() < certificates_max; ++i) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(sk_X509_value(chain, i), &der);
    if (size > 0) session.certificates_der.emplace_back(der, der + size);
    OPENSSL_free(der);
  }
  session.chain_verified = verify && count > 0 && SSL_get_verify_result(ssl) == X509_V_OK;
  return session;
}

}  // namespace hoshi::transport
