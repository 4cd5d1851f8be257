// Sends a ClientHello, reads the answer to its end, and says what it means.
// SPDX-License-Identifier: Apache-2.0
#include "probes/tls/dialogue.h"

#include <algorithm>

namespace hoshi::probes {

namespace {

namespace tls = protocols::tls;
using std::chrono::milliseconds;
using Kind = HelloOutcome::Kind;

constexpr milliseconds connect_timeout{5000};
constexpr milliseconds answer_timeout{5000};  // small processors take seconds to sign
constexpr milliseconds reconnect_pause{500};
constexpr int connect_tries = 3;
constexpr int reads_limit = 512;
constexpr std::size_t read_bytes = 16u << 10;

// The answer so far, judged as if nothing more would come.
Kind judge(const tls::ServerAnswer& answer, const tls::ClientHello& hello) {
  if (answer.kind == tls::ServerAnswer::Kind::other || answer.kind == tls::ServerAnswer::Kind::sslv2) {
    return Kind::not_tls;
  }
  if (!answer.hello) {
    return Kind::refused;
  }
  if (answer.hello->version != static_cast<std::uint16_t>(hello.version)) {
    return Kind::other_version;
  }
  const auto& offered = hello.suites;
  const bool was_offered = std::find(offered.begin(), offered.end(), answer.hello->suite) != offered.end();
  return was_offered ? Kind::chosen : Kind::not_tls;
}

}  // namespace

// A connection on which a ClientHello may be sent now. What does not agree on TLS is as good as not reachable.
Result<std::unique_ptr<transport::Stream>> TlsDialogue::connect_once() {
  ++connections_;
  auto stream = HOSHI_TRY(network_.connect(target_, port_, connect_timeout));
  if (start_ == StartTls::none) return stream;
  const auto agreed = agree_on_tls(*stream, start_);
  if (agreed && agreed->offered) return stream;
  return fail(ErrorCode::unavailable, "no agreement on TLS");
}

Result<std::unique_ptr<transport::Stream>> TlsDialogue::connect() {
  for (int tries = 1;; ++tries) {
    auto stream = connect_once();
    const bool device = !stream && (stream.error().code == ErrorCode::unavailable ||
                                    stream.error().code == ErrorCode::timed_out);
    if (!device || tries == connect_tries) {
      return stream;
    }
    HOSHI_CHECK(network_.wait(reconnect_pause));
  }
}

Result<HelloOutcome> TlsDialogue::listen(transport::Stream& stream, const tls::ClientHello& hello) {
  Bytes received;
  HelloOutcome outcome;
  for (int reads = 0; reads < reads_limit && !outcome.answer.complete; ++reads) {
    const auto bytes = stream.read(read_bytes, answer_timeout);
    const bool silence = !bytes && bytes.error().code == ErrorCode::timed_out;
    if (silence) {
      HOSHI_CHECK(network_.wait(milliseconds(0)));  // our own deadline is no silence of the device
      outcome.kind = outcome.answer.hello ? judge(outcome.answer, hello) : Kind::silent;
      return outcome;
    }
    if (!bytes || bytes->empty()) {
      break;
    }
    received.insert(received.end(), bytes->begin(), bytes->end());
    auto answer = tls::read_server_answer(received);
    if (!answer) {
      outcome.kind = Kind::not_tls;
      return outcome;
    }
    outcome.answer = std::move(*answer);
  }
  outcome.kind = judge(outcome.answer, hello);
  return outcome;
}

Result<HelloOutcome> TlsDialogue::say(tls::ClientHello hello) {
  auto stream = connect();
  if (!stream) {
    const auto code = stream.error().code;
    if (code != ErrorCode::unavailable && code != ErrorCode::timed_out) {
      return tl::unexpected(stream.error());
    }
    HOSHI_CHECK(network_.wait(milliseconds(0)));
    return HelloOutcome{Kind::unreachable, {}};
  }
  hello.random = network_.random(32);
  const auto written = (*stream)->write(tls::write_client_hello(hello));
  if (!written && written.error().code == ErrorCode::timed_out) {
    HOSHI_CHECK(network_.wait(milliseconds(0)));
    return HelloOutcome{Kind::silent, {}};
  }
  // Also after a write that failed: what closed the connection may have said why.
  return listen(**stream, hello);
}

Result<std::unique_ptr<transport::Stream>> TlsDialogue::connect_by_openssl() {
  if (start_ != StartTls::none) {
    return network_.start_tls(HOSHI_TRY(connect_once()), {}, connect_timeout + answer_timeout);
  }
  ++connections_;
  return network_.connect_tls(target_, port_, {}, connect_timeout + answer_timeout);
}

Result<Bytes> TlsDialogue::leaf_certificate() {
  const auto stream = connect_by_openssl();
  if (!stream) {
    HOSHI_CHECK(network_.wait(milliseconds(0)));
    return Bytes{};
  }
  const transport::TlsSession* session = (*stream)->tls();
  const bool has_leaf = session != nullptr && !session->certificates_der.empty();
  return has_leaf ? session->certificates_der.front() : Bytes{};
}

}  // namespace hoshi::probes
