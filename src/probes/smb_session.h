// A conversation with an SMB server: negotiation, one session, connects to shares.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probes/question.h"
#include "protocols/smb/ntlm.h"
#include "protocols/smb/session.h"

namespace hoshi::probes {

class SmbSession {
 public:
  // Connects and negotiates SMB 2 and 3. unavailable also when the server refuses these dialects.
  [[nodiscard]] static Result<SmbSession> open(transport::Network& network, std::string_view target,
                                               std::uint16_t port,
                                               protocols::smb::Newest newest = protocols::smb::Newest::dialect_3_1_1);

  const protocols::smb::Negotiated& negotiated() const { return negotiated_; }
  // Names the computer when the server told it.
  const std::string& name() const { return name_; }
  // Without an account: anonymous. One call a connection. What a login answers with is kept secret.
  [[nodiscard]] Result<protocols::smb::SessionAnswer> log_in(
      transport::Network& network, const std::optional<protocols::smb::NtlmAccount>& account);
  // The status of the connect.
  [[nodiscard]] Result<std::uint32_t> connect_share(std::string_view share);

 private:
  explicit SmbSession(Questioner questions) : questions_(std::move(questions)) {}

  Questioner questions_;
  protocols::smb::Negotiated negotiated_;
  std::uint64_t next_message_ = 1;
  std::uint64_t session_ = 0;
  std::string name_;
};

}  // namespace hoshi::probes
