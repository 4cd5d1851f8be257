// SIP requests of a user agent and the responses to them (RFC 3261), bounded.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "protocols/http/challenge.h"
#include "protocols/http/message.h"

namespace hoshi::protocols::sip {

constexpr std::size_t response_bytes_max = 64u << 10;
constexpr std::size_t header_limit = 200;

struct Request {
  std::string method = "OPTIONS";
  std::string host;             // of the device, as the user names it
  std::string account;          // of From and To; "" gives a name that nobody has
  std::string transport = "TCP";  // UDP, TCP, TLS: as Via names it
  std::string number;           // fresh for each request: makes branch, tag and call
  std::uint32_t sequence = 1;
  http::Headers headers;        // further ones

  std::string uri() const;  // of the request line: "sip:host"
};
// invalid_input when a part holds what would split the message.
[[nodiscard]] Result<Bytes> write_request(const Request& request);

struct Response {
  int status = 0;
  std::string reason;
  http::Headers headers;  // in their long forms where they have short ones
  std::size_t size = 0;   // bytes on the wire
  const std::string* header(std::string_view name) const { return http::find_header(headers, name); }
  // Server, else User-Agent; printable.
  std::string software() const;
};
// Nothing: more bytes are needed. corrupt: not SIP, or beyond the limits.
[[nodiscard]] Result<std::optional<Response>> read_response(ByteView received);

// Those of WWW-Authenticate (401) or Proxy-Authenticate (407).
std::vector<http::Challenge> challenges_of(const Response& response);

}  // namespace hoshi::protocols::sip
