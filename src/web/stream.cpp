// Asio's plain and TLS sockets behind one interface.
// SPDX-License-Identifier: Apache-2.0
#include "web/stream.h"

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "web/connection.h"

namespace hoshi::web {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

void close_socket(Socket::lowest_layer_type& socket) {
  error_code ignored;
  socket.close(ignored);
}

class PlainStream : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  void handshake(std::shared_ptr<Connection> connection) override { connection->on_handshake(true); }
  void read(std::shared_ptr<Connection> connection, asio::mutable_buffer into) override {
    socket_.async_read_some(into, [connection = std::move(connection)](error_code failed, std::size_t count) {
      connection->on_read(!failed, count);
    });
  }
  void write(std::shared_ptr<Connection> connection, const Pieces& pieces) override {
    asio::async_write(socket_, pieces, [connection = std::move(connection)](error_code failed, std::size_t) {
      connection->on_written(!failed);
    });
  }
  void finish(std::shared_ptr<Connection> connection) override {
    error_code failed;
    socket_.shutdown(Socket::shutdown_send, failed);
    connection->on_finished(!failed);
  }
  void close() override { close_socket(socket_.lowest_layer()); }

 private:
  Socket socket_;
};

class TlsStream : public Stream {
 public:
  TlsStream(Socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  void handshake(std::shared_ptr<Connection> connection) override {
    stream_.async_handshake(asio::ssl::stream_base::server, [connection = std::move(connection)](error_code failed) {
      connection->on_handshake(!failed);
    });
  }
  void read(std::shared_ptr<Connection> connection, asio::mutable_buffer into) override {
    stream_.async_read_some(into, [connection = std::move(connection)](error_code failed, std::size_t count) {
      connection->on_read(!failed, count);
    });
  }
  void write(std::shared_ptr<Connection> connection, const Pieces& pieces) override {
    asio::async_write(stream_, pieces, [connection = std::move(connection)](error_code failed, std::size_t) {
      connection->on_written(!failed);
    });
  }
  void finish(std::shared_ptr<Connection> connection) override {
    stream_.async_shutdown([connection = std::move(connection)](error_code failed) { connection->on_finished(!failed); });
  }
  void close() override { close_socket(stream_.lowest_layer()); }

 private:
  asio::ssl::stream<Socket> stream_;
};

class ServerTlsContext : public TlsContext {
 public:
  explicit ServerTlsContext(asio::ssl::context context) : context_(std::move(context)) {}
  std::unique_ptr<Stream> stream(Socket socket) override { return std::make_unique<TlsStream>(std::move(socket), context_); }

 private:
  asio::ssl::context context_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(Socket socket) { return std::make_unique<PlainStream>(std::move(socket)); }

Result<std::unique_ptr<TlsContext>> tls_context(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  try {
    asio::ssl::context context(asio::ssl::context::tls_server);
    // RFC 9325: TLS 1.2 with forward secrecy and authenticated encryption, or 1.3; nothing older, no compression.
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
      return fail(ErrorCode::internal, "OpenSSL knows none of the cipher suites");
    }
    context.use_certificate_chain_file(certificate.string());
    context.use_private_key_file(key.string(), asio::ssl::context::pem);
    if (SSL_CTX_check_private_key(context.native_handle()) != 1) {
      return fail(ErrorCode::invalid_input, key.string() + " is not the key of " + certificate.string());
    }
    return std::make_unique<ServerTlsContext>(std::move(context));
  } catch (const boost::system::system_error& error) {
    return fail(ErrorCode::invalid_input,
                "certificate " + certificate.string() + " or key " + key.string() + " cannot be used: " + error.what());
  }
}

}  // namespace hoshi::web
