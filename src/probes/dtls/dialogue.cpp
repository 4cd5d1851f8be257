// Says hello twice, the second time with the cookie (RFC 6347, 4.2.1).
// SPDX-License-Identifier: Apache-2.0
#include "probes/dtls/dialogue.h"

#include <algorithm>

namespace hoshi::probes {
namespace {

namespace dtls = protocols::dtls;
using Kind = HelloOutcome::Kind;
using std::chrono::milliseconds;

constexpr milliseconds answer_timeout{1500};  // small processors take a second to sign
constexpr milliseconds handshake_timeout{6000};
constexpr int sends = 2;
constexpr int datagrams_max = 64;

// RFC 5246, 7.2: user_canceled, in the clear.
Bytes farewell() {
  return {21, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 90};
}

Kind judge(const protocols::tls::ServerAnswer& answer, const protocols::tls::ClientHello& hello,
           dtls::Version version) {
  if (!answer.hello) return answer.alert ? Kind::refused : Kind::silent;
  if (answer.hello->version != static_cast<std::uint16_t>(version)) return Kind::other_version;
  const auto& offered = hello.suites;
  const bool was_offered = std::find(offered.begin(), offered.end(), answer.hello->suite) != offered.end();
  return was_offered ? Kind::chosen : Kind::not_tls;
}

}  // namespace

Result<HelloOutcome> DtlsDialogue::exchange(transport::Datagrams& socket, const Bytes& hello, Wanted wanted,
                                            dtls::ServerFlight& flight) {
  int left = datagrams_max;
  for (int round = 0; round < sends; ++round) {
    HOSHI_CHECK(socket.send(hello));
    while (left-- > 0) {
      const auto got = socket.receive(answer_timeout);
      if (!got && got.error().code == ErrorCode::unavailable) return HelloOutcome{Kind::unreachable, {}};
      if (!got && got.error().code == ErrorCode::timed_out) break;
      if (!got) return tl::unexpected(got.error());
      if (!flight.feed(got->bytes)) return HelloOutcome{Kind::not_tls, {}};
      // A repeated HelloVerifyRequest is no answer to the second hello.
      const bool has_cookie = wanted == Wanted::cookie_or_flight && flight.cookie();
      if (has_cookie || flight.answer().complete) return HelloOutcome{Kind::chosen, flight.answer()};
    }
    HOSHI_CHECK(network_.wait(milliseconds(0)));  // our own deadline is no silence of the device
    if (flight.answer().hello) break;             // the rest of the flight was lost; the choice is known
  }
  return HelloOutcome{flight.answer().hello ? Kind::chosen : Kind::silent, flight.answer()};
}

Result<HelloOutcome> DtlsDialogue::say(protocols::tls::ClientHello hello, dtls::Version version) {
  ++connections_;
  hello.random = network_.random(32);
  auto socket = HOSHI_TRY(network_.open_datagrams(target_, port_, transport::Reach::port));
  dtls::ServerFlight first;
  auto outcome = HOSHI_TRY(exchange(*socket, dtls::write_client_hello(hello, version, {}, 0),
                                    Wanted::cookie_or_flight, first));
  if (outcome.kind == Kind::chosen && first.cookie() && !first.answer().hello) {
    dtls::ServerFlight second;
    const Bytes with_cookie = dtls::write_client_hello(hello, version, *first.cookie(), 1);
    outcome = HOSHI_TRY(exchange(*socket, with_cookie, Wanted::flight, second));
  }
  if (outcome.kind != Kind::chosen) return outcome;
  outcome.kind = judge(outcome.answer, hello, version);
  if (outcome.answer.hello) HOSHI_CHECK(socket->send(farewell()));
  return outcome;
}

Result<Bytes> DtlsDialogue::leaf_certificate() {
  ++connections_;
  const auto stream = network_.connect_dtls(target_, port_, {}, handshake_timeout);
  if (!stream) {
    HOSHI_CHECK(network_.wait(milliseconds(0)));
    return Bytes{};
  }
  const transport::TlsSession* session = (*stream)->tls();
  const bool has_leaf = session != nullptr && !session->certificates_der.empty();
  return has_leaf ? session->certificates_der.front() : Bytes{};
}

}  // namespace hoshi::probes
