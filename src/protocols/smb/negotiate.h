// The first exchange of SMB: which dialects a server speaks and whether it wants signatures (MS-SMB2, 2.2.3; MS-CIFS).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace hoshi::protocols::smb {

// MS-SMB2, 2.2.1: of every message, ours and theirs.
struct Header {
  std::uint16_t command = 0;
  std::uint32_t status = 0;
  std::uint64_t message = 0;
  std::uint32_t tree = 0;
  std::uint64_t session = 0;
};
constexpr std::uint16_t command_negotiate = 0;
constexpr std::uint16_t command_session_setup = 1;
constexpr std::uint16_t command_tree_connect = 3;
constexpr std::size_t header_bytes = 64;

// With the length in front that direct TCP wants (MS-SMB2, 2.1).
Bytes write_message(const Header& header, ByteView body);

struct Message {
  Header header;
  Bytes whole;  // header and body: offsets in bodies count from the header
};
// Nothing: more bytes are needed. corrupt: no SMB2 answer.
[[nodiscard]] Result<std::optional<Message>> read_message(ByteView received);

// Offers 2.0.2 to 3.1.1; or to 3.0.2, since 3.1.1 wants signatures before an account may connect to a share.
enum class Newest { dialect_3_1_1, dialect_3_0_2 };
Bytes negotiate_request(ByteView random32, Newest newest = Newest::dialect_3_1_1);

struct Negotiated {
  std::uint16_t dialect = 0;
  bool signing_required = false;
};
[[nodiscard]] Result<Negotiated> negotiated_in(const Message& message);
std::string dialect_name(std::uint16_t dialect);  // "3.1.1"

// Offers nothing but NT LM 0.12, the dialect of SMB1.
Bytes smb1_request();
// The answer takes it; false: an answer that refuses. Nothing: more bytes are needed. corrupt: no SMB.
[[nodiscard]] Result<std::optional<bool>> accepts_smb1(ByteView received);

}  // namespace hoshi::protocols::smb
