// Connects to the addresses of a name and merges the scans of all of them.
// SPDX-License-Identifier: Apache-2.0
#include "transport/direct_connector.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "transport/tcp_scan.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t sample_max = 20;
constexpr std::uint32_t datagrams_per_second = 1'000;  // a small device has few buffers for UDP

// Which of our own interfaces and addresses a connection comes from.
struct Origin {
  const std::string& interface;
  const std::optional<Address>& source;
};

[[nodiscard]] Result<int> connect_to(Address address, std::uint16_t port, const Origin& origin, TimePoint until) {
  address.set_port(port);
  Descriptor socket = HOSHI_TRY(make_tcp_socket(address, origin.interface));
  if (origin.source) HOSHI_CHECK(bind_to_source(socket.number(), *origin.source));
  if (::connect(socket.number(), address.raw(), address.size()) != 0) {
    if (errno != EINPROGRESS) return tl::unexpected<Error>(connection_error(errno));
    if (auto ready = wait_ready(socket.number(), Direction::write, until); !ready) {
      return fail(ready.error().code, "nothing answered");
    }
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return tl::unexpected<Error>(connection_error(error));
  }
  if (is_connected_to_itself(socket.number())) return tl::unexpected<Error>(connection_error(ECONNREFUSED));
  const int yes = 1;
  ::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket.release();
}

// Open on any address wins, then filtered, then closed.
void merge(std::vector<PortState>& all, const std::vector<PortState>& further) {
  const auto weight = [](PortState state) {
    switch (state) {
      case PortState::unknown: return 0;
      case PortState::closed: return 1;
      case PortState::filtered: return 2;
      case PortState::open: return 3;
    }
    return 0;
  };
  for (std::size_t port = 0; port < all.size(); ++port) {
    if (weight(further[port]) > weight(all[port])) all[port] = further[port];
  }
}

ScanReport report_of(const std::vector<PortState>& states) {
  ScanReport report;
  for (std::size_t port = 1; port < states.size(); ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    switch (states[port]) {
      case PortState::unknown: break;
      case PortState::open: report.open.push_back(number); break;
      case PortState::closed: ++report.closed; break;
      case PortState::filtered:
        ++report.filtered;
        if (report.filtered_sample.size() < sample_max) report.filtered_sample.push_back(number);
        break;
    }
  }
  return report;
}

}  // namespace

Result<Descriptor> make_tcp_socket(const Address& address, const std::string& source_interface) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!socket.is_open()) return tl::unexpected<Error>(connection_error(errno));
  HOSHI_CHECK(bind_to_interface(socket.number(), source_interface));
  return socket;
}

DirectConnector::DirectConnector(Targets targets, DirectOptions options)
    : targets_(std::move(targets)), options_(std::move(options)) {}

Result<int> DirectConnector::open_datagrams(std::string_view target, std::uint16_t port, Reach reach) {
  const Way way = HOSHI_TRY(way_to(target));
  {
    const std::lock_guard lock(mutex_);
    if (!relay_) {
      relay_ = std::make_unique<DatagramRelay>(std::min(options_.packets_per_second, datagrams_per_second));
    }
  }
  return relay_->open({way.addresses, port, reach, options_.source_interface, way.source});
}

std::string_view bare_name(std::string_view target) { return target.substr(0, target.find('@')); }

Result<DirectConnector::Way> DirectConnector::way_to(std::string_view target) const {
  const Error unknown{ErrorCode::forbidden, "'" + printable(target, 80) + "' is not a target of this run"};
  const std::string_view name = bare_name(target);
  const auto found = targets_.find(name);
  if (found == targets_.end()) return tl::unexpected<Error>(unknown);
  std::string_view family;
  Way way;
  if (!options_.sources.empty()) way.source = options_.sources.front();
  for (std::string_view rest = target.substr(name.size()); !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('@', 1));
    rest.remove_prefix(part.size());
    constexpr std::string_view source = "@source";
    if (part == "@ipv4" || part == "@ipv6") {
      family = part;
    } else if (part.starts_with(source) && part.size() == source.size() + 1) {
      const auto number = static_cast<std::size_t>(part.back() - '1');
      if (number >= options_.sources.size()) return tl::unexpected<Error>(unknown);
      way.source = options_.sources[number];
    } else {
      return tl::unexpected<Error>(unknown);
    }
  }
  for (const Address& address : found->second) {
    const bool is_wanted = family.empty() || address.is_ipv6() == (family == "@ipv6");
    // From an address of one family only the addresses of that family can be reached.
    if (is_wanted && (!way.source || way.source->family() == address.family())) way.addresses.push_back(address);
  }
  if (way.addresses.empty()) {
    return fail(ErrorCode::forbidden, "'" + printable(target, 80) + "' has no address in this run");
  }
  return way;
}

Result<int> DirectConnector::connect(std::string_view target, std::uint16_t port, milliseconds timeout) {
  const Way way = HOSHI_TRY(way_to(target));
  const auto& addresses = way.addresses;
  if (port == 0) return fail(ErrorCode::invalid_input, "port 0 cannot be connected to");
  const TimePoint end = std::chrono::steady_clock::now() + timeout;
  std::optional<Error> first;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto now = std::chrono::steady_clock::now();
    const auto share = (std::max(end, now) - now) / static_cast<long>(addresses.size() - i);
    Result<int> socket = connect_to(addresses[i], port, {options_.source_interface, way.source}, now + share);
    if (socket) return socket;
    if (!first) first = std::move(socket.error());
  }
  return tl::unexpected<Error>(std::move(*first));
}

Result<ScanReport> DirectConnector::scan_tcp(std::string_view target, const ScanOptions& options,
                                             milliseconds deadline) {
  const std::vector<Address> addresses = HOSHI_TRY(way_to(target)).addresses;
  const TimePoint began = std::chrono::steady_clock::now();
  const std::uint32_t ceiling = std::max(1U, options_.packets_per_second);
  TcpScanOptions scan;
  scan.ports = options.ports;
  scan.packets_per_second =
      options.rate_per_second == 0 ? ceiling : std::min(options.rate_per_second, ceiling);
  scan.seed = options_.seed;
  scan.source_interface = options_.source_interface;
  scan.stop = options_.stop;
  std::vector<PortState> states(65'536, PortState::unknown);
  std::vector<PortState> of_ipv4 = states;
  std::vector<PortState> of_ipv6 = states;
  bool complete = true;
  std::uint32_t rate = 0;
  for (const Address& address : addresses) {
    const TcpScanResult result = HOSHI_TRY(scan_address(address, scan, began + deadline));
    merge(states, result.states);
    merge(address.is_ipv6() ? of_ipv6 : of_ipv4, result.states);
    // An address that never answered was not looked at, whatever the others said.
    const bool answered = std::any_of(result.states.begin(), result.states.end(), [](PortState state) {
      return state == PortState::open || state == PortState::closed;
    });
    complete = complete && result.complete && (answered || addresses.size() == 1);
    rate = std::max(rate, result.rate_per_second);
  }
  ScanReport report = report_of(states);
  report.open_ipv4 = report_of(of_ipv4).open;
  report.open_ipv6 = report_of(of_ipv6).open;
  report.complete = complete;
  report.rate_per_second = rate;
  report.took = std::chrono::duration_cast<TaskTime>(std::chrono::steady_clock::now() - began);
  return report;
}

}  // namespace hoshi::transport
