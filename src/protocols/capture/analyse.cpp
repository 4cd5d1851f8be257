// One pass over the packets.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/capture/analyse.h"

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
void read_packet(CaptureSeen& seen, FlowTable& flows, const Packet& packet) {
  ++seen.packets;
  seen.bytes += packet.bytes.size();
  if (packet.bytes.size() < packet.wire_bytes) seen.complete = false;
  const auto frame = read_frame(packet);
  if (!frame || packet.link == Link::other) {
    ++seen.unreadable;
    return;
  }
  if (!*frame) return;
  if ((*frame)->is_fragment) ++seen.fragments;
  count_hosts(seen, **frame);
  flows.feed(**frame);
}

}  // namespace

Result<CaptureSeen> analyse(ByteView file, const Needles& needles, const std::function<bool()>& goes_on) {
  CaptureFile capture = HOSHI_TRY(CaptureFile::open(file));
  CaptureSeen seen;
  FlowTable flows(needles, seen);
  while (true) {
    const auto packet = capture.next();
    if (!packet) seen.complete = false;
    if (!packet || !*packet) break;
    read_packet(seen, flows, **packet);
    if (seen.packets % packets_between_questions == 0 && !goes_on()) {
      seen.complete = false;
      break;
    }
  }
  flows.finish();
  if (seen.unreadable > unreadable_limit || seen.unreadable * 10 > seen.packets) seen.complete = false;
  return seen;
}

}  // namespace hoshi::protocols::capture
