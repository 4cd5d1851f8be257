// Incremental parser of HTTP/1.x responses from hostile peers (RFC 9112), with hard limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "protocols/http/chunked.h"
#include "protocols/http/message.h"

namespace hoshi::protocols::http {

constexpr std::size_t head_limit_bytes = 64u << 10;
constexpr std::size_t header_limit = 200;
constexpr int interim_limit = 8;  // 1xx responses before the real one

enum class Asked { with_body, head_only };  // a response to HEAD never has a body (RFC 9110, 9.3.2)

// Feed what was read until is_done(); when the peer closes call finish(). After an error nothing more may
// be fed.
class ResponseParser {
 public:
  ResponseParser(std::size_t body_limit_bytes, Asked asked = Asked::with_body)
      : body_limit_bytes_(body_limit_bytes), asked_(asked) {}

  // corrupt: not HTTP, contradictory lengths, or a limit of this file. A body beyond the caller's limit is no
  // error: the response is done and says `cut`.
  [[nodiscard]] Result<void> feed(std::string_view input);
  // The peer closed. corrupt when the head had not ended; a short body only clears `complete`.
  [[nodiscard]] Result<void> finish();
  // After finish(): the end came from a time-out or a reset, so even a body without a length may be short.
  void mark_incomplete() { response_.complete = false; }
  bool is_done() const { return state_ == State::done; }
  bool has_head() const { return state_ != State::head; }
  const Response& response() const& { return response_; }
  Response response() && { return std::move(response_); }

 private:
  enum class State { head, length, chunked, until_close, done };

  [[nodiscard]] Result<void> add_to_head(char c);
  [[nodiscard]] Result<void> end_of_head();
  [[nodiscard]] Result<void> choose_body();
  [[nodiscard]] Result<void> add_to_body(std::string_view input);
  void append(std::string_view input);

  std::size_t body_limit_bytes_;
  Asked asked_;
  State state_ = State::head;
  std::string head_;
  std::size_t line_start_ = 0;
  int interim_ = 0;
  std::uint64_t remaining_ = 0;
  ChunkedDecoder chunks_;
  Response response_;
};

// A whole message, as a test or a file has it.
[[nodiscard]] Result<Response> parse_response(std::string_view bytes, std::size_t body_limit_bytes,
                                              Asked asked = Asked::with_body);

}  // namespace hoshi::protocols::http
