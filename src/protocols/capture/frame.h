// One captured packet as the network sees it: addresses, ports, TCP's numbers, and what is carried.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

#include "protocols/capture/capture_file.h"

namespace hoshi::protocols::capture {

using Mac = std::array<std::uint8_t, 6>;

// IPv4 addresses stand in the first four bytes.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;
  friend auto operator<=>(const Address&, const Address&) = default;

  // Of one machine, and not the whole Internet's: private, link-local, loopback, unique local; and groups and broadcasts.
  bool is_local() const;
  // Of a group, or of everybody, or of nobody (0.0.0.0, ::).
  bool is_no_machine() const;
};

enum class Carried : std::uint8_t { tcp, udp, esp, other };

struct Frame {
  std::optional<Mac> source_mac;
  std::optional<Mac> destination_mac;  // Linux' cooked captures do not have it
  Address source;
  Address destination;
  Carried carried = Carried::other;
  bool is_fragment = false;  // the first one has its ports and the part of the payload it carries, others nothing
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t sequence = 0;  // TCP
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool reset = false;
  ByteView payload;                // of TCP or UDP, as far as it was captured
  std::size_t payload_wire_bytes = 0;  // what was sent
};

constexpr int vlan_tag_limit = 4;
constexpr int extension_limit = 8;

// Nothing: no IP (ARP, spanning tree …) or a link that is not read. corrupt: lengths that contradict each other, or a
// packet cut off within its heads.
[[nodiscard]] Result<std::optional<Frame>> read_frame(const Packet& packet);

}  // namespace hoshi::protocols::capture
