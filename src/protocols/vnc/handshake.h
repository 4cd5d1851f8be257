// The handshake of VNC up to the first look at the desktop (RFB protocol, RFC 6143, 7.1 to 7.3), as values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::vnc {

constexpr std::size_t text_limit_bytes = 4096;  // of reasons and names
constexpr std::size_t version_bytes = 12;
constexpr std::size_t challenge_bytes = 16;

// The three that are spoken; servers of other numbers understand one of them (RFC 6143, 7.1.1).
enum class Version { v3_3, v3_7, v3_8 };

constexpr std::uint8_t security_none = 1;
constexpr std::uint8_t security_vnc = 2;
std::string security_name(std::uint8_t type);  // "None", "VNC Authentication", "type 99"

// What the server takes, or why it takes nobody.
struct SecurityOffer {
  std::vector<std::uint8_t> types;  // empty: it refuses, see reason
  std::string reason;               // hostile
};

struct SecurityResult {
  std::uint32_t code = 0;  // 0 success, 1 failed, 2 too many attempts
  std::string reason;      // hostile; 3.8 only
};

struct Desktop {
  std::uint16_t width = 0;
  std::uint16_t height = 0;
  std::string name;  // hostile
};

// Each gives nothing while more bytes are needed, and corrupt for what can never become an answer. `bytes` begins with
// the message; what lies behind it is not looked at.
[[nodiscard]] Result<std::optional<Version>> read_version(ByteView bytes);
[[nodiscard]] Result<std::optional<SecurityOffer>> read_security_offer(Version version, ByteView bytes);
[[nodiscard]] Result<std::optional<SecurityResult>> read_security_result(Version version, ByteView bytes);
[[nodiscard]] Result<std::optional<Desktop>> read_desktop(ByteView bytes);

Bytes write_version(Version version);
// RFC 6143, 7.2.2: DES over the challenge with the first eight characters, each with its bits turned round.
// internal: OpenSSL lacks the cipher.
[[nodiscard]] Result<Bytes> answer_challenge(std::string_view password, ByteView challenge);

// "Too many security failures" and its like.
bool speaks_of_a_lock(std::string_view reason);

}  // namespace hoshi::protocols::vnc
