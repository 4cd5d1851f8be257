// Decoding of the chunked transfer coding.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/chunked.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::size_t line_limit_bytes = 4096;      // a size and its extensions; real ones have a dozen
constexpr std::size_t trailer_limit_bytes = 65536;  // as the head
constexpr std::size_t size_digits_limit = 16;       // 64 bits; the top bit is refused below

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::uint64_t> chunk_size(std::string_view line) {
  const std::string_view digits = trimmed(line.substr(0, line.find(';')));
  if (digits.empty() || digits.size() > size_digits_limit) {
    return fail(ErrorCode::corrupt, "a chunk without a usable size");
  }
  std::uint64_t size = 0;
  for (const char c : digits) {
    const int digit = hex_digit(c);
    if (digit < 0) return fail(ErrorCode::corrupt, "a chunk size that is not hexadecimal");
    size = size * 16 + static_cast<std::uint64_t>(digit);
  }
  if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return fail(ErrorCode::corrupt, "a chunk size beyond 63 bits");
  }
  return size;
}

}  // namespace

Result<std::size_t> ChunkedDecoder::feed(std::string_view input, std::string& content,
                                         std::size_t limit_bytes) {
  std::size_t used = 0;
  while (used < input.size() && state_ != State::done) {
    if (state_ == State::data) {
      used += take_data(input.substr(used), content, limit_bytes);
      continue;
    }
    HOSHI_CHECK(add_to_line(input[used]));
    ++used;
  }
  return used;
}

std::size_t ChunkedDecoder::take_data(std::string_view input, std::string& content, std::size_t limit_bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  const std::size_t room = limit_bytes > content.size() ? limit_bytes - content.size() : 0;
  content.append(input.substr(0, std::min(taken, room)));
  was_cut_ = was_cut_ || taken > room;
  remaining_ -= taken;
  if (remaining_ == 0) state_ = State::data_end;
  return taken;
}

Result<void> ChunkedDecoder::add_to_line(char c) {
  if (c == '\n') return end_of_line();
  line_.push_back(c);
  if (line_.size() > line_limit_bytes) return fail(ErrorCode::corrupt, "a chunk line beyond 4 KiB");
  return {};
}

Result<void> ChunkedDecoder::end_of_line() {
  // RFC 9112, 2.2: a bare LF may stand for CRLF.
  if (line_.ends_with('\r')) line_.pop_back();
  const std::string line = std::move(line_);
  line_.clear();
  if (state_ == State::size) {
    remaining_ = HOSHI_TRY(chunk_size(line));
    state_ = remaining_ == 0 ? State::trailer : State::data;
    return {};
  }
  if (state_ == State::data_end) {
    if (!line.empty()) return fail(ErrorCode::corrupt, "a chunk longer than its size");
    state_ = State::size;
    return {};
  }
  trailer_bytes_ += line.size() + 2;
  if (trailer_bytes_ > trailer_limit_bytes) return fail(ErrorCode::corrupt, "trailers beyond 64 KiB");
  if (line.empty()) state_ = State::done;
  return {};
}

}  // namespace hoshi::protocols::http
