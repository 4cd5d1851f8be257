// Requests over SIP.
// SPDX-License-Identifier: Apache-2.0
#include "probes/sip_agent.h"

#include "base/encoding.h"
#include "protocols/http/authorization.h"

namespace hoshi::probes {
namespace {

namespace sip = protocols::sip;
namespace http = protocols::http;

constexpr int provisional_max = 10;
constexpr int stale_answers_max = 3;
constexpr milliseconds answer_wait{8000};  // over TCP: registrars look passwords up elsewhere
// RFC 3261, 17.1.2.2: over UDP asked again after T1 (500 ms), twice T1 …
constexpr std::array<milliseconds, 3> datagram_waits{milliseconds(500), milliseconds(1000), milliseconds(4000)};

}  // namespace

Result<SipAgent> SipAgent::open(transport::Network& network, SipPlace place) {
  SipAgent agent(network, std::move(place));
  if (agent.place_.udp) {
    agent.datagrams_ = HOSHI_TRY(network.open_datagrams(agent.place_.target, agent.place_.port, transport::Reach::port));
    return agent;
  }
  agent.stream_ = HOSHI_TRY(Questioner::open(network, agent.place_.target, {agent.place_.port, agent.place_.tls}));
  return agent;
}

transport::TaskTime SipAgent::time() const { return stream_ ? stream_->time() : datagrams_->time(); }

Result<sip::Response> SipAgent::hear() {
  for (int heard = 0; heard < provisional_max; ++heard) {
    auto response = HOSHI_TRY(stream_->hear(sip::read_response, answer_wait));
    if (response.status >= 200) return response;
  }
  return fail(ErrorCode::timed_out, "only provisional responses");
}

Result<sip::Response> SipAgent::ask_datagram(ByteView request) {
  for (const auto wait : datagram_waits) {
    HOSHI_CHECK(datagrams_->send(request));
    for (int heard = 0; heard < provisional_max; ++heard) {
      const auto datagram = datagrams_->receive(wait);
      if (!datagram && datagram.error().code != ErrorCode::timed_out) return tl::unexpected<Error>(datagram.error());
      if (!datagram) break;
      auto response = HOSHI_TRY(sip::read_response(datagram->bytes));
      if (!response) return fail(ErrorCode::corrupt, "half a response");
      if (response->status >= 200) return std::move(*response);
    }
  }
  return fail(ErrorCode::timed_out, "no response");
}

Result<sip::Response> SipAgent::ask(sip::Request request) {
  request.host = place_.host;
  request.transport = place_.udp ? "UDP" : place_.tls ? "TLS" : "TCP";
  request.number = to_hex(network_->random(8));
  request.sequence = ++sequence_;
  const Bytes bytes = HOSHI_TRY(sip::write_request(request));
  if (datagrams_) return ask_datagram(bytes);
  HOSHI_CHECK(stream_->say(bytes));
  return hear();
}

Result<SipAgent::Judged> SipAgent::ask_as(sip::Request request, const std::string& account, const std::string& password) {
  request.account = account;
  const auto own_headers = request.headers;
  Judged judged;
  judged.sent = time();
  judged.response = HOSHI_TRY(ask(request));
  for (int round = 0; round <= stale_answers_max; ++round) {
    const bool is_asked = judged.response.status == 401 || judged.response.status == 407;
    const auto challenge = http::first_digest(sip::challenges_of(judged.response));
    if (!is_asked || !challenge || (judged.was_judged && !challenge->stale)) return judged;
    judged.asked_for_password = true;
    http::DigestInput input;
    input.method = request.method;
    input.uri = "sip:" + place_.host;
    input.user = account;
    input.password = password;
    input.client_nonce = to_hex(network_->random(8));
    // What follows from the password can be guessed offline, so it is kept out of the records as well.
    network_->keep_secret(HOSHI_TRY(http::digest_response(*challenge, input)));
    auto authorization = HOSHI_TRY(http::digest_authorization(*challenge, input));
    request.headers = own_headers;
    request.headers.push_back({judged.response.status == 407 ? "Proxy-Authorization" : "Authorization", std::move(authorization)});
    judged.sent = time();
    judged.response = HOSHI_TRY(ask(request));
    judged.was_judged = true;
  }
  judged.was_judged = false;  // every nonce was called stale
  return judged;
}

}  // namespace hoshi::probes
