// Reads what a server answers to a ClientHello, from SSLv2 to TLS 1.3, up to where it becomes encrypted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::tls {

constexpr std::size_t answer_limit_bytes = 128u << 10;   // all records of one answer
constexpr std::size_t message_limit_bytes = 64u << 10;   // one handshake message
constexpr std::size_t certificate_limit = 16;            // of one chain; further ones are an error

struct Alert {
  std::uint8_t level = 0;
  std::uint8_t description = 0;
};

std::string alert_name(std::uint8_t description);  // "handshake_failure", or "alert 200"

struct ServerHello {
  std::uint16_t version = 0;   // negotiated: that of supported_versions when it is there
  std::uint16_t suite = 0;
  std::uint8_t compression = 0;
  bool retry = false;          // a HelloRetryRequest
  std::optional<std::uint16_t> group;   // of its key share, or wanted by the retry
  bool downgrade_marked = false;        // RFC 8446, 4.1.3: the server could do better than was offered
  bool secure_renegotiation = false;    // RFC 5746
};

struct ServerAnswer {
  enum class Kind {
    nothing_yet,  // too short to tell
    tls,
    sslv2,        // an SSLv2 SERVER-HELLO or ERROR
    other,        // not TLS at all
  };
  Kind kind = Kind::nothing_yet;
  // Nothing more is to come that could be read without keys: the flight is over, or an alert ended it.
  bool complete = false;
  std::optional<Alert> alert;            // the first one of level fatal, else the last warning
  std::optional<ServerHello> hello;
  std::vector<Bytes> certificates_der;   // up to TLS 1.2, leaf first
  std::optional<std::uint16_t> group;    // named curve of the ServerKeyExchange
  std::optional<unsigned> dh_bits;       // size of the prime of the ServerKeyExchange
  bool certificate_requested = false;
};

// Reads everything received so far, from the beginning. A record or message that is not whole yet is not an error:
// `complete` stays false. corrupt: bytes that break the protocol, or one of the limits. Stateless and pure.
[[nodiscard]] Result<ServerAnswer> read_server_answer(ByteView received);

}  // namespace hoshi::protocols::tls
