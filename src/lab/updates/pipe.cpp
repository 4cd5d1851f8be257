// OpenSSL over a socket that does not block, with deadlines.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/pipe.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>

#include "base/text.h"

namespace hoshi::lab {
namespace {

using transport::TimePoint;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto acknowledgement_pause = 10ms;
constexpr auto reset_patience = 300ms;
constexpr std::size_t largest_record_bytes = 16u << 10;

// RFC 8446, 6 and RFC 5246, 7.2.
constexpr std::array alert_names{
    std::pair{10, "unexpected_message"},   std::pair{20, "bad_record_mac"},      std::pair{22, "record_overflow"},
    std::pair{40, "handshake_failure"},    std::pair{42, "bad_certificate"},     std::pair{43, "unsupported_certificate"},
    std::pair{44, "certificate_revoked"},  std::pair{45, "certificate_expired"}, std::pair{46, "certificate_unknown"},
    std::pair{47, "illegal_parameter"},    std::pair{48, "unknown_ca"},          std::pair{49, "access_denied"},
    std::pair{50, "decode_error"},         std::pair{51, "decrypt_error"},       std::pair{70, "protocol_version"},
    std::pair{71, "insufficient_security"}, std::pair{80, "internal_error"},     std::pair{86, "inappropriate_fallback"},
    std::pair{90, "user_canceled"},        std::pair{109, "missing_extension"},  std::pair{110, "unsupported_extension"},
    std::pair{112, "unrecognized_name"},   std::pair{113, "bad_certificate_status_response"}};
constexpr int close_notify = 0;

std::string alert_name(int number) {
  const auto found = std::find_if(alert_names.begin(), alert_names.end(), [&](const auto& one) { return one.first == number; });
  return found != alert_names.end() ? found->second : "alert_" + std::to_string(number);
}

std::string last_words() {
  const auto number = ERR_peek_last_error();
  const char* reason = number != 0 ? ERR_reason_error_string(number) : nullptr;
  ERR_clear_error();
  return reason != nullptr ? reason : "the peer closed the connection";
}

}  // namespace

void Pipe::Free::operator()(ssl_st* tls) const { SSL_free(tls); }

Pipe::Pipe(int socket) : socket_(socket) {}
Pipe::~Pipe() = default;

std::optional<std::uint8_t> Pipe::first_byte(TimePoint until) const {
  std::uint8_t byte = 0;
  if (!transport::wait_ready(socket_, transport::Direction::read, until)) return std::nullopt;
  if (::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 1) return std::nullopt;
  return byte;
}

void Pipe::watch(const ssl_st* tls, int where, int value) {
  if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT) return;
  const int number = value & 0xFF;
  auto* pipe = static_cast<Pipe*>(SSL_get_app_data(tls));
  if (pipe != nullptr && number != close_notify) pipe->alert_ = alert_name(number);
}

bool Pipe::can_go_on(int returned, TimePoint until) {
  const int error = SSL_get_error(tls_.get(), returned);
  if (error == SSL_ERROR_WANT_READ) return transport::wait_ready(socket_, transport::Direction::read, until).has_value();
  if (error == SSL_ERROR_WANT_WRITE) return transport::wait_ready(socket_, transport::Direction::write, until).has_value();
  return false;
}

Result<void> Pipe::accept_tls(ssl_ctx_st* context, TimePoint until) {
  ERR_clear_error();
  tls_.reset(SSL_new(context));
  if (!tls_ || SSL_set_fd(tls_.get(), socket_) != 1) return fail(ErrorCode::internal, last_words());
  SSL_set_app_data(tls_.get(), this);
  SSL_set_info_callback(tls_.get(), watch);
  while (true) {
    const int returned = SSL_accept(tls_.get());
    if (returned == 1) return {};
    if (!can_go_on(returned, until)) return fail(ErrorCode::unavailable, last_words());
  }
}

Result<Bytes> Pipe::read(std::size_t limit_bytes, TimePoint until) {
  if (!tls_) return transport::receive(socket_, limit_bytes, until);
  Bytes bytes(std::min(limit_bytes, largest_record_bytes));
  while (true) {
    const int returned = SSL_read(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (returned > 0) {
      bytes.resize(static_cast<std::size_t>(returned));
      return bytes;
    }
    if (SSL_get_error(tls_.get(), returned) == SSL_ERROR_ZERO_RETURN) return Bytes();
    if (!can_go_on(returned, until)) return fail(ErrorCode::unavailable, last_words());
  }
}

Result<void> Pipe::write(ByteView bytes, TimePoint until) {
  if (!tls_) return transport::send_all(socket_, bytes, until);
  while (!bytes.empty()) {
    const int returned = SSL_write(tls_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), largest_record_bytes)));
    if (returned > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(returned));
    } else if (!can_go_on(returned, until)) {
      return fail(ErrorCode::unavailable, last_words());
    }
  }
  return {};
}

bool Pipe::is_broken() const {
  int problem = 0;
  socklen_t size = sizeof problem;
  if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &problem, &size) != 0 || problem != 0) return true;
  std::uint8_t byte = 0;
  return ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
}

bool Pipe::is_acknowledged(TimePoint until) const {
  int waiting_bytes = 0;
  while (true) {
    if (is_broken() || ::ioctl(socket_, SIOCOUTQ, &waiting_bytes) != 0) return false;
    if (waiting_bytes == 0) break;
    if (Clock::now() >= until) return false;
    std::this_thread::sleep_for(acknowledgement_pause);
  }
  // Who closes without having read all of it resets the connection.
  (void)transport::wait_ready(socket_, transport::Direction::read, Clock::now() + reset_patience);
  return !is_broken();
}

void Pipe::finish() {
  if (tls_) SSL_shutdown(tls_.get());
  ::shutdown(socket_, SHUT_WR);
  ERR_clear_error();
}

std::string Pipe::server_name() const {
  const char* name = tls_ ? SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name) : nullptr;
  return name != nullptr ? printable(name, 100) : "";
}

std::string Pipe::version() const { return tls_ ? SSL_get_version(tls_.get()) : ""; }

std::string Pipe::suite() const { return tls_ ? SSL_get_cipher_name(tls_.get()) : ""; }

}  // namespace hoshi::lab
