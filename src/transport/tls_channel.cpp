// Bytes through TLS: OpenSSL on memory, the socket handled here, so that every step ends by its time.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "transport/channel.h"
#include "transport/tls_session.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t fill_bytes = 16'384;    // one TLS record of the largest size, RFC 8446, 5.1

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

bool is_numeric_address(const std::string& name) {
  in6_addr scratch{};
  return ::inet_pton(AF_INET, name.c_str(), &scratch) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), &scratch) == 1;
}

class TlsChannel : public Channel {
 public:
  TlsChannel(Descriptor socket, SSL* ssl) : socket_(std::move(socket)), ssl_(ssl) {}
  [[nodiscard]] static Result<std::unique_ptr<TlsChannel>> create(Descriptor socket,
                                                                  const TlsContext& context,
                                                                  const TlsOptions& options);
  [[nodiscard]] Result<void> shake_hands(bool verify, TimePoint until);
  Result<Bytes> read(std::size_t limit_bytes, TimePoint until) override;
  Result<void> write(ByteView bytes, TimePoint until) override;
  const TlsSession* tls() const override { return &session_; }

 private:
  [[nodiscard]] Result<void> name_peer(const TlsOptions& options);
  // Sends what OpenSSL has written, reads what it waits for. Broken or timed out: an error.
  [[nodiscard]] Result<void> flush(TimePoint until);
  [[nodiscard]] Result<void> fill(TimePoint until);
  // What to do after an OpenSSL call that gave `result` <= 0: nothing (call again), or the error.
  [[nodiscard]] Result<void> go_on(int result, std::string_view what, TimePoint until);

  Descriptor socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  TlsSession session_;
  bool peer_ended_ = false;
};

Result<std::unique_ptr<TlsChannel>> TlsChannel::create(Descriptor socket, const TlsContext& context,
                                                       const TlsOptions& options) {
  SSL* ssl = SSL_new(options.verify ? context.verifying() : context.plain());
  if (ssl == nullptr) return fail(ErrorCode::internal, "OpenSSL has no memory for a connection");
  auto channel = std::make_unique<TlsChannel>(std::move(socket), ssl);
  BIO* incoming = BIO_new(BIO_s_mem());
  BIO* outgoing = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, incoming, outgoing);
  HOSHI_CHECK(channel->name_peer(options));
  SSL_set_connect_state(ssl);
  return channel;
}

Result<void> TlsChannel::name_peer(const TlsOptions& options) {
  SSL* ssl = ssl_.get();
  const std::string& name = options.server_name;
  const bool numeric = is_numeric_address(name);
  // RFC 6066, 3: literal addresses are not sent as server names.
  if (!name.empty() && !numeric && SSL_set_tlsext_host_name(ssl, name.c_str()) != 1) {
    return fail(ErrorCode::invalid_input, "the server name cannot be sent");
  }
  if (options.verify && !name.empty()) {
    const int set = numeric ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str())
                            : SSL_set1_host(ssl, name.c_str());
    if (set != 1) return fail(ErrorCode::invalid_input, "the server name cannot be verified");
  }
  if (options.alpn.empty()) return {};
  if (options.alpn.size() > 255)
    return fail(ErrorCode::invalid_input, "the name of the protocol is too long");
  ByteWriter protocols;  // RFC 7301, 3.1: each name with its length in front
  protocols.vector8(to_bytes(options.alpn));
  const Bytes& wire = protocols.bytes();
  if (SSL_set_alpn_protos(ssl, wire.data(), static_cast<unsigned>(wire.size())) != 0) {
    return fail(ErrorCode::internal, "OpenSSL refuses the name of the protocol");
  }
  return {};
}

Result<void> TlsChannel::flush(TimePoint until) {
  Bytes chunk(fill_bytes);
  for (;;) {
    const int count = BIO_read(SSL_get_wbio(ssl_.get()), chunk.data(), static_cast<int>(chunk.size()));
    if (count <= 0) return {};
    HOSHI_CHECK(send_all(socket_.number(), ByteView(chunk).first(static_cast<std::size_t>(count)), until));
  }
}

Result<void> TlsChannel::fill(TimePoint until) {
  if (peer_ended_) return fail(ErrorCode::unavailable, "the peer closed the connection");
  const Bytes bytes = HOSHI_TRY(receive(socket_.number(), fill_bytes, until));
  BIO* incoming = SSL_get_rbio(ssl_.get());
  if (bytes.empty()) {
    peer_ended_ = true;
    BIO_set_mem_eof_return(incoming, 0);
    return {};
  }
  if (BIO_write(incoming, bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size())) {
    return fail(ErrorCode::internal, "OpenSSL has no memory for what came");
  }
  return {};
}

Result<void> TlsChannel::go_on(int result, std::string_view what, TimePoint until) {
  const int error = SSL_get_error(ssl_.get(), result);
  // An alert that says why waits to be sent.
  const Result<void> flushed = flush(until);
  if (error == SSL_ERROR_WANT_READ) {
    HOSHI_CHECK(flushed);
    return fill(until);
  }
  if (error == SSL_ERROR_WANT_WRITE) return flushed;
  if (peer_ended_) {
    ERR_clear_error();
    return fail(ErrorCode::unavailable, std::string(what) + ": the peer closed the connection");
  }
  return fail(ErrorCode::unavailable, std::string(what) + ": " + openssl_reason());
}

Result<void> TlsChannel::shake_hands(bool verify, TimePoint until) {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) break;
    HOSHI_CHECK(go_on(result, "the TLS handshake failed", until));
    if (std::chrono::steady_clock::now() >= until)
      return fail(ErrorCode::timed_out, "the TLS handshake did not end");
  }
  HOSHI_CHECK(flush(until));
  session_ = session_of(ssl_.get(), verify);
  return {};
}

Result<Bytes> TlsChannel::read(std::size_t limit_bytes, TimePoint until) {
  Bytes bytes(limit_bytes);
  for (;;) {
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1) {
      bytes.resize(count);
      return bytes;
    }
    if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN) return Bytes{};
    HOSHI_CHECK(go_on(0, "the TLS connection broke", until));
    if (std::chrono::steady_clock::now() >= until) return fail(ErrorCode::timed_out, "nothing came");
  }
}

Result<void> TlsChannel::write(ByteView bytes, TimePoint until) {
  while (!bytes.empty()) {
    ERR_clear_error();
    std::size_t count = 0;
    const ByteView piece = bytes.first(std::min(bytes.size(), fill_bytes));
    if (SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &count) == 1) {
      bytes = bytes.subspan(count);
      HOSHI_CHECK(flush(until));
      continue;
    }
    HOSHI_CHECK(go_on(0, "the TLS connection broke", until));
    if (std::chrono::steady_clock::now() >= until)
      return fail(ErrorCode::timed_out, "the peer takes no data");
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<Channel>> tls_channel(Descriptor socket, const TlsContext& context,
                                             const TlsOptions& options, TimePoint until) {
  std::unique_ptr<TlsChannel> channel = HOSHI_TRY(TlsChannel::create(std::move(socket), context, options));
  HOSHI_CHECK(channel->shake_hands(options.verify, until));
  return std::unique_ptr<Channel>(std::move(channel));
}

}  // namespace hoshi::transport
