// Incremental decoder of the chunked transfer coding (RFC 9112, 7.1), with hard limits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hoshi::protocols::http {

// Feeds on pieces of any size. Extensions and trailers are read over. A size that is no number, larger than
// 63 bits, or a line beyond 4 KiB is corrupt; so are more than 64 KiB of trailers.
class ChunkedDecoder {
 public:
  // Appends decoded content to `content` until it holds `limit_bytes`; what is beyond is dropped and
  // was_cut(). Gives how many bytes of `input` were used (all, unless the end of the body lies within).
  [[nodiscard]] Result<std::size_t> feed(std::string_view input, std::string& content,
                                         std::size_t limit_bytes);
  bool is_done() const { return state_ == State::done; }
  bool was_cut() const { return was_cut_; }

 private:
  enum class State { size, data, data_end, trailer, done };

  [[nodiscard]] Result<void> end_of_line();
  [[nodiscard]] Result<void> add_to_line(char c);
  std::size_t take_data(std::string_view input, std::string& content, std::size_t limit_bytes);

  State state_ = State::size;
  std::string line_;
  std::uint64_t remaining_ = 0;
  std::size_t trailer_bytes_ = 0;
  bool was_cut_ = false;
};

}  // namespace hoshi::protocols::http
