// Adding up the parts of a file that were answered.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/fetch_sight.h"

#include <algorithm>
#include <vector>

namespace hoshi::lab {
namespace {

struct Part {
  std::uint64_t first;
  std::uint64_t end;
};

std::uint64_t covered_by(std::vector<Part> parts) {
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.first < b.first; });
  std::uint64_t bytes = 0;
  std::uint64_t end = 0;
  for (const auto& part : parts) {
    if (part.end <= end) continue;
    bytes += part.end - std::max(part.first, end);
    end = part.end;
  }
  return bytes;
}

}  // namespace

FetchSight fetch_of(std::string_view log, const ChannelSession& session, std::string_view sha256, std::uint64_t size_bytes) {
  FetchSight sight;
  sight.of = size_bytes;
  std::vector<Part> parts;
  for_each_event(log, session, [&](const Value& event) {
    if (event["what"].as_text() != name_of(ChannelEvent::answered) || event["sha256"].as_text() != sha256) return;
    ++sight.requests;
    const auto first = event["first"].as_integer(-1);
    const auto bytes = event["bytes"].as_integer();
    const bool is_in_it = first >= 0 && bytes > 0 && static_cast<std::uint64_t>(first) < size_bytes &&
                          static_cast<std::uint64_t>(bytes) <= size_bytes - static_cast<std::uint64_t>(first);
    if (!is_in_it || !event["acknowledged"].as_bool()) return;
    parts.push_back({static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(bytes)});
  });
  sight.bytes = covered_by(std::move(parts));
  return sight;
}

Value to_value(const FetchSight& sight) {
  return object({{"requests", sight.requests}, {"bytes", sight.bytes}, {"of", sight.of}, {"whole", sight.is_whole()}});
}

}  // namespace hoshi::lab
