// Reads the messages of the VNC handshake and answers its challenge.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/vnc/handshake.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace hoshi::protocols::vnc {
namespace {

constexpr std::size_t des_key_bytes = 8;
constexpr std::size_t pixel_format_bytes = 16;

std::uint8_t turned(std::uint8_t byte) {
  std::uint8_t result = 0;
  for (int bit = 0; bit < 8; ++bit) result = static_cast<std::uint8_t>(result << 1 | ((byte >> bit) & 1));
  return result;
}

// A text with 32 bits of length in front.
Result<std::optional<std::string>> read_text(ByteReader& reader) {
  if (reader.remaining() < 4) return std::optional<std::string>{};
  const std::size_t length = HOSHI_TRY(reader.u32("length"));
  if (length > text_limit_bytes) return fail(ErrorCode::corrupt, "a text without end");
  if (reader.remaining() < length) return std::optional<std::string>{};
  return std::optional(to_text(HOSHI_TRY(reader.take(length, "text"))));
}

Result<std::optional<SecurityOffer>> read_refusal(ByteReader& reader) {
  auto reason = HOSHI_TRY(read_text(reader));
  if (!reason) return std::optional<SecurityOffer>{};
  return std::optional(SecurityOffer{{}, std::move(*reason)});
}

}  // namespace

std::string security_name(std::uint8_t type) {
  switch (type) {
    case 1: return "None";
    case 2: return "VNC Authentication";
    case 5: return "RA2";
    case 16: return "Tight";
    case 18: return "TLS";
    case 19: return "VeNCrypt";
    case 30: return "Apple";
  }
  return "type " + std::to_string(type);
}

Result<std::optional<Version>> read_version(ByteView bytes) {
  constexpr std::string_view pattern = "RFB ddd.ddd\n";
  static_assert(pattern.size() == version_bytes);
  for (std::size_t i = 0; i < std::min(bytes.size(), version_bytes); ++i) {
    const bool fits = pattern[i] == 'd' ? bytes[i] >= '0' && bytes[i] <= '9' : bytes[i] == pattern[i];
    if (!fits) return fail(ErrorCode::corrupt, "no version of RFB");
  }
  if (bytes.size() < version_bytes) return std::optional<Version>{};
  const std::string text = to_text(bytes.first(version_bytes));
  const auto major = parse_number(text.substr(4, 3), 999).value_or(0);
  const auto minor = parse_number(text.substr(8, 3), 999).value_or(0);
  if (major < 3) return fail(ErrorCode::corrupt, "a version of RFB nobody speaks");
  // RFC 6143, 7.1.1: other numbers than 3.7 and 3.8 count as 3.3; makers count on from 3.8 (3.889, 4.1, 5.0).
  if (major > 3 || minor >= 8) return std::optional(Version::v3_8);
  return std::optional(minor == 7 ? Version::v3_7 : Version::v3_3);
}

Result<std::optional<SecurityOffer>> read_security_offer(Version version, ByteView bytes) {
  ByteReader reader(bytes);
  if (version == Version::v3_3) {
    if (bytes.size() < 4) return std::optional<SecurityOffer>{};
    const std::uint32_t type = HOSHI_TRY(reader.u32("security type"));
    if (type == 0) return read_refusal(reader);
    if (type > 255) return fail(ErrorCode::corrupt, "no security type");
    return std::optional(SecurityOffer{{static_cast<std::uint8_t>(type)}, ""});
  }
  if (bytes.empty()) return std::optional<SecurityOffer>{};
  const std::size_t count = HOSHI_TRY(reader.u8("count of security types"));
  if (count == 0) return read_refusal(reader);
  if (reader.remaining() < count) return std::optional<SecurityOffer>{};
  const ByteView types = HOSHI_TRY(reader.take(count, "security types"));
  return std::optional(SecurityOffer{{types.begin(), types.end()}, ""});
}

Result<std::optional<SecurityResult>> read_security_result(Version version, ByteView bytes) {
  ByteReader reader(bytes);
  if (bytes.size() < 4) return std::optional<SecurityResult>{};
  SecurityResult result{HOSHI_TRY(reader.u32("security result")), ""};
  if (result.code > 2) return fail(ErrorCode::corrupt, "no security result");
  if (result.code == 0 || version != Version::v3_8) return std::optional(std::move(result));
  auto reason = HOSHI_TRY(read_text(reader));
  if (!reason) return std::optional<SecurityResult>{};
  result.reason = std::move(*reason);
  return std::optional(std::move(result));
}

Result<std::optional<Desktop>> read_desktop(ByteView bytes) {
  ByteReader reader(bytes);
  if (bytes.size() < 4 + pixel_format_bytes) return std::optional<Desktop>{};
  Desktop desktop;
  desktop.width = HOSHI_TRY(reader.u16("width"));
  desktop.height = HOSHI_TRY(reader.u16("height"));
  (void)HOSHI_TRY(reader.take(pixel_format_bytes, "pixel format"));
  auto name = HOSHI_TRY(read_text(reader));
  if (!name) return std::optional<Desktop>{};
  desktop.name = std::move(*name);
  return std::optional(std::move(desktop));
}

Bytes write_version(Version version) {
  switch (version) {
    case Version::v3_3: return to_bytes("RFB 003.003\n");
    case Version::v3_7: return to_bytes("RFB 003.007\n");
    case Version::v3_8: return to_bytes("RFB 003.008\n");
  }
  return {};
}

Result<Bytes> answer_challenge(std::string_view password, ByteView challenge) {
  if (challenge.size() != challenge_bytes) return fail(ErrorCode::invalid_input, "no challenge of 16 bytes");
  // Triple DES with the same key three times is DES, and unlike DES it is not in OpenSSL's legacy provider.
  std::array<std::uint8_t, 3 * des_key_bytes> key{};
  for (std::size_t i = 0; i < key.size(); ++i) {
    const std::size_t at = i % des_key_bytes;
    key[i] = at < password.size() ? turned(static_cast<std::uint8_t>(password[at])) : std::uint8_t{0};
  }
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                               EVP_CIPHER_CTX_free);
  Bytes answer(challenge_bytes);
  int written = 0;
  const bool is_done = context != nullptr &&
                       EVP_EncryptInit_ex(context.get(), EVP_des_ede3_ecb(), nullptr, key.data(), nullptr) == 1 &&
                       EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                       EVP_EncryptUpdate(context.get(), answer.data(), &written, challenge.data(),
                                         static_cast<int>(challenge.size())) == 1;
  if (!is_done || written != static_cast<int>(challenge_bytes)) return fail(ErrorCode::internal, "no DES in OpenSSL");
  return answer;
}

bool speaks_of_a_lock(std::string_view reason) {
  for (const auto* words : {"too many", "blacklist", "blocked", "locked", "try again later"}) {
    if (contains_ignoring_case(reason, words)) return true;
  }
  return false;
}

}  // namespace hoshi::protocols::vnc
