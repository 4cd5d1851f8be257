// A connection's bytes, plain or through TLS; internal to the server (the only headers of Asio are here).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <memory>

#include "base/result.h"

namespace hoshi::web {

class Connection;
using Socket = boost::asio::ip::tcp::socket;
using Pieces = std::array<boost::asio::const_buffer, 3>;

// Each operation ends in a call of the connection (on_handshake, on_read, on_written, on_finished), which it keeps alive.
class Stream {
 public:
  virtual ~Stream() = default;
  virtual void handshake(std::shared_ptr<Connection> connection) = 0;
  virtual void read(std::shared_ptr<Connection> connection, boost::asio::mutable_buffer into) = 0;
  virtual void write(std::shared_ptr<Connection> connection, const Pieces& pieces) = 0;
  // Tells the other side that nothing more comes.
  virtual void finish(std::shared_ptr<Connection> connection) = 0;
  virtual void close() = 0;
};

std::unique_ptr<Stream> plain_stream(Socket socket);

// The server's side of TLS: certificate, key and versions; shared by all connections.
class TlsContext {
 public:
  virtual ~TlsContext() = default;
  virtual std::unique_ptr<Stream> stream(Socket socket) = 0;
};
// invalid_input when certificate or key cannot be read or do not belong together.
[[nodiscard]] Result<std::unique_ptr<TlsContext>> tls_context(const std::filesystem::path& certificate,
                                                              const std::filesystem::path& key);

}  // namespace hoshi::web
