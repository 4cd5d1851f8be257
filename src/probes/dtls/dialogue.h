// One DTLS ClientHello, its cookie, and what the server answers; on a socket of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "probes/tls/dialogue.h"
#include "protocols/dtls/hello.h"

namespace hoshi::probes {

class DtlsDialogue {
 public:
  // Borrows the network for its life.
  DtlsDialogue(transport::Network& network, std::string target, std::uint16_t port)
      : network_(network), target_(std::move(target)), port_(port) {}

  // `hello.random` is filled in, its version is not looked at. An error is our own failure or the deadline. What is
  // lost is asked for again once. The handshake is broken off by an alert, so that small servers do not wait for it.
  [[nodiscard]] Result<HelloOutcome> say(protocols::tls::ClientHello hello, protocols::dtls::Version version);
  // The leaf of a whole handshake by OpenSSL; empty when it does not come about.
  [[nodiscard]] Result<Bytes> leaf_certificate();

  int connections() const { return connections_; }

 private:
  enum class Wanted { cookie_or_flight, flight };
  // Sends one hello and collects what answers it, until what is wanted is there.
  [[nodiscard]] Result<HelloOutcome> exchange(transport::Datagrams& socket, const Bytes& hello, Wanted wanted,
                                              protocols::dtls::ServerFlight& flight);

  transport::Network& network_;
  std::string target_;
  std::uint16_t port_;
  int connections_ = 0;
};

}  // namespace hoshi::probes
