// Bytes through DTLS 1.0 and 1.2: OpenSSL over a BIO of our own on the relay's pair, each step ending by its time.
// SPDX-License-Identifier: Apache-2.0
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>

#include "transport/channel.h"
#include "transport/datagram_frames.h"
#include "transport/tls_session.h"

namespace hoshi::transport {
namespace {

constexpr long datagram_bytes = 1'200;  // fits every link of IPv6 (RFC 8200, 5) with room for headers
constexpr std::size_t psk_bytes_max = 256;

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeMethod {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

// What the BIO works on; a call that finds nothing says "again" and the loop waits.
struct Pair {
  int number = -1;
  bool ended = false;
};

Pair* pair_of(BIO* bio) { return static_cast<Pair*>(BIO_get_data(bio)); }

int write_datagram(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto* begin = static_cast<const std::uint8_t*>(static_cast<const void*>(bytes));
  const auto sent = send_frame(pair_of(bio)->number, 0, ByteView(begin, static_cast<std::size_t>(count)),
                               std::chrono::steady_clock::now() + milliseconds(1'000));
  if (!sent) pair_of(bio)->ended = true;
  return sent ? count : -1;
}

int read_datagram(BIO* bio, char* bytes, int room) {
  BIO_clear_retry_flags(bio);
  const auto frame = receive_frame(pair_of(bio)->number, std::chrono::steady_clock::now());
  if (!frame && frame.error().code == ErrorCode::timed_out) {
    BIO_set_retry_read(bio);
    return -1;
  }
  if (!frame || frame->refused) {
    pair_of(bio)->ended = true;
    return -1;
  }
  const std::size_t count = std::min(frame->bytes.size(), static_cast<std::size_t>(std::max(0, room)));
  std::memcpy(bytes, frame->bytes.data(), count);
  if (count == 0) BIO_set_retry_read(bio);
  return count == 0 ? -1 : static_cast<int>(count);
}

long control(BIO*, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH: return 1;
    case BIO_CTRL_DGRAM_QUERY_MTU:
    case BIO_CTRL_DGRAM_GET_MTU:
    case BIO_CTRL_DGRAM_GET_FALLBACK_MTU: return datagram_bytes;
    default: return 0;
  }
}

unsigned give_psk(SSL* ssl, const char*, char* identity, unsigned identity_room, unsigned char* key, unsigned key_room) {
  const auto* options = static_cast<const DtlsOptions*>(SSL_get_app_data(ssl));
  if (options == nullptr || options->psk.empty() || options->psk_identity.size() >= identity_room ||
      options->psk.size() > std::min<std::size_t>(key_room, psk_bytes_max)) {
    return 0;
  }
  std::memcpy(identity, options->psk_identity.c_str(), options->psk_identity.size() + 1);
  std::memcpy(key, options->psk.data(), options->psk.size());
  return static_cast<unsigned>(options->psk.size());
}

class DtlsChannel : public Channel {
 public:
  DtlsChannel(Descriptor pair, DtlsOptions options) : descriptor_(std::move(pair)), options_(std::move(options)) {
    pair_.number = descriptor_.number();
  }

  [[nodiscard]] Result<void> shake_hands(TimePoint until);
  Result<Bytes> read(std::size_t limit_bytes, TimePoint until) override;
  Result<void> write(ByteView bytes, TimePoint until) override;
  const TlsSession* tls() const override { return &session_; }

 private:
  [[nodiscard]] Result<void> prepare();
  // After an OpenSSL call that gave no success: waits for a datagram or the time to send again, or is the error.
  [[nodiscard]] Result<void> go_on(int result, std::string_view what, TimePoint until);

  Descriptor descriptor_;
  DtlsOptions options_;
  Pair pair_;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::unique_ptr<BIO_METHOD, FreeMethod> method_;
  std::unique_ptr<SSL, FreeSsl> ssl_;  // last: it uses the others
  TlsSession session_;
};

Result<void> DtlsChannel::prepare() {
  context_.reset(SSL_CTX_new(DTLS_client_method()));
  method_.reset(BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "relay"));
  if (!context_ || !method_) return fail(ErrorCode::internal, "OpenSSL cannot make a DTLS connection");
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_min_proto_version(context_.get(), DTLS1_VERSION);
  SSL_CTX_set_max_proto_version(context_.get(), 0);
  // Without a key no suite that needs one is offered: a server that chose it would seem to refuse us.
  SSL_CTX_set_cipher_list(context_.get(), options_.psk.empty() ? "DEFAULT:ALL:COMPLEMENTOFALL:!PSK:!SRP:@SECLEVEL=0"
                                                                : "PSK:@SECLEVEL=0");
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_psk_client_callback(context_.get(), give_psk);
  BIO_meth_set_write(method_.get(), write_datagram);
  BIO_meth_set_read(method_.get(), read_datagram);
  BIO_meth_set_ctrl(method_.get(), control);
  ssl_.reset(SSL_new(context_.get()));
  BIO* bio = BIO_new(method_.get());
  if (!ssl_ || bio == nullptr) return fail(ErrorCode::internal, "OpenSSL has no memory for a connection");
  BIO_set_data(bio, &pair_);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), &options_);
  SSL_set_options(ssl_.get(), SSL_OP_NO_QUERY_MTU | SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_set_mtu(ssl_.get(), datagram_bytes);
  if (!options_.server_name.empty()) SSL_set_tlsext_host_name(ssl_.get(), options_.server_name.c_str());
  SSL_set_connect_state(ssl_.get());
  return {};
}

Result<void> DtlsChannel::go_on(int result, std::string_view what, TimePoint until) {
  const int error = SSL_get_error(ssl_.get(), result);
  if (pair_.ended) return fail(ErrorCode::unavailable, std::string(what) + ": nobody listens on this port");
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
    return fail(ErrorCode::unavailable, std::string(what) + ": " + openssl_reason());
  }
  timeval again{};
  const bool has_timer = DTLSv1_get_timeout(ssl_.get(), &again) == 1;
  const auto now = std::chrono::steady_clock::now();
  const auto timer = std::chrono::seconds(again.tv_sec) + std::chrono::microseconds(again.tv_usec);
  const TimePoint wake = has_timer ? std::min(until, now + timer + milliseconds(1)) : until;
  const auto ready = wait_ready(descriptor_.number(), Direction::read, wake);
  if (!ready && ready.error().code != ErrorCode::timed_out) return ready;
  if (has_timer && DTLSv1_handle_timeout(ssl_.get()) < 0) {
    return fail(ErrorCode::timed_out, std::string(what) + ": nothing came");
  }
  if (std::chrono::steady_clock::now() >= until) return fail(ErrorCode::timed_out, std::string(what) + ": nothing came");
  return {};
}

Result<void> DtlsChannel::shake_hands(TimePoint until) {
  HOSHI_CHECK(prepare());
  for (;;) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) break;
    HOSHI_CHECK(go_on(result, "the DTLS handshake failed", until));
  }
  session_ = session_of(ssl_.get(), false);
  return {};
}

Result<Bytes> DtlsChannel::read(std::size_t limit_bytes, TimePoint until) {
  Bytes bytes(limit_bytes);
  for (;;) {
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1) {
      bytes.resize(count);
      return bytes;
    }
    if (SSL_get_error(ssl_.get(), 0) == SSL_ERROR_ZERO_RETURN) return Bytes{};
    HOSHI_CHECK(go_on(0, "the DTLS connection broke", until));
  }
}

Result<void> DtlsChannel::write(ByteView bytes, TimePoint until) {
  if (bytes.size() > static_cast<std::size_t>(datagram_bytes)) return fail(ErrorCode::invalid_input, "the record is too long");
  for (;;) {
    ERR_clear_error();
    std::size_t count = 0;
    if (SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1) return {};
    HOSHI_CHECK(go_on(0, "the DTLS connection broke", until));
  }
}

}  // namespace

Result<std::unique_ptr<Channel>> dtls_channel(Descriptor pair, const DtlsOptions& options, TimePoint until) {
  auto channel = std::make_unique<DtlsChannel>(std::move(pair), options);
  HOSHI_CHECK(channel->shake_hands(until));
  return std::unique_ptr<Channel>(std::move(channel));
}

}  // namespace hoshi::transport
