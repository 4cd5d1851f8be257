// A connection as bytes in and out, plain or through TLS; not recorded yet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "transport/network.h"
#include "transport/socket_io.h"
#include "transport/tls_context.h"

namespace hoshi::transport {

class Channel {
 public:
  virtual ~Channel() = default;
  // As Stream::read and Stream::write, with a point in time.
  [[nodiscard]] virtual Result<Bytes> read(std::size_t limit_bytes, TimePoint until) = 0;
  [[nodiscard]] virtual Result<void> write(ByteView bytes, TimePoint until) = 0;
  virtual const TlsSession* tls() const = 0;
};

// Owns the socket.
std::unique_ptr<Channel> plain_channel(Descriptor socket);
// Shakes hands before it returns. unavailable with OpenSSL's reason in words; timed_out.
[[nodiscard]] Result<std::unique_ptr<Channel>> tls_channel(Descriptor socket, const TlsContext& context,
                                                           const TlsOptions& options, TimePoint until);

}  // namespace hoshi::transport
