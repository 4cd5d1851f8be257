// One ClientHello and what comes back, on a connection of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/tls/starttls.h"
#include "protocols/tls/client_hello.h"
#include "protocols/tls/server_answer.h"
#include "transport/network.h"

namespace hoshi::probes {

struct HelloOutcome {
  enum class Kind {
    chosen,    // a ServerHello of the version asked for, with a suite that was offered
    other_version,  // a ServerHello of another version: the one asked for is not to be had
    refused,   // an alert, or the connection ended without an answer
    silent,    // nothing, or no whole answer, within the time
    not_tls,   // an answer that is no TLS, or breaks it
    unreachable,    // no connection
  };
  Kind kind = Kind::silent;
  protocols::tls::ServerAnswer answer;
};

// Speaks with one endpoint and counts its connections.
class TlsDialogue {
 public:
  // Borrows the network for its life. With a kind of STARTTLS each connection agrees in clear first.
  TlsDialogue(transport::Network& network, std::string target, std::uint16_t port, StartTls start = StartTls::none)
      : network_(network), target_(std::move(target)), port_(port), start_(start) {}

  // `hello.random` is filled in. An error is our own failure or the deadline. A device that takes no connection is
  // asked again twice, after a pause.
  [[nodiscard]] Result<HelloOutcome> say(protocols::tls::ClientHello hello);
  // The leaf of a whole handshake by OpenSSL, for certificates that TLS 1.3 hides; empty when it does not come about.
  [[nodiscard]] Result<Bytes> leaf_certificate();

  int connections() const { return connections_; }

 private:
  [[nodiscard]] Result<std::unique_ptr<transport::Stream>> connect();
  [[nodiscard]] Result<std::unique_ptr<transport::Stream>> connect_once();
  [[nodiscard]] Result<std::unique_ptr<transport::Stream>> connect_by_openssl();
  [[nodiscard]] Result<HelloOutcome> listen(transport::Stream& stream, const protocols::tls::ClientHello& hello);

  transport::Network& network_;
  std::string target_;
  std::uint16_t port_;
  StartTls start_;
  int connections_ = 0;
};

}  // namespace hoshi::probes
