// Carries datagrams between a task and one target, so that whoever parses them never holds a UDP socket.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "transport/address.h"
#include "transport/network.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

// A UDP socket can send anywhere (sendmsg(2) names an address), which no filter of system calls can see. The task is
// given one end of a local pair instead; the relay sends to the target alone, drops what others send, and looks at no
// byte of what it carries. Frames from the task: port (2 bytes, 0: the one asked for), datagram. Frames to it: kind
// (1 byte), port (2 bytes), datagram.
constexpr std::uint8_t frame_datagram = 0;
constexpr std::uint8_t frame_refused = 1;  // ICMP said that nobody listens; no datagram
constexpr std::size_t frame_bytes_max = 3 + 65'535;

struct DatagramRoute {
  std::vector<Address> addresses;  // of the target
  std::uint16_t port = 0;
  Reach reach = Reach::port;
  std::string source_interface;  // "": as the routing table says
  std::optional<Address> source{};  // one of our own addresses to come from
};

// Threads may share it. A thread of its own carries everything; destruction ends all routes.
class DatagramRelay {
 public:
  explicit DatagramRelay(std::uint32_t packets_per_second);
  ~DatagramRelay();
  DatagramRelay(const DatagramRelay&) = delete;
  DatagramRelay& operator=(const DatagramRelay&) = delete;

  // The task's end, non-blocking, owned by the caller; the route ends when it is closed. unavailable when no
  // address of the target can be sent to; forbidden when no group belongs to the port.
  [[nodiscard]] Result<int> open(const DatagramRoute& route);

 private:
  class Line;
  void carry();

  std::uint32_t packets_per_second_;
  Descriptor wake_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Line>> lines_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace hoshi::transport
