// Makes keys, an authority and certificates with OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/certificates.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/bytes.h"

namespace hoshi::lab {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using Buffer = std::unique_ptr<BIO, Release<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;

constexpr unsigned key_bits = 2048;      // RSA, which old devices know as well
constexpr int serial_bits = 100;         // CA/Browser Forum, Baseline Requirements 7.1: at least 64 of chance
constexpr std::size_t longest_common_name = 64;  // RFC 5280, appendix A.1: ub-common-name
constexpr std::size_t pem_bytes_max = 64u << 10;
constexpr const char* authority_name = "Hoshi lab authority";
constexpr const char* unknown_authority_name = "Hoshi unknown authority";
constexpr const char* another_host = "another-host.example";  // RFC 2606, 3: nobody's

// In days from now.
struct Period {
  int begin;
  int end;
};
constexpr Period now_good{-1, 397};   // as long as public certificates may be
constexpr Period over{-400, -2};
constexpr Period of_authority{-800, 3650};


struct Identity {
  Key key;
  Certificate certificate;
};

tl::unexpected<Error> failed(const char* what) { return fail(ErrorCode::internal, std::string("OpenSSL: ") + what); }

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_name(X509_NAME* name, const std::string& common_name) {
  const std::string text = common_name.size() <= longest_common_name ? common_name : "update server";
  return X509_NAME_add_entry_by_NID(name, NID_commonName, V_ASN1_UTF8STRING, to_bytes(text).data(), static_cast<int>(text.size()), -1, 0) == 1;
}

bool set_serial(X509* certificate) {
  const Number serial(BN_new());
  return serial && BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_period(X509* certificate, Period period) {
  return X509_time_adj_ex(X509_getm_notBefore(certificate), period.begin, 0, nullptr) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), period.end, 0, nullptr) != nullptr;
}

Certificate begin_certificate(EVP_PKEY* key, const std::string& common_name, Period period) {
  Certificate made(X509_new());
  const bool is_good = made && X509_set_version(made.get(), X509_VERSION_3) == 1 && set_serial(made.get()) && set_period(made.get(), period) &&
                       X509_set_pubkey(made.get(), key) == 1 && set_name(X509_get_subject_name(made.get()), common_name);
  return is_good ? std::move(made) : nullptr;
}

Result<Identity> make_authority_named(const char* name) {
  Identity made{Key(EVP_RSA_gen(key_bits)), nullptr};
  if (!made.key) return failed("key");
  made.certificate = begin_certificate(made.key.get(), name, of_authority);
  X509* certificate = made.certificate.get();
  const bool is_good = certificate != nullptr && X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1 &&
                       add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") &&
                       add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                       add_extension(certificate, certificate, NID_subject_key_identifier, "hash") &&
                       X509_sign(certificate, made.key.get(), EVP_sha256()) > 0;
  if (!is_good) return failed("authority");
  return made;
}

// `issuer` null: signed by its own key.
Result<Certificate> make_certificate(EVP_PKEY* key, const std::string& host, Period period, const Identity* issuer) {
  Certificate made = begin_certificate(key, host, period);
  if (!made) return failed("certificate");
  X509* by = issuer != nullptr ? issuer->certificate.get() : made.get();
  EVP_PKEY* signs = issuer != nullptr ? issuer->key.get() : key;
  const bool is_good = X509_set_issuer_name(made.get(), X509_get_subject_name(by)) == 1 &&
                       add_extension(made.get(), by, NID_basic_constraints, "critical,CA:FALSE") &&
                       add_extension(made.get(), by, NID_key_usage, "critical,digitalSignature,keyEncipherment") &&
                       add_extension(made.get(), by, NID_ext_key_usage, "serverAuth") &&
                       add_extension(made.get(), by, NID_subject_alt_name, "DNS:" + host) &&
                       add_extension(made.get(), by, NID_subject_key_identifier, "hash") &&
                       (issuer == nullptr || add_extension(made.get(), by, NID_authority_key_identifier, "keyid:always")) &&
                       X509_sign(made.get(), signs, EVP_sha256()) > 0;
  if (!is_good) return failed("certificate");
  return made;
}

