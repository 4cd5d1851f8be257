// Joins records into handshake messages and reads the ones a server sends in clear.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/server_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>

#include "protocols/tls/server_messages.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::uint8_t change_cipher_spec_record = 20;
constexpr std::uint8_t alert_record = 21;
constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t application_data_record = 23;
constexpr std::size_t record_limit_bytes = 16384 + 2048;  // RFC 5246, 6.2.3
constexpr std::size_t record_limit = 512;                 // more records than that is no greeting

// RFC 6101 (SSLv2 in appendix E): two bytes of length with the highest bit set, then the kind of message.
bool is_sslv2(ByteView bytes) {
  if (bytes.size() < 5 || (bytes[0] & 0x80) == 0) {
    return false;
  }
  const bool server_hello = bytes[2] == 4 && bytes[3] <= 1 && bytes[4] <= 2;
  const bool error = bytes[0] == 0x80 && bytes[1] == 3 && bytes[2] == 0;
  return server_hello || error;
}

ServerAnswer::Kind kind_of(ByteView bytes) {
  if (bytes.empty()) {
    return ServerAnswer::Kind::nothing_yet;
  }
  const bool record = bytes[0] >= change_cipher_spec_record && bytes[0] <= application_data_record;
  if (record && (bytes.size() < 2 || bytes[1] == 3)) {
    return bytes.size() < 2 ? ServerAnswer::Kind::nothing_yet : ServerAnswer::Kind::tls;
  }
  if ((bytes[0] & 0x80) != 0 && bytes.size() < 5) {
    return ServerAnswer::Kind::nothing_yet;
  }
  return is_sslv2(bytes) ? ServerAnswer::Kind::sslv2 : ServerAnswer::Kind::other;
}

void note_alert(ServerAnswer& answer, ByteView content) {
  constexpr std::uint8_t fatal = 2;
  if (content.size() < 2) {
    return;
  }
  const Alert alert{content[0], content[1]};
  if (!answer.alert || answer.alert->level != fatal) {
    answer.alert = alert;
  }
  const bool close_notify = alert.description == 0;
  answer.complete = answer.complete || alert.level == fatal || close_notify;
}

// Feeds what has been joined so far to the readers of messages; keeps the unfinished rest.
Result<void> read_messages(Bytes& joined, ServerAnswer& answer) {
  ByteReader reader(joined);
  while (!answer.complete && reader.remaining() >= 4) {
    ByteReader ahead(reader.rest());
    const std::uint8_t type = HOSHI_TRY(ahead.u8("handshake type"));
    const std::uint32_t length = HOSHI_TRY(ahead.u24("handshake length"));
    if (length > message_limit_bytes) {
      return fail(ErrorCode::corrupt, fmt::format("a handshake message of {} bytes", length));
    }
    if (ahead.remaining() < length) {
      break;
    }
    const ByteView body = HOSHI_TRY(ahead.take(length, "handshake message"));
    HOSHI_CHECK(read_handshake_message(type, body, answer));
    HOSHI_TRY(reader.take(4 + length, "handshake message"));
  }
  joined.erase(joined.begin(), joined.begin() + static_cast<std::ptrdiff_t>(reader.position()));
  return {};
}

Result<void> read_record(std::uint8_t type, ByteView content, Bytes& joined, ServerAnswer& answer) {
  if (type == alert_record) {
    note_alert(answer, content);
    return {};
  }
  if (type == handshake_record) {
    joined.insert(joined.end(), content.begin(), content.end());
    return read_messages(joined, answer);
  }
  if (type != change_cipher_spec_record && type != application_data_record) {
    return fail(ErrorCode::corrupt, fmt::format("a record of type {}", type));
  }
  // What follows is encrypted (RFC 8446, 5: change_cipher_spec is only for middleboxes).
  answer.complete = true;
  return {};
}

}  // namespace

std::string alert_name(std::uint8_t description) {
  struct Name {
    std::uint8_t code;
    std::string_view text;
  };
  // RFC 8446, 6 and IANA "TLS Alerts".
  static constexpr auto names = std::to_array<Name>({{0, "close_notify"},
                                                     {10, "unexpected_message"},
                                                     {20, "bad_record_mac"},
                                                     {40, "handshake_failure"},
                                                     {47, "illegal_parameter"},
                                                     {50, "decode_error"},
                                                     {70, "protocol_version"},
                                                     {71, "insufficient_security"},
                                                     {80, "internal_error"},
                                                     {86, "inappropriate_fallback"},
                                                     {109, "missing_extension"},
                                                     {112, "unrecognized_name"},
                                                     {116, "certificate_required"}});
  for (const Name& name : names) {
    if (name.code == description) {
      return std::string(name.text);
    }
  }
  return fmt::format("alert {}", description);
}

Result<ServerAnswer> read_server_answer(ByteView received) {
  ServerAnswer answer;
  answer.kind = kind_of(received);
  if (answer.kind != ServerAnswer::Kind::tls) {
    answer.complete = answer.kind != ServerAnswer::Kind::nothing_yet;
    return answer;
  }
  if (received.size() > answer_limit_bytes) {
    return fail(ErrorCode::corrupt, "an answer of more than 128 KiB");
  }
  ByteReader reader(received);
  Bytes joined;
  for (std::size_t records = 0; !answer.complete && reader.remaining() >= 5; ++records) {
    ByteReader ahead(reader.rest());
    const std::uint8_t type = HOSHI_TRY(ahead.u8("record type"));
    const std::uint16_t version = HOSHI_TRY(ahead.u16("record version"));
    const std::uint16_t length = HOSHI_TRY(ahead.u16("record length"));
    if ((version >> 8) != 3 || length > record_limit_bytes || records >= record_limit) {
      return fail(ErrorCode::corrupt, "a record that breaks TLS");
    }
    if (ahead.remaining() < length) {
      break;
    }
    const ByteView content = HOSHI_TRY(ahead.take(length, "record"));
    HOSHI_CHECK(read_record(type, content, joined, answer));
    HOSHI_TRY(reader.take(5u + length, "record"));
  }
  return answer;
}

}  // namespace hoshi::protocols::tls
