// Status lines, header lines and the security headers.
// SPDX-License-Identifier: Apache-2.0
#include "web/wire.h"

#include <algorithm>

#include "base/text.h"

namespace hoshi::web {
namespace {

// Nothing is allowed but our own files; no inline script or style; nobody frames us.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

bool is_token(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

bool is_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
  if (!is_token(name) || !is_value(value)) return;
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

}  // namespace

std::string_view reason_of(int status) {
  static const std::map<int, std::string_view> reasons{
      {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"}, {301, "Moved Permanently"}, {302, "Found"},
      {303, "See Other"}, {304, "Not Modified"}, {307, "Temporary Redirect"}, {308, "Permanent Redirect"}, {400, "Bad Request"},
      {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"}, {405, "Method Not Allowed"}, {408, "Request Timeout"},
      {409, "Conflict"}, {410, "Gone"}, {412, "Precondition Failed"}, {413, "Content Too Large"}, {414, "URI Too Long"},
      {415, "Unsupported Media Type"}, {417, "Expectation Failed"}, {421, "Misdirected Request"}, {422, "Unprocessable Content"},
      {428, "Precondition Required"}, {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"}, {501, "Not Implemented"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}};
  const auto found = reasons.find(status);
  return found == reasons.end() ? "Unknown" : found->second;
}

std::string head_of(const Response& response, std::size_t content_bytes) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason_of(response.status)) + "\r\n";
  // RFC 9110, 8.6: no Content-Length with 204; 304 has none either, so that nothing wrong can be said.
  const bool has_content = response.status != 204 && response.status != 304;
  if (has_content && !response.type.empty()) add_line(head, "Content-Type", response.type);
  for (const auto& [name, value] : response.headers) {
    const std::string folded = lower(name);
    if (folded != "content-length" && folded != "transfer-encoding" && folded != "date") add_line(head, name, value);
  }
  if (has_content) add_line(head, "Content-Length", std::to_string(content_bytes));
  return head;
}

void add_security_headers(Response& response, Privacy privacy, bool over_tls) {
  const auto unless_set = [&](std::string_view name, std::string_view value) {
    const bool is_set = std::any_of(response.headers.begin(), response.headers.end(),
                                    [&](const auto& header) { return lower(header.first) == lower(name); });
    if (!is_set) response.headers.emplace(name, value);
  };
  unless_set("Content-Security-Policy", content_security_policy);
  unless_set("X-Content-Type-Options", "nosniff");
  unless_set("X-Frame-Options", "DENY");
  // Not no-referrer: with it browsers send "Origin: null" with our own forms (Fetch, 3.2).
  unless_set("Referrer-Policy", "same-origin");
  unless_set("Cross-Origin-Opener-Policy", "same-origin");
  unless_set("Cross-Origin-Resource-Policy", "same-origin");
  unless_set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
  if (privacy == Privacy::for_one) unless_set("Cache-Control", "no-store");
  if (over_tls) unless_set("Strict-Transport-Security", "max-age=31536000");
}

}  // namespace hoshi::web
