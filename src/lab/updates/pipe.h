// A visitor's connection as bytes, in the clear or over TLS.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "transport/socket_io.h"

struct ssl_st;
struct ssl_ctx_st;

namespace hoshi::lab {

// One thread at a time. Borrows the socket, which must not block, and does not close it.
class Pipe {
 public:
  explicit Pipe(int socket);
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  // The first byte, which stays to be read; nothing when none came.
  std::optional<std::uint8_t> first_byte(transport::TimePoint until) const;
  // From now on over TLS as a server. unavailable with OpenSSL's words when it comes to nothing.
  [[nodiscard]] Result<void> accept_tls(ssl_ctx_st* context, transport::TimePoint until);
  // At most `limit_bytes`; empty: the peer closed.
  [[nodiscard]] Result<Bytes> read(std::size_t limit_bytes, transport::TimePoint until);
  [[nodiscard]] Result<void> write(ByteView bytes, transport::TimePoint until);
  // Whether the other side's machine has acknowledged all that was written, and did not throw it away within a moment.
  bool is_acknowledged(transport::TimePoint until) const;
  // Says that nothing more comes.
  void finish();

  bool is_tls() const { return tls_ != nullptr; }
  std::string server_name() const;  // that the device asked for
  std::string version() const;      // "TLSv1.3"
  std::string suite() const;        // OpenSSL's name
  // The last alert the peer sent, less that it closes: "unknown_ca"; "" without one.
  const std::string& alert() const { return alert_; }

 private:
  static void watch(const ssl_st* tls, int where, int value);
  bool is_broken() const;
  // True when the call is to be made again.
  bool can_go_on(int returned, transport::TimePoint until);

  struct Free {
    void operator()(ssl_st* tls) const;
  };
  int socket_;
  std::unique_ptr<ssl_st, Free> tls_;
  std::string alert_;
};

}  // namespace hoshi::lab
