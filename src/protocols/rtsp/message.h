// Requests and responses of RTSP (RFC 2326, RFC 7826), and what a session description (SDP, RFC 8866) shows of a stream.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocols/http/message.h"

namespace hoshi::protocols::rtsp {

constexpr std::size_t head_limit_bytes = 16u << 10;
constexpr std::size_t body_limit_bytes = 64u << 10;
constexpr std::size_t header_limit = 100;

struct Request {
  std::string method;  // "DESCRIBE"
  std::string uri;     // "rtsp://cam:554/stream", or "*"
  std::uint32_t sequence = 1;
  http::Headers headers;  // CSeq and User-Agent are written by write_request
};
// invalid_input when a part holds what would split the message.
[[nodiscard]] Result<std::string> write_request(const Request& request);

struct Response {
  int status = 0;
  std::string reason;
  http::Headers headers;
  std::string body;  // hostile

  const std::string* header(std::string_view name) const { return http::find_header(headers, name); }
};

// Feed what was read, take responses while there are any. Interleaved data (RFC 2326, 10.12) is passed over.
class ResponseReader {
 public:
  // corrupt: not RTSP, contradictory or too long. After an error nothing more may be fed.
  [[nodiscard]] Result<void> feed(ByteView bytes);
  [[nodiscard]] Result<std::optional<Response>> next();

 private:
  std::string unread_;
};

struct SessionDescription {
  std::vector<std::string> transports;  // of each medium: "RTP/AVP", "RTP/SAVP"
  std::vector<std::string> controls;    // of each medium, "" when it has none
  // At least one medium, and none of them is encrypted by SRTP (RFC 3711).
  bool is_in_clear() const;
};
// Nothing when the text is no session description: no "v=0" in front, or no medium.
std::optional<SessionDescription> parse_sdp(std::string_view text);

// The URI of a medium for SETUP (RFC 2326, C.1.1). It goes into a request line and is never connected to.
std::string control_uri(std::string_view base, std::string_view control);

// "rtsp://host:port/path"; the port only when it is not 554. `host` "" is invalid and gives "".
std::string stream_uri(std::string_view host, std::uint16_t port, bool tls, std::string_view path);

}  // namespace hoshi::protocols::rtsp
