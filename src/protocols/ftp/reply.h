// Replies of FTP servers (RFC 959, 4.2), one or many lines, and the ports of passive mode; SMTP replies read the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace hoshi::protocols::ftp {

constexpr std::size_t line_limit_bytes = 4096;
constexpr std::size_t reply_limit_bytes = 64u << 10;

struct Reply {
  int code = 0;      // 100 to 659
  std::string text;  // hostile; the lines without code, joined by '\n'

  bool is_positive() const { return code >= 200 && code < 300; }
  bool is_refusal() const { return code >= 400; }
};

// Feed what was read, take replies while there are any. After an error nothing more may be fed.
class ReplyReader {
 public:
  // corrupt: a line that is no reply, or one of the limits above.
  [[nodiscard]] Result<void> feed(ByteView bytes);
  // The next whole reply; nothing when more bytes are needed. corrupt as above.
  [[nodiscard]] Result<std::optional<Reply>> next();
  // Forgets what came and was not taken: after a change to TLS nothing said in clear may count (RFC 4217, 15.2).
  void forget();
  bool has_bytes() const { return !unread_.empty(); }

 private:
  [[nodiscard]] Result<bool> take_line(std::string_view line);

  std::string unread_;
  Reply reply_;
  bool inside_ = false;  // a reply of many lines has begun
};

// The port of a 227 reply (RFC 959, 4.1.2). The address in it is ignored: a device says there what it likes, and only
// the named target is ever talked to. corrupt when there are no six numbers, or the port is 0.
[[nodiscard]] Result<std::uint16_t> passive_port(const Reply& reply);
// The port of a 229 reply (RFC 2428, 3).
[[nodiscard]] Result<std::uint16_t> extended_passive_port(const Reply& reply);

// A path as a command may carry it: not empty, no control characters, at most 512 bytes.
bool is_sendable(std::string_view argument);

}  // namespace hoshi::protocols::ftp
