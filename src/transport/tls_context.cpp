// Makes OpenSSL contexts that talk to anything, however old.
// SPDX-License-Identifier: Apache-2.0
#include "transport/tls_context.h"

#include <libssh/libssh.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>
#include <csignal>

namespace hoshi::transport {
namespace {

// Signatures and keys of a chain on the Internet must have 112 bits of strength to count as verified.
constexpr int chain_security_level = 2;

int accept_any_certificate(X509_STORE_CTX*, void*) { return 1; }

ssl_ctx_st* make_context() {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr) return nullptr;
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, 0);
  // The usual suites first, so that a sound server chooses a sound one; then all that are left.
  SSL_CTX_set_cipher_list(context, "DEFAULT:ALL:COMPLEMENTOFALL:@SECLEVEL=0");
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  return context;
}

bool load_trust(SSL_CTX* context, const std::string& trust_file) {
  if (!trust_file.empty()) return SSL_CTX_load_verify_file(context, trust_file.c_str()) == 1;
  // One file with all certificates: a folder of them would be opened only when a chain is verified.
  const std::array candidates{X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt",
                              "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
  for (const char* candidate : candidates) {
    if (SSL_CTX_load_verify_file(context, candidate) == 1) return true;
  }
  return false;
}

}  // namespace

Result<void> prepare_libraries() {
  // The system's openssl.cnf would forbid the old versions this program has to look for.
  if (OPENSSL_init_ssl(
          OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_SSL_STRINGS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
          nullptr) != 1) {
    return fail(ErrorCode::internal, "OpenSSL cannot be initialised");
  }
  std::array<unsigned char, 1> seed{};
  if (RAND_bytes(seed.data(), 1) != 1) return fail(ErrorCode::internal, "OpenSSL has no random numbers");
  if (ssh_init() != 0) return fail(ErrorCode::internal, "libssh cannot be initialised");
  ssh_set_log_level(SSH_LOG_NOLOG);
  std::signal(SIGPIPE, SIG_IGN);
  return {};
}

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
TlsContext::TlsContext(TlsContext&&) noexcept = default;
TlsContext& TlsContext::operator=(TlsContext&&) noexcept = default;
TlsContext::~TlsContext() = default;

Result<TlsContext> TlsContext::create(const std::string& trust_file) {
  TlsContext made;
  made.plain_.reset(make_context());
  made.verifying_.reset(make_context());
  if (!made.plain_ || !made.verifying_) return fail(ErrorCode::internal, "OpenSSL cannot make a context");
  SSL_CTX_set_cert_verify_callback(made.plain_.get(), accept_any_certificate, nullptr);
  made.has_trust_store_ = load_trust(made.verifying_.get(), trust_file);
  X509_VERIFY_PARAM_set_auth_level(SSL_CTX_get0_param(made.verifying_.get()), chain_security_level);
  ERR_clear_error();
  if (!trust_file.empty() && !made.has_trust_store_) {
    return fail(ErrorCode::invalid_input, "no certificate could be read from " + trust_file);
  }
  return made;
}

}  // namespace hoshi::transport
