// A SIP user agent that asks one request at a time, over TCP, TLS or UDP, with Digest when it has an account.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "probes/probe.h"
#include "probes/question.h"
#include "protocols/sip/message.h"

namespace hoshi::probes {

struct SipPlace {
  std::string target;
  std::string host;  // of the device, as the user names it
  std::uint16_t port = 0;
  bool tls = false;
  bool udp = false;
};

// One line to the device; requests go one after the other.
class SipAgent {
 public:
  [[nodiscard]] static Result<SipAgent> open(transport::Network& network, SipPlace place);

  // The final response (RFC 3261, 17.1); provisional ones are waited through.
  [[nodiscard]] Result<protocols::sip::Response> ask(protocols::sip::Request request);

  struct Judged {
    protocols::sip::Response response;
    bool asked_for_password = false;  // there was a challenge that we understand
    bool was_judged = false;          // the answer is one to the password, and no stale nonce
    transport::TaskTime sent{};       // when the password's proof was sent
  };
  // Asks, and once more with the account's Digest when that is wanted (RFC 3261, 22.2). Without an account: once.
  [[nodiscard]] Result<Judged> ask_as(protocols::sip::Request request, const std::string& account,
                                      const std::string& password);
  transport::TaskTime time() const;

 private:
  SipAgent(transport::Network& network, SipPlace place) : network_(&network), place_(std::move(place)) {}
  [[nodiscard]] Result<protocols::sip::Response> hear();
  [[nodiscard]] Result<protocols::sip::Response> ask_datagram(ByteView request);

  transport::Network* network_;  // outlives the agent
  SipPlace place_;
  std::optional<Questioner> stream_;
  std::unique_ptr<transport::Datagrams> datagrams_;
  std::uint32_t sequence_ = 0;
};

}  // namespace hoshi::probes
