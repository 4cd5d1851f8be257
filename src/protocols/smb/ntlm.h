// NTLM messages for logging in to SMB (MS-NLMP): anonymous, and with an account by NTLMv2.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::smb {

Bytes ntlm_negotiate();

struct NtlmChallenge {
  std::uint32_t flags = 0;
  Bytes challenge;    // 8 bytes
  Bytes target_info;  // given back in the answer
  std::string name;   // NetBIOS name of the computer, printable, or ""
};
// Finds the message also inside the SPNEGO wrapping that some servers put around it.
[[nodiscard]] Result<NtlmChallenge> read_ntlm_challenge(ByteView blob);

Bytes ntlm_anonymous();

struct NtlmAccount {
  std::string_view account;
  std::string_view password;
};
// `client_challenge` has 8 bytes, fresh for each login.
Bytes ntlm_authenticate(const NtlmChallenge& challenge, const NtlmAccount& account, ByteView client_challenge);

// MS-NLMP, 3.3.2: the key that answers are made with; from it the password can be guessed offline.
Bytes ntlmv2_key(std::string_view account, std::string_view password, std::string_view domain);

}  // namespace hoshi::protocols::smb
