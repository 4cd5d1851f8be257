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
  // The socket of a plain channel, which is of no more use then; nothing else can be gone on with.
  virtual Descriptor release() { return {}; }
};

// Owns the socket.
std::unique_ptr<Channel> plain_channel(Descriptor socket);
// Shakes hands before it returns. unavailable with OpenSSL's reason in words; timed_out.
[[nodiscard]] Result<std::unique_ptr<Channel>> tls_channel(Descriptor socket, const TlsContext& context,
                                                           const TlsOptions& options, TimePoint until);

// The same over datagrams: `pair` is the task's end of a DatagramRelay. One read is one record.
[[nodiscard]] Result<std::unique_ptr<Channel>> dtls_channel(Descriptor pair, const DtlsOptions& options, TimePoint until);

}  // namespace hoshi::transport
