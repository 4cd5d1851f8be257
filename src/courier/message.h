// A mail as RFC 5322 text, and the signature of a webhook.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/date.h"
#include "courier/courier.h"

namespace hoshi::courier {

// One "@", printable ASCII, nothing that could end an SMTP command or a header.
bool is_mail_address(std::string_view address);

// Headers and a base64 body of UTF-8 text; lines end in CRLF. invalid_input for addresses that are none.
[[nodiscard]] Result<std::string> mail_text(const Mail& mail, std::string_view from, std::string_view message_id, Instant now);

// "t=SECONDS,v1=HEX": HMAC-SHA-256 under the secret over "SECONDS.BODY", so that a receiver can refuse old and altered ones.
std::string webhook_signature(std::string_view secret, std::string_view body, Instant now);

}  // namespace hoshi::courier
