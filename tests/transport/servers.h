// Tiny servers on loopback for the tests of this room: plain TCP, and TLS with a certificate made in memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "transport/direct_connector.h"
#include "transport/live_network.h"
#include "transport/transcript.h"

namespace hoshi::transport::testing {

// Blocking helpers for the serving side.
inline std::string read_some(int socket) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

inline bool send_text(int socket, std::string_view text) {
  return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

// The connection ends with a reset when the server closes it.
inline void reset_at_close(int socket) {
  const linger now{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

// A socket bound to port 0 of the address that does not listen: the port is closed and nobody else can open
// it.
inline Descriptor reserve_on(const std::string& address, std::uint16_t& port) {
  const Address parsed = Address::parse(address).value();
  Descriptor bound(::socket(parsed.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(bound.number(), parsed.raw(), parsed.size()), 0);
  sockaddr_in6 own{};  // the port stands at the same place in both families
  socklen_t size = sizeof own;
  ::getsockname(bound.number(), static_cast<sockaddr*>(static_cast<void*>(&own)), &size);
  port = ntohs(own.sin6_port);
  return bound;
}

inline Descriptor listen_on(const std::string& address, std::uint16_t& port) {
  Descriptor listener = reserve_on(address, port);
  EXPECT_EQ(::listen(listener.number(), 128), 0);
  return listener;
}

// Each connection is handed to `serve`, one after the other, and closed after it.
class Server {
 public:
  explicit Server(std::function<void(int)> serve, const std::string& address = "127.0.0.1")
      : serve_(std::move(serve)), listener_(listen_on(address, port_)), thread_([this] { run(); }) {}
  ~Server() {
    stopping_ = true;
    ::shutdown(listener_.number(), SHUT_RDWR);  // wakes accept
    thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  void run() {
    while (!stopping_) {
      const Descriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
      if (socket.is_open()) serve_(socket.number());
    }
  }
  std::function<void(int)> serve_;
  std::uint16_t port_ = 0;
  Descriptor listener_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

// A new self-signed certificate for "device.test" and its key.
struct Identity {
  std::shared_ptr<EVP_PKEY> key;
  std::shared_ptr<X509> certificate;
};

inline Identity make_identity() {
  const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::array<unsigned char, 11> text{'d', 'e', 'v', 'i', 'c', 'e', '.', 't', 'e', 's', 't'};
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text.data(), static_cast<int>(text.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  return {key, certificate};
}

// Prepares the libraries when first called.
inline const TlsContext& tls_context() {
  static const TlsContext context = [] {
    EXPECT_TRUE(prepare_libraries().has_value());
    return TlsContext::create().value();
  }();
  return context;
}

inline std::shared_ptr<SSL_CTX> server_context(const Identity& identity, int maximum_version) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), maximum_version);
  SSL_CTX_use_certificate(context.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  return context;
}

// Serves a TLS connection: shakes hands, reads once, answers, says goodbye.
inline std::function<void(int)> tls_answer(std::string answer, int maximum_version = 0,
                                           const Identity& identity = make_identity()) {
  static_cast<void>(tls_context());
  return [context = server_context(identity, maximum_version), answer = std::move(answer)](int socket) {
    const std::shared_ptr<SSL> ssl(SSL_new(context.get()), SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) != 1) return;
    std::array<char, 4096> buffer{};
    SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    SSL_write(ssl.get(), answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(ssl.get());
  };
}

// Collects lines by lane.
class MemorySink : public TranscriptSink {
 public:
  void append(std::string_view lane, std::string_view line) override {
    const std::scoped_lock lock(mutex_);
    lanes_[std::string(lane)].append(line).append("\n");
  }
  std::map<std::string, std::string, std::less<>> lanes() const {
    const std::scoped_lock lock(mutex_);
    return lanes_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> lanes_;
};

// Knows one target, "main".
inline DirectConnector connector_to(const std::string& address, DirectOptions options = {}) {
  DirectConnector::Targets targets;
  targets["main"].push_back(Address::parse(address).value());
  return DirectConnector(std::move(targets), std::move(options));
}

}  // namespace hoshi::transport::testing
