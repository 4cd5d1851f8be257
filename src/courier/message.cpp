// Putting mails together and signing webhooks.
// SPDX-License-Identifier: Apache-2.0
#include "courier/message.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/encoding.h"
#include "base/text.h"

namespace hoshi::courier {
namespace {

constexpr std::size_t address_bytes_max = 254;   // RFC 5321, 4.5.3.1.3
constexpr std::size_t encoded_word_bytes = 42;   // RFC 2047, 2: with its frame and as base64 at most 75 characters
constexpr std::size_t base64_line_bytes = 57;    // RFC 2045, 6.8: 76 characters

std::string date_line(Instant now) {
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S +0000", &utc);
  return {text.data(), size};
}

// RFC 2047: words of UTF-8 in base64, none cutting a character; control characters become blanks.
std::string encoded(std::string_view text) {
  std::string clean = valid_utf8(text);
  std::replace_if(clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  std::string words;
  std::size_t begin = 0;
  while (begin < clean.size()) {
    std::size_t size = std::min(encoded_word_bytes, clean.size() - begin);
    while (begin + size < clean.size() && (static_cast<unsigned char>(clean[begin + size]) & 0xc0) == 0x80) --size;
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + to_base64(view_of(std::string_view(clean).substr(begin, size))) + "?=";
    begin += size;
  }
  return words;
}

std::string with_line_ends(std::string_view text) {
  std::string result;
  for (const char c : valid_utf8(text)) {
    if (c == '\r') continue;
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

}  // namespace

bool is_mail_address(std::string_view address) {
  const auto at = address.find('@');
  const auto fits = [](char c) { return c > 0x20 && c < 0x7f && std::string_view("<>()[]\\,;:\"").find(c) == std::string_view::npos; };
  return address.size() <= address_bytes_max && at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
         address.rfind('@') == at && std::all_of(address.begin(), address.end(), fits);
}

Result<std::string> mail_text(const Mail& mail, std::string_view from, std::string_view message_id, Instant now) {
  if (!is_mail_address(mail.to) || !is_mail_address(from)) return fail(ErrorCode::invalid_input, "an address that is no mail address");
  std::string text = "From: <" + std::string(from) + ">\r\nTo: <" + mail.to + ">\r\nSubject: " + encoded(mail.subject) + "\r\nDate: " +
                     date_line(now) + "\r\nMessage-ID: " + std::string(message_id) +
                     "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n"
                     "Auto-Submitted: auto-generated\r\n\r\n";
  const std::string body = with_line_ends(mail.text);
  for (std::size_t begin = 0; begin < body.size(); begin += base64_line_bytes) {
    text += to_base64(view_of(std::string_view(body).substr(begin, base64_line_bytes))) + "\r\n";
  }
  return text;
}

std::string webhook_signature(std::string_view secret, std::string_view body, Instant now) {
  const std::string seconds = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  const std::string message = seconds + "." + std::string(body);
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), view_of(message).data(), message.size(), digest.data(), &size);
  return "t=" + seconds + ",v1=" + to_hex({digest.data(), size});
}

}  // namespace hoshi::courier