std::string taken(BIO* buffer) {
  std::string text(BIO_ctrl_pending(buffer), '\0');
  const int count = BIO_read(buffer, text.data(), static_cast<int>(text.size()));
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

Result<Identity> read_authority(std::string_view pem) {
  const auto wrong = [] { return fail(ErrorCode::invalid_input, "no certificate of an authority with its key (PEM)"); };
  if (pem.size() > pem_bytes_max) return wrong();
  const auto read = [&](auto reader) {
    const Buffer buffer(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return reader(buffer.get());
  };
  // Without a pass phrase, and nobody is asked for one.
  const auto nobody = [](char*, int, int, void*) { return -1; };
  Identity found;
  found.key = Key(read([&](BIO* buffer) { return PEM_read_bio_PrivateKey(buffer, nullptr, nobody, nullptr); }));
  found.certificate = Certificate(read([&](BIO* buffer) { return PEM_read_bio_X509(buffer, nullptr, nobody, nullptr); }));
  if (!found.key || !found.certificate) return wrong();
  const bool is_authority = X509_check_ca(found.certificate.get()) == 1 && X509_check_private_key(found.certificate.get(), found.key.get()) == 1;
  if (!is_authority) return wrong();
  return found;
}

SSL_CTX* context_with(X509* certificate, EVP_PKEY* key) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  if (context == nullptr) return nullptr;
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const bool is_good = SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 && SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0") == 1 &&
                       SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_use_certificate(context, certificate) == 1 &&
                       SSL_CTX_use_PrivateKey(context, key) == 1;
  if (is_good) return context;
  SSL_CTX_free(context);
  return nullptr;
}

}  // namespace

Result<std::string> make_authority() {
  const Identity made = HOSHI_TRY(make_authority_named(authority_name));
  const Buffer buffer(BIO_new(BIO_s_mem()));
  const bool is_good = buffer && PEM_write_bio_PrivateKey(buffer.get(), made.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1 &&
                       PEM_write_bio_X509(buffer.get(), made.certificate.get()) == 1;
  if (!is_good) return failed("authority");
  return taken(buffer.get());
}

Result<std::string> certificate_of_authority(std::string_view pem) {
  const Identity authority = HOSHI_TRY(read_authority(pem));
  const Buffer buffer(BIO_new(BIO_s_mem()));
  if (!buffer || PEM_write_bio_X509(buffer.get(), authority.certificate.get()) != 1) return failed("authority");
  return taken(buffer.get());
}

void ServerIdentities::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
ServerIdentities::ServerIdentities(ServerIdentities&&) noexcept = default;
ServerIdentities& ServerIdentities::operator=(ServerIdentities&&) noexcept = default;
ServerIdentities::~ServerIdentities() = default;

Result<ServerIdentities> ServerIdentities::create(const std::string& host, std::string_view authority_pem) {
  const Identity authority = HOSHI_TRY(read_authority(authority_pem));
  const Identity unknown = HOSHI_TRY(make_authority_named(unknown_authority_name));
  const Key key(EVP_RSA_gen(key_bits));
  if (!key) return failed("key");
  struct Kind {
    ChannelCase channel_case;
    std::string host;
    Period period;
    const Identity* issuer;
  };
  const std::array kinds{Kind{ChannelCase::good, host, now_good, &authority}, Kind{ChannelCase::self_signed, host, now_good, nullptr},
                         Kind{ChannelCase::wrong_name, another_host, now_good, &authority},
                         Kind{ChannelCase::expired, host, over, &authority}, Kind{ChannelCase::unknown_ca, host, now_good, &unknown}};
  ServerIdentities made;
  for (const auto& kind : kinds) {
    const Certificate certificate = HOSHI_TRY(make_certificate(key.get(), kind.host, kind.period, kind.issuer));
    std::unique_ptr<SSL_CTX, Free> context(context_with(certificate.get(), key.get()));
    if (!context) return failed("context");
    made.contexts_.emplace_back(kind.channel_case, std::move(context));
  }
  return made;
}

ssl_ctx_st* ServerIdentities::context(ChannelCase channel_case) const {
  if (channel_case == ChannelCase::serving) channel_case = ChannelCase::good;
  const auto found = std::find_if(contexts_.begin(), contexts_.end(), [&](const auto& one) { return one.first == channel_case; });
  return found != contexts_.end() ? found->second.get() : nullptr;
}

}  // namespace hoshi::lab
