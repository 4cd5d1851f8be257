// Checking of codes with liboath.
// SPDX-License-Identifier: Apache-2.0
#include "accounts/totp.h"

#include <liboath/oath.h>

#include <algorithm>

namespace hoshi::accounts {
namespace {

// Everything but letters and digits is escaped: names come from people.
std::string escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-') {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return result;
}

}  // namespace

std::string totp_address(std::string_view issuer, std::string_view login, ByteView secret) {
  return "otpauth://totp/" + escaped(issuer) + ":" + escaped(login) + "?secret=" + to_base32(secret) + "&issuer=" + escaped(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::int64_t> totp_step_of(ByteView secret, std::string_view code, Instant now, std::int64_t last_step) {
  const bool is_code = code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_code) return std::nullopt;
  const std::string key = to_text(secret);
  const std::string otp(code);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  int position = 0;
  std::uint64_t counter = 0;
  const int status = oath_totp_validate3(key.data(), key.size(), static_cast<time_t>(seconds), totp_step_seconds, 0, totp_drift_steps,
                                         &position, &counter, otp.c_str());
  if (status < 0) return std::nullopt;
  const auto step = static_cast<std::int64_t>(counter);
  if (step <= last_step) return std::nullopt;
  return step;
}

}  // namespace hoshi::accounts
