// Reads a whole capture: who talked to whom in which protocol, what was protected, and which secrets went by in clear.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "protocols/capture/conversation.h"
#include "protocols/capture/frame.h"

namespace hoshi::protocols::capture {

constexpr std::size_t live_limit = 4096;               // conversations at a time; the one silent for longest ends
constexpr std::size_t held_limit_bytes = 64u << 20;    // beginnings kept of all of them
constexpr std::size_t flow_limit = 4096;               // kinds of flows in the report
constexpr std::size_t host_limit = 4096;
constexpr std::size_t name_limit = 50'000;             // addresses with a name
constexpr std::size_t unreadable_limit = 1000;         // broken packets after which a file is not called complete

struct Party {
  Address address;
  std::optional<Mac> mac;  // of the machine or of the router before it
  friend auto operator<=>(const Party&, const Party&) = default;
};

// All conversations of the same kind between the same two.
struct FlowKind {
  Party client;
  Party server;
  Carried carried = Carried::other;
  std::uint16_t port = 0;  // the server's
  std::string protocol;
  Protection protection = Protection::unknown;
  std::optional<TlsSeen> tls;
  std::string host;
  friend auto operator<=>(const FlowKind&, const FlowKind&) = default;
};

struct FlowSum {
  std::uint64_t bytes = 0;  // carried, in both directions
  std::set<SecretSeen> secrets;
  std::set<std::size_t> needles;
};

// A machine of the captured link.
struct HostSeen {
  std::uint64_t packets = 0;  // from it and to it alone
  bool forwards = false;      // sends with addresses of the Internet: a router
  bool asked_for_address = false;  // a DHCP client
};

struct CaptureSeen {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;       // as captured
  std::uint64_t unicast = 0;     // packets with two machines' MACs
  std::uint64_t fragments = 0;
  std::uint64_t unreadable = 0;  // broken, or of a link that is not read
  bool complete = true;          // false: cut off, packets cut short, or a limit met
  std::map<Mac, HostSeen> hosts;
  std::map<Address, std::string> names;  // as DNS answered; printable
  std::set<Address> shared;              // those that are the answer to several names
  std::map<FlowKind, FlowSum> flows;
};

// Since 1970; what is outside teaches names and machines, and nothing else is said of it.
struct Window {
  std::uint64_t from_nanoseconds = 0;
  std::uint64_t until_nanoseconds = std::numeric_limits<std::uint64_t>::max();  // no longer within

  bool holds(std::uint64_t nanoseconds) const { return nanoseconds >= from_nanoseconds && nanoseconds < until_nanoseconds; }
};

// Several files are read one after the other as one capture; what is in one of the windows counts. `goes_on` is asked now and then; false ends with complete = false. corrupt: no capture file.
[[nodiscard]] Result<CaptureSeen> analyse(std::span<const ByteView> files, std::span<const Window> windows, const Needles& needles,
                                          const std::function<bool()>& goes_on);
[[nodiscard]] Result<CaptureSeen> analyse(ByteView file, const Needles& needles, const std::function<bool()>& goes_on);

}  // namespace hoshi::protocols::capture
