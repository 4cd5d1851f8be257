// RADIUS: Status-Server (RFC 5997). Servers that do not know us stay silent, as they should.
// SPDX-License-Identifier: Apache-2.0
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "protocols/datagrams/datagrams.h"

namespace hoshi::protocols::datagrams {
namespace {

constexpr std::uint8_t access_accept = 2;
constexpr std::uint8_t access_reject = 3;
constexpr std::uint8_t accounting_response = 5;
constexpr std::uint8_t access_challenge = 11;
constexpr std::uint8_t status_server = 12;
constexpr std::uint8_t message_authenticator = 80;  // RFC 3579, 3.2
constexpr std::size_t authenticator_bytes = 16;

// The secret is shared with nobody; servers that check it drop the question (RFC 5997, 3).
Bytes radius_question(ByteView random) {
  constexpr std::size_t header_bytes = 20;
  constexpr std::size_t attribute_bytes = 18;
  ByteWriter writer;
  writer.u8(status_server);
  writer.append(random.subspan(authenticator_bytes, 1));
  writer.u16(header_bytes + attribute_bytes);
  writer.append(random.first(authenticator_bytes));
  writer.u8(message_authenticator);
  writer.u8(attribute_bytes);
  writer.append(Bytes(authenticator_bytes, 0));
  Bytes bytes = std::move(writer).bytes();
  constexpr std::string_view secret = "hoshi";
  unsigned int size = authenticator_bytes;
  Bytes code(authenticator_bytes);
  if (HMAC(EVP_md5(), secret.data(), static_cast<int>(secret.size()), bytes.data(), bytes.size(), code.data(), &size) != nullptr)
    std::copy(code.begin(), code.end(), bytes.begin() + header_bytes + 2);
  return bytes;
}

Result<void> read_attributes(ByteReader& reader) {
  while (!reader.at_end()) {
    const auto type = HOSHI_TRY(reader.u8("type of an attribute"));
    const auto length = HOSHI_TRY(reader.u8("length of an attribute"));
    if (type == 0 || length < 2) return fail(ErrorCode::corrupt, "attribute without a header");
    HOSHI_TRY(reader.take(length - 2U, "attribute"));
  }
  return {};
}

// RFC 2865, 3: the identifier comes back; the answer's own authenticator is a hash with the secret nobody gave us.
std::optional<Recognised> recognise_radius(ByteView question, ByteView answer) {
  ByteReader reader(answer);
  const auto code = reader.u8("code");
  const auto identifier = reader.u8("identifier");
  const auto length = reader.u16("length");
  const auto authenticator = reader.take(authenticator_bytes, "authenticator");
  if (!code || !identifier || !length || !authenticator || *length != answer.size()) return std::nullopt;
  const bool is_answer = *code == access_accept || *code == access_reject || *code == accounting_response ||
                         *code == access_challenge;
  if (!is_answer || *identifier != question[1] || !read_attributes(reader)) return std::nullopt;
  return Recognised{"radius", "", "", "answer of code " + std::to_string(*code)};
}

}  // namespace

std::vector<Entry> radius_entries() {
  return {{"radius", "radius", {1812}, Ask::unicast, Answers::from_port, radius_question, recognise_radius, Silence::is_usual}};
}

}  // namespace hoshi::protocols::datagrams
