// Numbers are compared modulo 2^32 (RFC 9293, 3.4).
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/stream_order.h"

#include <algorithm>

namespace hoshi::protocols::capture {

namespace {

std::int32_t distance(std::uint32_t from, std::uint32_t to) { return static_cast<std::int32_t>(to - from); }

}  // namespace

void StreamOrder::begin(std::uint32_t sequence) {
  next_ = sequence + 1;
  waiting_.clear();
  gap_open_ = false;
}

// The part of the segment that is new; it begins at or before the byte that is due.
void StreamOrder::give(Segment segment, std::vector<Piece>& pieces) {
  const auto known = static_cast<std::size_t>(-distance(*next_, segment.sequence));
  if (known >= segment.wire_bytes) return;
  if (known < segment.bytes.size()) {
    pieces.push_back({segment.bytes.subspan(known), gap_open_});
    gap_open_ = false;
  }
  if (segment.bytes.size() < segment.wire_bytes) gap_open_ = had_gap_ = true;
  next_ = segment.sequence + static_cast<std::uint32_t>(segment.wire_bytes);
}

void StreamOrder::give_waiting(std::vector<Piece>& pieces) {
  while (!waiting_.empty() && distance(*next_, waiting_.back().sequence) <= 0) {
    const Segment segment = waiting_.back();
    waiting_.pop_back();
    give(segment, pieces);
  }
}

void StreamOrder::keep(const Segment& segment) {
  const auto nearer = [&](const Segment& other) { return distance(segment.sequence, other.sequence) <= 0; };
  waiting_.insert(std::find_if(waiting_.begin(), waiting_.end(), nearer), segment);
}

void StreamOrder::skip_to_waiting(std::vector<Piece>& pieces) {
  next_ = waiting_.back().sequence;
  gap_open_ = had_gap_ = true;
  give_waiting(pieces);
}

std::vector<Piece> StreamOrder::add(std::uint32_t sequence, ByteView bytes, std::size_t wire_bytes) {
  std::vector<Piece> pieces;
  if (wire_bytes == 0 || bytes.size() > wire_bytes || wire_bytes > window_limit_bytes) return pieces;
  if (!next_) {  // the capture began in the middle of the connection
    next_ = sequence;
    gap_open_ = had_gap_ = true;
  }
  const std::int32_t ahead = distance(*next_, sequence);
  const auto limit = static_cast<std::int32_t>(window_limit_bytes);
  if (ahead < -limit) return pieces;
  if (ahead > limit) {  // nothing of what waits will be met any more
    pieces = finish();
    next_ = sequence;
    gap_open_ = had_gap_ = true;
  }
  const Segment segment{sequence, bytes, wire_bytes};
  if (distance(*next_, sequence) > 0) {
    keep(segment);
    if (waiting_.size() > waiting_limit) skip_to_waiting(pieces);
    return pieces;
  }
  give(segment, pieces);
  give_waiting(pieces);
  return pieces;
}

std::vector<Piece> StreamOrder::finish() {
  std::vector<Piece> pieces;
  while (!waiting_.empty()) skip_to_waiting(pieces);
  return pieces;
}

}  // namespace hoshi::protocols::capture
