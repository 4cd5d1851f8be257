// Parsing of status lines, headers and the three ways a body can end.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/response_parser.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// RFC 9112, 4: HTTP-version SP status-code SP [ reason ]; the last blank is often missing, so it is not
// asked for.
Result<void> parse_status_line(std::string_view line, Response& response) {
  constexpr std::string_view start = "HTTP/1.";
  if (!line.starts_with(start) || line.size() < 12 || !is_digit(line[7]) || line[8] != ' ') {
    return fail(ErrorCode::corrupt, "not an HTTP/1 status line");
  }
  const std::string_view code = line.substr(9, 3);
  if (!std::all_of(code.begin(), code.end(), is_digit) || code[0] == '0') {
    return fail(ErrorCode::corrupt, "a status that is not three digits");
  }
  if (line.size() > 12 && line[12] != ' ')
    return fail(ErrorCode::corrupt, "a status that is not three digits");
  response.version = std::string(line.substr(5, 3));
  response.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  response.reason = std::string(trimmed(line.substr(12)));
  return {};
}

// Lines without a colon are read over: many devices print warnings of their scripts into the head.
Result<void> add_header(std::string_view line, Headers& headers) {
  if ((line.front() == ' ' || line.front() == '\t') && !headers.empty()) {
    // RFC 9112, 5.2: a folded line continues the value.
    headers.back().value.append(" ").append(trimmed(line));
    return {};
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view name = trimmed(line.substr(0, colon));
  if (!is_token(name)) return {};
  if (headers.size() == header_limit) return fail(ErrorCode::corrupt, "more than 200 headers");
  headers.push_back({std::string(name), std::string(trimmed(line.substr(colon + 1)))});
  return {};
}

Result<Response> parse_head(std::string_view head) {
  if (head.find('\0') != std::string_view::npos) return fail(ErrorCode::corrupt, "a zero byte in the head");
  Response response;
  bool is_first = true;
  while (!head.empty()) {
    const auto end = head.find('\n');
    std::string_view line = head.substr(0, end);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (is_first) {
      HOSHI_CHECK(parse_status_line(line, response));
      is_first = false;
      continue;
    }
    HOSHI_CHECK(add_header(line, response.headers));
  }
  if (is_first) return fail(ErrorCode::corrupt, "an empty head");
  return response;
}

// RFC 9110, 8.6 and RFC 9112, 6.3: repeated equal lengths are one length, different ones are an attack.
Result<std::optional<std::uint64_t>> content_length(const Headers& headers) {
  std::optional<std::uint64_t> length;
  for (const auto& value : all_headers(headers, "content-length")) {
    for (const auto& part : split(value, ',')) {
      const auto number = parse_number(trimmed(part), std::numeric_limits<std::int64_t>::max());
      if (!number) return fail(ErrorCode::corrupt, "a Content-Length that is no number");
      if (length && *length != *number)
        return fail(ErrorCode::corrupt, "Content-Lengths that contradict each other");
      length = *number;
    }
  }
  return length;
}

enum class Coding { none, chunked, until_close };

Result<Coding> transfer_coding(const Headers& headers) {
  std::vector<std::string> codings;
  for (const auto& value : all_headers(headers, "transfer-encoding")) {
    for (const auto& part : split(value, ',')) {
      const std::string coding = lower(trimmed(part));
      if (!coding.empty() && coding != "identity") codings.push_back(coding);
    }
  }
  if (codings.empty()) return Coding::none;
  if (codings.size() == 1 && codings.front() == "chunked") return Coding::chunked;
  return fail(ErrorCode::corrupt, "a transfer coding nobody asked for");
}

}  // namespace

Result<void> ResponseParser::feed(std::string_view input) {
  while (!input.empty() && state_ == State::head) {
    HOSHI_CHECK(add_to_head(input.front()));
    input.remove_prefix(1);
  }
  if (input.empty() || state_ == State::done) return {};
  return add_to_body(input);
}

Result<void> ResponseParser::add_to_head(char c) {
  head_.push_back(c);
  if (head_.size() > head_limit_bytes) return fail(ErrorCode::corrupt, "a head beyond 64 KiB");
  if (c != '\n') return {};
  std::string_view line = std::string_view(head_).substr(line_start_);
  line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const bool is_blank = line.empty();
  if (is_blank && line_start_ == 0) {
    head_.clear();  // RFC 9112, 2.2: blank lines before the message are read over
    return {};
  }
  line_start_ = head_.size();
  if (!is_blank) return {};
  return end_of_head();
}

Result<void> ResponseParser::end_of_head() {
  response_ = HOSHI_TRY(parse_head(head_));
  head_.clear();
  line_start_ = 0;
  if (response_.status >= 200) return choose_body();
  // RFC 9110, 15.2: interim responses come before the final one; 101 would leave HTTP, which nobody asked
  // for.
  if (response_.status == 101) return fail(ErrorCode::corrupt, "101 without an upgrade");
  if (++interim_ > interim_limit) return fail(ErrorCode::corrupt, "interim responses without end");
  response_ = {};
  return {};
}

// RFC 9112, 6.3, in its order.
Result<void> ResponseParser::choose_body() {
  if (asked_ == Asked::head_only || response_.status == 204 || response_.status == 304) {
    state_ = State::done;
    return {};
  }
  const auto coding = HOSHI_TRY(transfer_coding(response_.headers));
  const auto length = HOSHI_TRY(content_length(response_.headers));
  if (coding == Coding::chunked) {
    state_ = State::chunked;
    return {};
  }
  if (!length) {
    state_ = State::until_close;
    return {};
  }
  remaining_ = *length;
  state_ = remaining_ == 0 ? State::done : State::length;
  return {};
}

void ResponseParser::append(std::string_view input) {
  const std::size_t room = body_limit_bytes_ - response_.body.size();
  response_.body.append(input.substr(0, std::min(input.size(), room)));
  if (input.size() <= room) return;
  response_.cut = true;
  state_ = State::done;
}

Result<void> ResponseParser::add_to_body(std::string_view input) {
  if (state_ == State::chunked) {
    HOSHI_TRY(chunks_.feed(input, response_.body, body_limit_bytes_));
    response_.cut = chunks_.was_cut();
    if (chunks_.is_done() || response_.cut) state_ = State::done;
    return {};
  }
  if (state_ == State::until_close) {
    append(input);
    return {};
  }
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  append(input.substr(0, taken));
  remaining_ -= taken;
  if (remaining_ == 0) state_ = State::done;  // bytes after the promised length belong to nobody
  return {};
}

Result<void> ResponseParser::finish() {
  if (state_ == State::head) return fail(ErrorCode::corrupt, "the peer closed before the head had ended");
  if (state_ == State::length || state_ == State::chunked) response_.complete = false;
  state_ = State::done;
  return {};
}

Result<Response> parse_response(std::string_view bytes, std::size_t body_limit_bytes, Asked asked) {
  ResponseParser parser(body_limit_bytes, asked);
  HOSHI_CHECK(parser.feed(bytes));
  if (!parser.is_done()) HOSHI_CHECK(parser.finish());
  return std::move(parser).response();
}

}  // namespace hoshi::protocols::http
