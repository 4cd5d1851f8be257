// Puts one direction of a TCP connection in order: late, repeated, overlapping and missing segments.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::capture {

constexpr std::size_t waiting_limit = 128;                 // segments that wait for an earlier one
constexpr std::uint32_t window_limit_bytes = 8u << 20;     // further ahead is another connection's number, or a lie

// Bytes that follow what was given before; `after_gap`: something between was never captured.
struct Piece {
  ByteView bytes;
  bool after_gap = false;
};

// Copies nothing: segments that wait are views into the capture, and a bounded number of them. What was given once
// stays (a later segment with other bytes for the same place is cut), so nothing is read twice.
class StreamOrder {
 public:
  // The number of a SYN; the first byte has the next one.
  void begin(std::uint32_t sequence);
  // `wire_bytes` is what was sent, which may be more than was captured. The pieces that are in order now.
  std::vector<Piece> add(std::uint32_t sequence, ByteView bytes, std::size_t wire_bytes);
  // What still waits, with gaps before it.
  std::vector<Piece> finish();
  bool has_begun() const { return next_.has_value(); }
  bool had_gap() const { return had_gap_; }

 private:
  struct Segment {
    std::uint32_t sequence = 0;
    ByteView bytes;
    std::size_t wire_bytes = 0;
  };
  void give(Segment segment, std::vector<Piece>& pieces);
  void give_waiting(std::vector<Piece>& pieces);
  void keep(const Segment& segment);
  void skip_to_waiting(std::vector<Piece>& pieces);

  std::optional<std::uint32_t> next_;
  std::vector<Segment> waiting_;  // nearest last
  bool gap_open_ = false;         // the next piece comes after a gap
  bool had_gap_ = false;
};

}  // namespace hoshi::protocols::capture
