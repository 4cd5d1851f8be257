// One pass over the packets.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/analyse.h"

#include <algorithm>

#include "protocols/capture/flow_table.h"

namespace hoshi::protocols::capture {

namespace {

constexpr std::uint64_t packets_between_questions = 1u << 14;

bool is_one_machine(const Mac& mac) { return (mac[0] & 1) == 0; }

void count_hosts(CaptureSeen& seen, const Frame& frame) {
  const auto host = [&](const Mac& mac) -> HostSeen* {
    const bool has_room = seen.hosts.size() < host_limit || seen.hosts.contains(mac);
    return has_room && is_one_machine(mac) ? &seen.hosts[mac] : nullptr;
  };
  const bool is_unicast = frame.source_mac && frame.destination_mac && is_one_machine(*frame.destination_mac);
  if (is_unicast) ++seen.unicast;
  if (frame.source_mac) {
    if (HostSeen* from = host(*frame.source_mac)) {
      if (is_unicast) ++from->packets;
      from->forwards = from->forwards || !frame.source.is_local();
    }
  }
  if (is_unicast && *frame.destination_mac != *frame.source_mac) {
    if (HostSeen* to = host(*frame.destination_mac)) ++to->packets;
  }
}

// Many packets larger than a link carries come from network cards that join them; that is nothing missing.
void read_packet(CaptureSeen& seen, FlowTable& flows, const Packet& packet, bool is_within) {
  if (is_within) {
    ++seen.packets;
    seen.bytes += packet.bytes.size();
    if (packet.bytes.size() < packet.wire_bytes) seen.complete = false;
  }
  const auto frame = read_frame(packet);
  if (!frame || packet.link == Link::other) {
    if (is_within) ++seen.unreadable;
    return;
  }
  if (!*frame) return;
  if (is_within && (*frame)->is_fragment) ++seen.fragments;
  count_hosts(seen, **frame);
  if (is_within) {
    flows.feed(**frame);
  } else {
    flows.overhear(**frame);
  }
}

class Reading {
 public:
  Reading(std::span<const Window> windows, const Needles& needles, const std::function<bool()>& goes_on)
      : windows_(windows), goes_on_(goes_on), flows_(needles, seen_) {}

  // False when there is no time for more. Errors: `file` is no capture.
  [[nodiscard]] Result<bool> read(ByteView file) {
    CaptureFile capture = HOSHI_TRY(CaptureFile::open(file));
    while (true) {
      const auto packet = capture.next();
      if (!packet) seen_.complete = false;
      if (!packet || !*packet) return true;
      read_packet(seen_, flows_, **packet, is_within((*packet)->nanoseconds));
      if (++read_ % packets_between_questions != 0 || goes_on_()) continue;
      seen_.complete = false;
      return false;
    }
  }

  CaptureSeen finish() {
    flows_.finish();
    if (seen_.unreadable > unreadable_limit || seen_.unreadable * 10 > seen_.packets) seen_.complete = false;
    return std::move(seen_);
  }

 private:
  bool is_within(std::uint64_t nanoseconds) const {
    return std::any_of(windows_.begin(), windows_.end(), [&](const Window& one) { return one.holds(nanoseconds); });
  }

  std::span<const Window> windows_;
  const std::function<bool()>& goes_on_;
  CaptureSeen seen_{};
  FlowTable flows_;
  std::uint64_t read_ = 0;
};

}  // namespace

Result<CaptureSeen> analyse(std::span<const ByteView> files, std::span<const Window> windows, const Needles& needles,
                            const std::function<bool()>& goes_on) {
  Reading reading(windows, needles, goes_on);
  for (const auto file : files) {
    const bool has_time = HOSHI_TRY(reading.read(file));
    if (!has_time) break;
  }
  return reading.finish();
}

Result<CaptureSeen> analyse(ByteView file, const Needles& needles, const std::function<bool()>& goes_on) {
  const Window all;
  return analyse(std::span(&file, 1), std::span(&all, 1), needles, goes_on);
}

}  // namespace hoshi::protocols::capture
