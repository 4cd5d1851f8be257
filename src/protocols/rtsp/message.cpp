// Writes RTSP requests; reads responses and session descriptions with hard limits.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/rtsp/message.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace hoshi::protocols::rtsp {
namespace {

constexpr std::size_t media_limit = 16;
constexpr std::size_t sdp_line_limit = 1000;
constexpr std::size_t uri_limit_bytes = 2048;
constexpr std::uint16_t rtsp_port = 554;

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// "RTSP/1.0 200 OK"
Result<Response> read_status_line(std::string_view line) {
  const bool is_rtsp = line.starts_with("RTSP/1.") || line.starts_with("RTSP/2.");
  if (!is_rtsp || line.size() < 12 || line[8] != ' ') return fail(ErrorCode::corrupt, "no status line of RTSP");
  const auto status = parse_number(line.substr(9, 3), 999);
  if (!status || *status < 100 || (line.size() > 12 && line[12] != ' ')) {
    return fail(ErrorCode::corrupt, "no status in the status line");
  }
  Response response;
  response.status = static_cast<int>(*status);
  response.reason = std::string(trimmed(line.substr(12)));
  return response;
}

Result<Response> read_head(std::string_view head) {
  auto lines = split(head, '\n');
  auto response = HOSHI_TRY(read_status_line(trimmed(lines.front())));
  if (lines.size() > header_limit) return fail(ErrorCode::corrupt, "too many headers");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string_view line = trimmed(lines[i]);
    const auto colon = line.find(':');
    if (line.empty()) continue;
    if (colon == std::string_view::npos || !http::is_token(line.substr(0, colon))) {
      return fail(ErrorCode::corrupt, "a line that is no header");
    }
    response.headers.push_back({std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
  }
  return response;
}

// The length of the body; RFC 2326, 12.14: without Content-Length there is none.
Result<std::size_t> body_length(const Response& response) {
  const auto lengths = http::all_headers(response.headers, "content-length");
  if (lengths.empty()) return 0;
  const auto length = parse_number(trimmed(lengths.front()), body_limit_bytes);
  const bool is_one = std::all_of(lengths.begin(), lengths.end(), [&](const auto& other) { return other == lengths[0]; });
  if (!length || !is_one) return fail(ErrorCode::corrupt, "no usable Content-Length");
  return static_cast<std::size_t>(*length);
}

}  // namespace

Result<std::string> write_request(const Request& request) {
  const bool is_clean = http::is_token(request.method) && !request.uri.empty() && is_visible(request.uri) &&
                        request.uri.size() <= uri_limit_bytes;
  if (!is_clean) return fail(ErrorCode::invalid_input, "cannot be written as a request line");
  std::string text = fmt::format("{} {} RTSP/1.0\r\nCSeq: {}\r\nUser-Agent: hoshi\r\n", request.method, request.uri,
                                 request.sequence);
  for (const auto& header : request.headers) {
    if (!http::is_token(header.name) || !is_field_value(header.value)) {
      return fail(ErrorCode::invalid_input, "cannot be written as a header");
    }
    text += header.name + ": " + header.value + "\r\n";
  }
  return text + "\r\n";
}

Result<void> ResponseReader::feed(ByteView bytes) {
  unread_ += to_text(bytes);
  if (unread_.size() > 2 * (head_limit_bytes + body_limit_bytes)) return fail(ErrorCode::corrupt, "too much at once");
  return {};
}

Result<std::optional<Response>> ResponseReader::next() {
  // RFC 2326, 10.12: '$', channel, two bytes of length.
  while (unread_.starts_with('$')) {
    if (unread_.size() < 4) return std::optional<Response>{};
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(unread_[2])) * 256 +
                        static_cast<unsigned char>(unread_[3]);
    if (unread_.size() < 4 + length) return std::optional<Response>{};
    unread_.erase(0, 4 + length);
  }
  const auto end = unread_.find("\r\n\r\n");
  if (std::min(end, unread_.size()) > head_limit_bytes) return fail(ErrorCode::corrupt, "a head without end");
  if (end == std::string::npos) return std::optional<Response>{};
  auto response = HOSHI_TRY(read_head(std::string_view(unread_).substr(0, end)));
  const std::size_t length = HOSHI_TRY(body_length(response));
  if (unread_.size() < end + 4 + length) return std::optional<Response>{};
  response.body = unread_.substr(end + 4, length);
  unread_.erase(0, end + 4 + length);
  return std::optional(std::move(response));
}

bool SessionDescription::is_in_clear() const {
  return !transports.empty() && std::none_of(transports.begin(), transports.end(), [](const std::string& transport) {
    return transport.find("SAVP") != std::string::npos;
  });
}

std::optional<SessionDescription> parse_sdp(std::string_view text) {
  if (!text.starts_with("v=0")) return std::nullopt;
  SessionDescription description;
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size() && lines < sdp_line_limit; ++lines) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(text.substr(at, end - at));
    at = end + 1;
    // RFC 8866, 5.14: "m=video 0 RTP/AVP 96"
    if (line.starts_with("m=")) {
      const auto words = split(line.substr(2), ' ');
      if (words.size() < 3 || description.transports.size() == media_limit) continue;
      description.transports.push_back(words[2]);
      description.controls.emplace_back();
    } else if (line.starts_with("a=control:") && !description.controls.empty()) {
      description.controls.back() = trimmed(line.substr(10));
    }
  }
  return description.transports.empty() ? std::nullopt : std::optional(std::move(description));
}

std::string control_uri(std::string_view base, std::string_view control) {
  if (control.empty() || control == "*") return std::string(base);
  if (starts_with_ignoring_case(control, "rtsp://") || starts_with_ignoring_case(control, "rtsps://")) {
    return std::string(control);
  }
  return std::string(base) + (base.ends_with('/') ? "" : "/") + std::string(control);
}

std::string stream_uri(std::string_view host, std::uint16_t port, bool tls, std::string_view path) {
  if (host.empty()) return "";
  const bool needs_brackets = host.find(':') != std::string_view::npos && !host.starts_with('[');
  const std::string name = needs_brackets ? fmt::format("[{}]", host) : std::string(host);
  const std::string authority = port == rtsp_port ? name : fmt::format("{}:{}", name, port);
  const bool has_slash = path.starts_with('/');
  return fmt::format("{}://{}{}{}", tls ? "rtsps" : "rtsp", authority, has_slash ? "" : "/", path);
}

}  // namespace hoshi::protocols::rtsp
