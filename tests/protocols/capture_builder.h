// Writes small captures for tests: frames of TCP and UDP between machines, in pcap or pcapng files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "protocols/bytes/little_endian.h"

namespace hoshi::protocols::capture::testing {

struct Machine {
  std::array<std::uint8_t, 6> mac{};
  std::array<std::uint8_t, 4> address{};
};

const inline Machine device{{2, 0, 0, 0, 0, 0x10}, {192, 168, 1, 10}};
const inline Machine laptop{{2, 0, 0, 0, 0, 0x20}, {192, 168, 1, 20}};
const inline Machine router{{2, 0, 0, 0, 0, 0x01}, {192, 168, 1, 1}};
// Behind the router: its MAC, an address of the Internet.
const inline Machine cloud{{2, 0, 0, 0, 0, 0x01}, {9, 9, 9, 9}};

constexpr std::uint8_t fin = 1, syn = 2, ack = 16;

inline Bytes ethernet(const Machine& from, const Machine& to, ByteView ip) {
  ByteWriter frame;
  frame.append(ByteView(to.mac));
  frame.append(ByteView(from.mac));
  frame.u16(0x0800);
  frame.append(ip);
  return std::move(frame).bytes();
}

inline Bytes ipv4(const Machine& from, const Machine& to, std::uint8_t protocol, ByteView content, std::uint16_t fragment = 0) {
  ByteWriter packet;
  packet.u8(0x45);
  packet.u8(0);
  packet.u16(static_cast<std::uint16_t>(20 + content.size()));
  packet.u16(1);
  packet.u16(fragment);
  packet.u8(64);
  packet.u8(protocol);
  packet.u16(0);
  packet.append(ByteView(from.address));
  packet.append(ByteView(to.address));
  packet.append(content);
  return std::move(packet).bytes();
}

inline Bytes tcp(std::uint16_t from, std::uint16_t to, std::uint32_t sequence, std::uint8_t flags, std::string_view payload) {
  ByteWriter segment;
  segment.u16(from);
  segment.u16(to);
  segment.u32(sequence);
  segment.u32(0);
  segment.u8(0x50);
  segment.u8(flags);
  segment.u16(1000);
  segment.u32(0);
  segment.append(payload);
  return std::move(segment).bytes();
}

inline Bytes udp(std::uint16_t from, std::uint16_t to, std::string_view payload) {
  ByteWriter datagram;
  datagram.u16(from);
  datagram.u16(to);
  datagram.u16(static_cast<std::uint16_t>(8 + payload.size()));
  datagram.u16(0);
  datagram.append(payload);
  return std::move(datagram).bytes();
}

// Frames in the order in which they were captured.
class Traffic {
 public:
  void frame(Bytes bytes) { frames_.push_back(std::move(bytes)); }
  void segment(const Machine& from, std::uint16_t from_port, const Machine& to, std::uint16_t to_port, std::uint32_t sequence,
               std::uint8_t flags, std::string_view payload) {
    frame(ethernet(from, to, ipv4(from, to, 6, tcp(from_port, to_port, sequence, flags, payload))));
  }
  void datagram(const Machine& from, std::uint16_t from_port, const Machine& to, std::uint16_t to_port, std::string_view payload) {
    frame(ethernet(from, to, ipv4(from, to, 17, udp(from_port, to_port, payload))));
  }
  // A whole connection in which each side speaks once, the client first (or the server: `greeting`).
  void connection(const Machine& client, std::uint16_t client_port, const Machine& server, std::uint16_t port, std::string_view asked,
                  std::string_view answered, std::string_view greeting = "") {
    segment(client, client_port, server, port, 1000, syn, "");
    segment(server, port, client, client_port, 5000, syn | ack, "");
    if (!greeting.empty()) segment(server, port, client, client_port, 5001, ack, greeting);
    if (!asked.empty()) segment(client, client_port, server, port, 1001, ack, asked);
    const auto next = static_cast<std::uint32_t>(5001 + greeting.size());
    if (!answered.empty()) segment(server, port, client, client_port, next, ack, answered);
    segment(client, client_port, server, port, static_cast<std::uint32_t>(1001 + asked.size()), fin | ack, "");
    segment(server, port, client, client_port, static_cast<std::uint32_t>(next + answered.size()), fin | ack, "");
  }
  const std::vector<Bytes>& frames() const { return frames_; }

  // Little-endian, microseconds.
  Bytes pcap(std::uint32_t linktype = 1, std::uint32_t seconds = 1) const {
    ByteWriter file;
    for (const std::uint32_t number : {0xA1B2C3D4u, 0x00040002u, 0u, 0u, 262144u, linktype}) put_little32(file, number);
    for (const auto& one : frames_) {
      for (const std::size_t number : {std::size_t{seconds}, std::size_t{500000}, one.size(), one.size()}) {
        put_little32(file, static_cast<std::uint32_t>(number));
      }
      file.append(ByteView(one));
    }
    return std::move(file).bytes();
  }

 private:
  std::vector<Bytes> frames_;
};

// An answer of DNS: the name is this address.
inline std::string dns_answer(const std::vector<std::string>& labels, const Machine& machine) {
  ByteWriter message;
  for (const std::uint16_t number : {0x1234, 0x8180, 1, 1, 0, 0}) message.u16(number);
  for (const auto& label : labels) message.vector8(to_bytes(label));
  message.u8(0);
  for (const std::uint16_t number : {1, 1, 0xC00C, 1, 1, 0, 60, 4}) message.u16(number);
  message.append(ByteView(machine.address));
  return to_text(message.bytes());
}

// MQTT 3.1.1 with user and password.
inline std::string mqtt_connect(std::string_view user, std::string_view password) {
  ByteWriter body;
  body.vector16(to_bytes("MQTT"));
  body.u8(4);
  body.u8(0xC2);
  body.u16(30);
  for (const auto text : {std::string_view("unit"), user, password}) body.vector16(to_bytes(text));
  ByteWriter packet;
  packet.u8(0x10);
  packet.vector8(body.bytes());
  return to_text(packet.bytes());
}

}  // namespace hoshi::protocols::capture::testing
