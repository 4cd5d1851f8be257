// Time-based one-time codes (RFC 6238) of authenticator apps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "accounts/secrets.h"
#include "base/date.h"

namespace hoshi::accounts {

constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226, 4: 160 bits are recommended
constexpr unsigned totp_step_seconds = 30;
constexpr unsigned totp_drift_steps = 1;       // RFC 6238, 5.2: at most one step for slow hands and clocks

// "otpauth://totp/…" for a QR code; holds the secret.
std::string totp_address(std::string_view issuer, std::string_view login, ByteView secret);

// The step whose code it is, when it is later than `last_step`: a code is good once. Nothing for a wrong, old or used
// code, and for anything but six digits.
std::optional<std::int64_t> totp_step_of(ByteView secret, std::string_view code, Instant now, std::int64_t last_step);

}  // namespace hoshi::accounts
