// ServerHello, HelloRetryRequest, Certificate and ServerKeyExchange.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/server_messages.h"

#include <algorithm>
#include <bit>

#include "base/encoding.h"
#include "protocols/tls/suites.h"

namespace hoshi::protocols::tls {

namespace {

constexpr std::uint16_t tls_1_3 = static_cast<std::uint16_t>(Version::tls_1_3);
constexpr std::size_t random_bytes = 32;

// RFC 8446, 4.1.3: a HelloRetryRequest is a ServerHello with this random.
bool is_retry(ByteView random) {
  static const Bytes mark = sha256(to_bytes("HelloRetryRequest"));
  return std::equal(random.begin(), random.end(), mark.begin(), mark.end());
}

// RFC 8446, 4.1.3: the last eight bytes are "DOWNGRD" and 00 or 01.
bool is_downgrade_marked(ByteView random) {
  const std::string end = to_text(random.last(8));
  return end.starts_with("DOWNGRD") && (end[7] == 0 || end[7] == 1);
}

Result<void> read_extension(std::uint16_t type, ByteView content, ServerHello& hello) {
  constexpr std::uint16_t supported_versions = 43;
  constexpr std::uint16_t key_share = 51;
  constexpr std::uint16_t renegotiation_info = 0xFF01;
  ByteReader reader(content);
  if (type == supported_versions) {
    hello.version = HOSHI_TRY(reader.u16("selected version"));
  } else if (type == key_share) {
    hello.group = HOSHI_TRY(reader.u16("group of the key share"));
  } else if (type == renegotiation_info) {
    hello.secure_renegotiation = true;
  }
  return {};
}

Result<ServerHello> read_server_hello(ByteView body) {
  ServerHello hello;
  ByteReader reader(body);
  hello.version = HOSHI_TRY(reader.u16("server version"));
  const ByteView random = HOSHI_TRY(reader.take(random_bytes, "server random"));
  hello.retry = is_retry(random);
  hello.downgrade_marked = is_downgrade_marked(random);
  HOSHI_TRY(reader.vector8("session id"));
  hello.suite = HOSHI_TRY(reader.u16("chosen suite"));
  hello.compression = HOSHI_TRY(reader.u8("compression"));
  if (reader.at_end()) {
    return hello;
  }
  ByteReader extensions(HOSHI_TRY(reader.vector16("extensions")));
  while (!extensions.at_end()) {
    const std::uint16_t type = HOSHI_TRY(extensions.u16("extension type"));
    const ByteView content = HOSHI_TRY(extensions.vector16("extension"));
    HOSHI_CHECK(read_extension(type, content, hello));
  }
  return hello;
}

// RFC 5246, 7.4.2.
Result<void> read_certificates(ByteView body, ServerAnswer& answer) {
  ByteReader reader(body);
  ByteReader list(HOSHI_TRY(reader.vector24("certificate list")));
  answer.certificates_der.clear();
  while (!list.at_end()) {
    const ByteView der = HOSHI_TRY(list.vector24("certificate"));
    if (answer.certificates_der.size() == certificate_limit) {
      return fail(ErrorCode::corrupt, "a chain of more than 16 certificates");
    }
    answer.certificates_der.emplace_back(der.begin(), der.end());
  }
  return {};
}

unsigned bits_of(ByteView number) {
  const auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
  if (first == number.end()) {
    return 0;
  }
  const auto bytes_after = static_cast<unsigned>(number.end() - first - 1);
  return bytes_after * 8 + static_cast<unsigned>(std::bit_width(*first));
}

// RFC 8422, 5.4; RFC 5246, 7.4.3; RFC 4279, 3 and RFC 5489, 2 put a hint for the PSK in front.
Result<void> read_key_exchange(ByteView body, ServerAnswer& answer) {
  const Suite* suite = answer.hello ? find_suite(answer.hello->suite) : nullptr;
  if (suite == nullptr) {
    return {};
  }
  ByteReader reader(body);
  const Ephemeral kind = ephemeral_of(suite->name);
  if (kind != Ephemeral::none && key_exchange_of(suite->name).find("PSK") != std::string::npos) {
    HOSHI_TRY(reader.vector16("PSK identity hint"));
  }
  if (kind == Ephemeral::finite_field) {
    answer.dh_bits = bits_of(HOSHI_TRY(reader.vector16("prime")));
  } else if (kind == Ephemeral::curve) {
    constexpr std::uint8_t named_curve = 3;
    const std::uint8_t curve_type = HOSHI_TRY(reader.u8("curve type"));
    if (curve_type == named_curve) {
      answer.group = HOSHI_TRY(reader.u16("named curve"));
    }
  }
  return {};
}

}  // namespace

Result<void> read_handshake_message(std::uint8_t type, ByteView body, ServerAnswer& answer) {
  constexpr std::uint8_t server_hello = 2;
  constexpr std::uint8_t certificate = 11;
  constexpr std::uint8_t server_key_exchange = 12;
  constexpr std::uint8_t certificate_request = 13;
  constexpr std::uint8_t server_hello_done = 14;
  if (type == server_hello) {
    if (answer.hello) {
      return fail(ErrorCode::corrupt, "a second ServerHello");
    }
    answer.hello = HOSHI_TRY(read_server_hello(body));
    answer.complete = answer.hello->version == tls_1_3;
    return {};
  }
  if (type == certificate) {
    return read_certificates(body, answer);
  }
  if (type == server_key_exchange) {
    return read_key_exchange(body, answer);
  }
  answer.certificate_requested = answer.certificate_requested || type == certificate_request;
  answer.complete = answer.complete || type == server_hello_done;
  return {};
}

}  // namespace hoshi::protocols::tls
