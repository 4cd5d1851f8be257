// Records, fragments and the order of handshake messages (RFC 6347, 4.1 and 4.2).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/dtls/hello.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocols/tls/server_messages.h"

namespace hoshi::protocols::dtls {
namespace {

constexpr std::uint8_t alert_record = 21;
constexpr std::uint8_t handshake_record = 22;
constexpr std::uint8_t change_cipher_spec_record = 20;
constexpr std::uint8_t client_hello = 1;
constexpr std::uint8_t server_hello = 2;
constexpr std::uint8_t hello_verify_request = 3;
constexpr std::uint8_t dtls_major = 0xFE;
constexpr std::size_t messages_max = 16;   // of one flight; a server sends five at most
constexpr std::size_t flight_bytes_max = 128u << 10;
constexpr std::size_t sequence_bytes = 6;
constexpr std::size_t tls_head_bytes = 9;  // record and handshake head of the TLS form
constexpr std::size_t version_and_random_bytes = 34;

// RFC 6347, 4.2.1: the cookie stands behind the session id.
Bytes with_cookie(ByteView tls_body, Version version, ByteView cookie) {
  const std::size_t session_end = version_and_random_bytes + 1 + tls_body[version_and_random_bytes];
  ByteWriter body;
  body.u16(static_cast<std::uint16_t>(version));
  body.append(tls_body.subspan(2, session_end - 2));
  body.vector8(cookie);
  body.append(tls_body.subspan(session_end));
  return std::move(body).bytes();
}

}  // namespace

std::string_view name_of(Version version) {
  switch (version) {
    case Version::dtls_1_0: return "DTLS1.0";
    case Version::dtls_1_2: return "DTLS1.2";
  }
  return "";
}

tls::Version counterpart_of(Version version) {
  switch (version) {
    case Version::dtls_1_0: return tls::Version::tls_1_1;
    case Version::dtls_1_2: return tls::Version::tls_1_2;
  }
  return tls::Version::tls_1_2;
}

Bytes write_client_hello(const tls::ClientHello& hello, Version version, ByteView cookie, std::uint16_t number) {
  tls::ClientHello plain = hello;
  plain.version = counterpart_of(version);
  const Bytes record = tls::write_client_hello(plain);
  const Bytes body = with_cookie(ByteView(record).subspan(tls_head_bytes), version, cookie);
  const auto length = static_cast<std::uint32_t>(body.size());
  ByteWriter message;
  message.u8(client_hello);
  message.u24(length);
  message.u16(number);
  message.u24(0);  // one fragment: all of it
  message.u24(length);
  message.append(ByteView(body));
  ByteWriter out;
  out.u8(handshake_record);
  out.u16(static_cast<std::uint16_t>(Version::dtls_1_0));  // RFC 6347, 4.2.1: whatever is offered
  out.u16(0);  // epoch
  out.u32(0);
  out.u16(number);  // the sequence number goes with the message's
  out.vector16(message.bytes());
  return std::move(out).bytes();
}

Result<void> ServerFlight::feed(ByteView datagram) {
  ByteReader reader(datagram);
  while (!reader.at_end() && !answer_.complete) {
    const std::uint8_t type = HOSHI_TRY(reader.u8("record type"));
    const std::uint16_t version = HOSHI_TRY(reader.u16("record version"));
    if (version >> 8 != dtls_major) return fail(ErrorCode::corrupt, "not a record of DTLS");
    const std::uint16_t epoch = HOSHI_TRY(reader.u16("epoch"));
    HOSHI_TRY(reader.take(sequence_bytes, "sequence number"));
    const ByteView content = HOSHI_TRY(reader.vector16("record"));
    answer_.kind = tls::ServerAnswer::Kind::tls;
    if (epoch == 0) HOSHI_CHECK(read_record(type, content));
  }
  return {};
}

Result<void> ServerFlight::read_record(std::uint8_t type, ByteView content) {
  if (type == alert_record) {
    ByteReader reader(content);
    const std::uint8_t level = HOSHI_TRY(reader.u8("alert level"));
    const std::uint8_t description = HOSHI_TRY(reader.u8("alert"));
    answer_.alert = tls::Alert{level, description};
    constexpr std::uint8_t fatal = 2;
    answer_.complete = level == fatal || description == 0;
    return {};
  }
  if (type == change_cipher_spec_record) return {};
  if (type != handshake_record) return fail(ErrorCode::corrupt, fmt::format("a record of type {}", type));
  ByteReader reader(content);
  while (!reader.at_end()) HOSHI_CHECK(read_fragment(reader));
  return use_messages();
}

Result<void> ServerFlight::read_fragment(ByteReader& reader) {
  const std::uint8_t type = HOSHI_TRY(reader.u8("handshake type"));
  const std::uint32_t length = HOSHI_TRY(reader.u24("handshake length"));
  const std::uint16_t number = HOSHI_TRY(reader.u16("message number"));
  const std::uint32_t offset = HOSHI_TRY(reader.u24("fragment offset"));
  const ByteView part = HOSHI_TRY(reader.vector24("fragment"));
  if (length > tls::message_limit_bytes || offset + part.size() > length) {
    return fail(ErrorCode::corrupt, "a fragment beyond its message");
  }
  const bool is_new = !messages_.contains(number);
  std::size_t held = length;
  for (const auto& [other, message] : messages_) held += message.body.size();
  if (is_new && (messages_.size() == messages_max || held > flight_bytes_max)) {
    return fail(ErrorCode::corrupt, "a flight beyond its bounds");
  }
  Message& message = messages_[number];
  if (is_new) message = {type, Bytes(length), std::vector<bool>(length), length};
  if (message.type != type || message.body.size() != length) {
    return fail(ErrorCode::corrupt, "fragments that do not belong together");
  }
  for (std::size_t i = 0; i < part.size(); ++i) {
    message.body[offset + i] = part[i];
    message.missing -= message.had[offset + i] ? 0 : 1;
    message.had[offset + i] = true;
  }
  if (type == server_hello && !next_) next_ = number;
  return {};
}

Result<void> ServerFlight::use_messages() {
  for (const auto& [number, message] : messages_) {
    if (message.type != hello_verify_request || message.missing > 0) continue;
    ByteReader reader(message.body);
    HOSHI_TRY(reader.u16("version"));
    const ByteView cookie = HOSHI_TRY(reader.vector8("cookie"));
    cookie_ = Bytes(cookie.begin(), cookie.end());
  }
  while (next_ && !answer_.complete) {
    const auto found = messages_.find(*next_);
    if (found == messages_.end() || found->second.missing > 0) return {};
    ++*next_;
    HOSHI_CHECK(tls::read_handshake_message(found->second.type, found->second.body, answer_));
  }
  return {};
}

}  // namespace hoshi::protocols::dtls
