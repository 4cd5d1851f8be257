// Opens connections itself, to the addresses the user gave for each name and to nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "transport/address.h"
#include "transport/connector.h"
#include "transport/datagram_relay.h"
#include "transport/socket_io.h"

namespace hoshi::transport {

struct DirectOptions {
  std::uint32_t packets_per_second = 5'000;  // ceiling of every scan
  std::uint64_t seed = 1;                    // of the order of ports
  std::string source_interface;              // "eth1"; empty: as the routing table says
  std::vector<Address> sources{};            // of this machine, in the order of --source; "@source2" is the second
  std::function<bool()> stop{};              // true: scans end as at their deadline
};

// For the broker process and tests. Resolves no names. Threads may share it.
class DirectConnector : public Connector {
 public:
  using Targets = std::map<std::string, std::vector<Address>, std::less<>>;

  DirectConnector(Targets targets, DirectOptions options);

  // Addresses are tried in order; the error is that of the first.
  [[nodiscard]] Result<int> connect(std::string_view target, std::uint16_t port,
                                    milliseconds timeout) override;
  [[nodiscard]] Result<int> open_datagrams(std::string_view target, std::uint16_t port, Reach reach) override;
  // All addresses, one after the other. A port is open when it is on one of them, filtered when it is on one
  // and open on none.
  [[nodiscard]] Result<ScanReport> scan_tcp(std::string_view target, const ScanOptions& options,
                                            milliseconds deadline) override;

 private:
  // The addresses a name means, and from which of ours they are reached.
  struct Way {
    std::vector<Address> addresses;
    std::optional<Address> source;
  };
  [[nodiscard]] Result<Way> way_to(std::string_view target) const;

  Targets targets_;
  DirectOptions options_;
  std::mutex mutex_;
  std::unique_ptr<DatagramRelay> relay_;  // begun with the first question: whoever forks before it has one thread
};

// A non-blocking TCP socket bound to the interface, not yet connected.
[[nodiscard]] Result<Descriptor> make_tcp_socket(const Address& address, const std::string& source_interface);

}  // namespace hoshi::transport
