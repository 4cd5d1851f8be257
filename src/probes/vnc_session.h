// A session with a VNC server up to the description of its desktop; no picture is ever asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "protocols/vnc/handshake.h"
#include "transport/network.h"

namespace hoshi::probes {

using std::chrono::milliseconds;

// One thread. Errors are those of Network, and corrupt for what is no RFB.
class VncSession {
 public:
  // Agrees on a version and reads which kinds of security there are.
  [[nodiscard]] static Result<VncSession> open(transport::Network& network, std::string_view target,
                                               std::uint16_t port, bool tls);

  const protocols::vnc::SecurityOffer& offer() const { return offer_; }
  bool offers(std::uint8_t type) const;
  // Enters without a password.
  [[nodiscard]] Result<protocols::vnc::SecurityResult> enter();
  // Enters by answering the challenge. The answer is told to keep_secret().
  [[nodiscard]] Result<protocols::vnc::SecurityResult> enter(std::string_view password);
  // After success: the desktop, as every shared client sees it first.
  [[nodiscard]] Result<protocols::vnc::Desktop> look();

 private:
  VncSession(transport::Network& network, std::unique_ptr<transport::Stream> stream)
      : network_(&network), stream_(std::move(stream)) {}
  // Reads until `parse` (bytes → Result<optional<T>>) is content; forgets the message, which has `message_bytes` when
  // more may follow at once.
  template <class Parse>
  auto read(Parse parse, std::size_t message_bytes = std::string::npos);
  [[nodiscard]] Result<void> choose(std::uint8_t type);

  transport::Network* network_;
  std::unique_ptr<transport::Stream> stream_;
  Bytes unread_;
  protocols::vnc::Version version_ = protocols::vnc::Version::v3_8;
  protocols::vnc::SecurityOffer offer_;
};

}  // namespace hoshi::probes
