// Reads packets from capture files: pcap (both byte orders, micro- and nanoseconds) and pcapng with any sections and interfaces.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"

namespace hoshi::protocols::capture {

constexpr std::size_t packet_limit_bytes = 256u << 10;  // the largest that tcpdump and Wireshark keep (262,144)
constexpr std::size_t interface_limit = 1024;           // of one section

// LINKTYPE values of the tcpdump project, those that are read.
enum class Link : std::uint8_t { ethernet, linux_cooked, linux_cooked_2, raw_ip, loopback, other };

struct Packet {
  std::uint64_t nanoseconds = 0;  // since 1970; 0 when the file does not say (simple packet blocks)
  Link link = Link::other;
  ByteView bytes;                 // borrowed from the file; hostile
  std::size_t wire_bytes = 0;     // before it was cut; at least bytes.size()
};

enum class ByteOrder : std::uint8_t { big, little };

// Borrows the file. Time is linear in what was read; memory is bounded by the number of interfaces.
class CaptureFile {
 public:
  // corrupt: neither pcap nor pcapng.
  [[nodiscard]] static Result<CaptureFile> open(ByteView file);

  // The next packet; nothing at the file's end. corrupt: what follows cannot be read (a file cut off in a packet, too).
  [[nodiscard]] Result<std::optional<Packet>> next();

 private:
  struct Interface {
    Link link = Link::other;
    std::size_t cut_bytes = 0;               // longest packet kept; 0: no limit
    std::uint64_t ticks_per_second = 1'000'000;
    std::uint64_t offset_seconds = 0;
  };
  explicit CaptureFile(ByteView file) : reader_(file) {}

  [[nodiscard]] Result<void> read_head();
  [[nodiscard]] Result<std::optional<Packet>> next_record();
  [[nodiscard]] Result<std::optional<Packet>> next_block();
  [[nodiscard]] Result<void> begin_section();
  [[nodiscard]] Result<void> add_interface(ByteView body);
  void read_interface_options(ByteReader& reader, Interface& interface) const;
  [[nodiscard]] Result<Packet> enhanced_packet(ByteView body, bool is_old_form) const;
  [[nodiscard]] Result<Packet> simple_packet(ByteView body) const;
  [[nodiscard]] Result<std::uint16_t> u16(ByteReader& reader, std::string_view what) const;
  [[nodiscard]] Result<std::uint32_t> u32(ByteReader& reader, std::string_view what) const;

  ByteReader reader_;
  ByteOrder order_ = ByteOrder::little;
  bool is_pcapng_ = false;
  std::vector<Interface> interfaces_;  // pcap: the one
};

}  // namespace hoshi::protocols::capture
