// Agrees on TLS in clear: the words of FTP, SMTP, IMAP and POP3 before a handshake on the same connection.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "transport/network.h"

namespace hoshi::probes {

enum class StartTls {
  none,  // TLS from the first byte
  ftp,   // RFC 4217
  smtp,  // RFC 3207
  imap,  // RFC 3501, 6.2.1
  pop3,  // RFC 2595, 4
};

// Nothing for protocols without STARTTLS.
std::optional<StartTls> start_tls_of(std::string_view protocol);

struct TlsAgreement {
  bool offered = false;   // the server said to go on; after that nothing but a handshake may be sent
  bool required = false;  // it takes no login in clear, as far as it says before one (never for FTP: ftp_access knows)
};

// Reads the greeting and asks. An error when the device breaks off or says what none of these says.
[[nodiscard]] Result<TlsAgreement> agree_on_tls(transport::Stream& stream, StartTls kind);

}  // namespace hoshi::probes
