// The conversations that go on at one point of a capture, bounded in number and memory.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <list>
#include <map>
#include <variant>

#include "protocols/capture/analyse.h"
#include "protocols/capture/stream_order.h"

namespace hoshi::protocols::capture {

// Ordered, not hashed: nobody can make all keys of a capture collide.
struct FlowKey {
  Address low;
  Address high;
  std::uint16_t low_port = 0;
  std::uint16_t high_port = 0;
  Carried carried = Carried::other;
  friend auto operator<=>(const FlowKey&, const FlowKey&) = default;
};

class FlowTable {
 public:
  FlowTable(const Needles& needles, CaptureSeen& seen) : needles_(needles), seen_(seen) {}
  void feed(const Frame& frame);
  // Takes only what tells machines from each other: names that DNS answered, and who asks for an address.
  void overhear(const Frame& frame);
  // Ends all that still go on.
  void finish();

 private:
  struct Live {
    Party client;
    Party server;
    std::uint16_t client_port = 0;
    std::uint16_t server_port = 0;
    std::array<StreamOrder, 2> order;
    std::variant<StreamTalk, DatagramTalk> talk;
    std::uint64_t bytes = 0;
    std::size_t held_bytes = 0;
    std::array<bool, 2> ended{};
    std::list<FlowKey>::iterator age;
  };
  using Flows = std::map<FlowKey, Live>;

  Flows::iterator find_or_begin(const FlowKey& key, const Frame& frame);
  void end(Flows::iterator flow);
  void feed_tcp(Live& live, Side side, const Frame& frame);
  void feed_udp(Live& live, Side side, const Frame& frame);
  void learn_names(ByteView datagram);
  void learn_client(ByteView datagram);
  void count_esp(const Frame& frame);
  void add(FlowKind kind, std::uint64_t bytes, Content content);
  void keep_bounds();

  const Needles& needles_;
  CaptureSeen& seen_;
  Flows flows_;
  std::list<FlowKey> ages_;  // silent for longest first
  std::size_t held_bytes_ = 0;
};

}  // namespace hoshi::protocols::capture
