// Sessions and shares of SMB2: what is asked after the negotiation, and what the status of an answer means.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "protocols/smb/negotiate.h"

namespace hoshi::protocols::smb {

// MS-ERREF, 2.3.1.
constexpr std::uint32_t status_success = 0;
constexpr std::uint32_t status_more_processing = 0xc0000016;

// `blob` is what the security mechanism says (MS-SMB2, 2.2.5). `message` and `session` go on from the answer before.
Bytes session_setup_request(std::uint64_t message, std::uint64_t session, ByteView blob);

struct SessionAnswer {
  std::uint32_t status = 0;
  std::uint64_t session = 0;
  bool is_guest = false;      // whatever password was given, it was not looked at
  bool is_anonymous = false;
  Bytes blob;
};
[[nodiscard]] Result<SessionAnswer> session_answer_in(const Message& message);

// `share` as "IPC$"; the server's name in front of it does not matter to servers.
Bytes tree_connect_request(std::uint64_t message, std::uint64_t session, std::string_view share);

enum class StatusMeaning {
  success,
  refused,        // judged and found wrong
  right_but_shut, // the password was right, and something else forbids the session (expired, hours, workstation)
  locked,         // not judged any more
  busy,
  other,
};
StatusMeaning meaning_of(std::uint32_t status);

}  // namespace hoshi::protocols::smb
