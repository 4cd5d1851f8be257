// Accepting visitors, each on a thread of its own.
// SPDX-License-Identifier: Apache-2.0
#include "lab/updates/update_loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <list>
#include <system_error>
#include <thread>

#include "transport/address.h"

namespace hoshi::lab {
namespace {

constexpr int longest_wait_ms = 200;
constexpr int waiting_visitors = 64;

// A visitor, its thread, and whether it has gone.
struct Seat {
  transport::Descriptor socket;
  Visitor visitor;
  std::atomic<bool> has_gone{false};
  std::thread thread;
};

sockaddr* generic(sockaddr_storage& address) { return static_cast<sockaddr*>(static_cast<void*>(&address)); }

std::string text_of(const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family == AF_INET) {
    sockaddr_in known{};
    std::memcpy(&known, &address, sizeof known);
    ::inet_ntop(AF_INET, &known.sin_addr, text.data(), text.size());
  } else {
    sockaddr_in6 known{};
    std::memcpy(&known, &address, sizeof known);
    ::inet_ntop(AF_INET6, &known.sin6_addr, text.data(), text.size());
  }
  return text.data();
}

std::uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, generic(address), &size) != 0) return 0;
  sockaddr_in6 known{};  // both kinds have the port at the same place
  std::memcpy(&known, &address, sizeof known);
  return ntohs(known.sin6_port);
}

class Room {
 public:
  explicit Room(const UpdateService& service) : service_(service) {}
  ~Room() {
    for (auto& seat : seats_) ::shutdown(seat.socket.number(), SHUT_RDWR);
    for (auto& seat : seats_) seat.thread.join();
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  bool is_full() {
    for (auto seat = seats_.begin(); seat != seats_.end();) {
      if (seat->has_gone) {
        seat->thread.join();
        seat = seats_.erase(seat);
      } else {
        ++seat;
      }
    }
    return seats_.size() >= most_visitors;
  }

  void take(const Listener& listener, const ChannelSession& session) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    transport::Descriptor socket(::accept4(listener.socket.number(), generic(address), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.is_open()) return;
    Seat& seat = seats_.emplace_back();
    seat.visitor = {socket.number(), text_of(address), listener.port, ++count_, session};
    seat.socket = std::move(socket);
    try {
      seat.thread = std::thread([this, &seat] {
        serve_visitor(seat.visitor, service_);
        ::shutdown(seat.socket.number(), SHUT_RDWR);  // at once; the descriptor is closed when the seat is cleared
        seat.has_gone = true;
      });
    } catch (const std::system_error&) {
      seats_.pop_back();  // no thread is to be had: the visitor may come again
    }
  }

 private:
  const UpdateService& service_;
  std::list<Seat> seats_;
  std::uint64_t count_ = 0;
};

}  // namespace

Result<Listener> listen_at(const std::string& address, std::uint16_t port) {
  transport::Address where = HOSHI_TRY(transport::Address::parse(address));
  where.set_port(port);
  Listener listener{transport::Descriptor(::socket(where.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)), port};
  const int number = listener.socket.number();
  const int on = 1;
  ::setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (where.is_ipv6()) ::setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(number, where.raw(), where.size()) != 0 || ::listen(number, waiting_visitors) != 0) {
    const auto code = errno == EADDRINUSE ? ErrorCode::conflict : ErrorCode::unavailable;
    return fail(code, address + " tcp/" + std::to_string(port) + ": " + std::strerror(errno));
  }
  listener.port = port_of(number);
  return listener;
}

void run_updates(const std::vector<Listener>& listeners, const UpdateService& service, const std::function<ChannelSession()>& session,
                 const std::function<bool()>& stop_wanted) {
  Room room(service);
  std::vector<pollfd> waiting;
  for (const auto& listener : listeners) waiting.push_back({listener.socket.number(), POLLIN, 0});
  while (!stop_wanted()) {
    if (room.is_full()) {
      ::poll(nullptr, 0, longest_wait_ms);
      continue;
    }
    if (::poll(waiting.data(), waiting.size(), longest_wait_ms) <= 0) continue;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if ((waiting[i].revents & POLLIN) != 0 && !room.is_full()) room.take(listeners[i], session());
    }
  }
}

ChannelSession session_in(const transport::Descriptor& file) {
  std::array<char, session_record_bytes> record{};
  const auto count = ::pread(file.number(), record.data(), record.size(), 0);
  const auto session = session_from({record.data(), count > 0 ? static_cast<std::size_t>(count) : 0});
  return session.value_or(ChannelSession{});
}

}  // namespace hoshi::lab
