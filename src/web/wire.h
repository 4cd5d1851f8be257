// Writes the head of an HTTP/1.1 answer; the one place that puts header lines together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "web/message.h"

namespace hoshi::web {

// An answer as bytes. The head lacks only the Date line and the empty line, which the connection writes.
struct Answer {
  std::shared_ptr<const std::string> head;
  std::shared_ptr<const std::string> body;  // null: none is sent (HEAD, 304)
  bool close = false;                       // the connection ends behind it
};

// RFC 9110, 15: "404 Not Found".
std::string_view reason_of(int status);

// Status line and headers with Content-Length of `content_bytes`. A name that is no token, and a value with control
// characters, are left out: a header can never end early and begin another (response splitting).
std::string head_of(const Response& response, std::size_t content_bytes);

// Puts in what every answer carries and the handler did not set itself: Content-Security-Policy and its companions.
enum class Privacy { for_everybody, for_one };  // the second adds no-store
void add_security_headers(Response& response, Privacy privacy, bool over_tls);

}  // namespace hoshi::web
