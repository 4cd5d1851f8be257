// HTTP/1.1 requests and responses as values, and the writer of requests (RFC 9110, RFC 9112).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hoshi::protocols::http {

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};
using Headers = std::vector<Header>;

// The first value of that name (case does not matter), or nothing.
const std::string* find_header(const Headers& headers, std::string_view name);
// All of them, in order.
std::vector<std::string> all_headers(const Headers& headers, std::string_view name);

struct Request {
  std::string method = "GET";
  std::string path = "/";  // origin form: path and query
  std::string host;        // value of Host
  Headers headers;  // Host, Connection, Accept-Encoding and Content-Length are written by write_request
  std::string body;
};

// The request's bytes, asking to close the connection and for no content coding. invalid_input when a part
// holds what would split the message (control characters, blanks in the path, a method or name that is no
// token).
[[nodiscard]] Result<std::string> write_request(const Request& request);

// A token of RFC 9110, 5.6.2.
bool is_token(std::string_view text);

struct Response {
  int status = 0;
  std::string version;  // "1.0", "1.1"
  std::string reason;
  Headers headers;
  std::string body;      // hostile; with every transfer coding removed
  bool complete = true;  // false: the peer closed before the length it had promised
  bool cut = false;      // true: the body was longer than the caller's limit; `body` holds the beginning

  const std::string* header(std::string_view name) const { return find_header(headers, name); }
  // The content coding that we never asked for ("gzip"), or "". Such a body is not text and is not decoded.
  std::string content_coding() const;
  // The body when it may be read as text: nothing is decoded, so a content coding is invalid_input.
  [[nodiscard]] Result<std::string_view> plain_body() const;
};

}  // namespace hoshi::protocols::http
