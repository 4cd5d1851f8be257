// One thread that polls all sockets of all routes.
// SPDX-License-Identifier: Apache-2.0
#include "transport/datagram_relay.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>

#include "transport/datagram_socket.h"
#include "transport/multicast_groups.h"

namespace hoshi::transport {
namespace {

constexpr std::size_t lines_max = 1'024;
constexpr std::size_t datagrams_max = 20'000;       // that one route may receive: a flood ends it
constexpr std::size_t heard_ports_max = 64;         // of a target that answers from ever new ports
constexpr int burst = 32;                           // datagrams read from one socket before the others' turn

}  // namespace

// A route: the task's pair and a socket for each address of the target.
class DatagramRelay::Line {
 public:
  Line(Descriptor pair, std::vector<DatagramSocket> ways, std::uint16_t port)
      : pair_(std::move(pair)), ways_(std::move(ways)), port_(port) {}

  bool ended() const { return ended_; }
  void add_to(std::vector<pollfd>& polled, bool may_send) const {
    polled.push_back({pair_.number(), static_cast<short>(may_send ? POLLIN : 0), 0});
    for (const auto& way : ways_) polled.push_back({way.socket(), POLLIN, 0});
  }
  std::size_t sockets() const { return 1 + ways_.size(); }
  // `ready` are this line's entries. True when something was sent.
  bool serve(const pollfd* ready);

 private:
  bool send();
  void receive(std::size_t way);
  void refuse(std::size_t way);
  void hand_over(std::uint8_t kind, std::uint16_t port, ByteView bytes);
  bool may_answer(std::uint16_t port) const { return port == port_ || heard_.contains(port); }

  Descriptor pair_;
  std::vector<DatagramSocket> ways_;
  std::uint16_t port_;
  int chosen_ = -1;  // the address that answered first
  std::set<std::size_t> refusing_;  // addresses where nobody listens
  std::set<std::uint16_t> heard_;
  std::size_t received_ = 0;
  bool ended_ = false;
};

bool DatagramRelay::Line::serve(const pollfd* ready) {
  bool sent = false;
  if ((ready[0].revents & POLLIN) != 0) {
    sent = send();
  } else if ((ready[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
    ended_ = true;
  }
  for (std::size_t way = 0; way < ways_.size() && !ended_; ++way) {
    if ((ready[1 + way].revents & (POLLIN | POLLERR)) != 0) receive(way);
  }
  return sent;
}

bool DatagramRelay::Line::send() {
  Bytes frame(frame_bytes_max);
  const ssize_t count = ::recv(pair_.number(), frame.data(), frame.size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (count < 2) {
    ended_ = true;
    return false;
  }
  frame.resize(static_cast<std::size_t>(count));
  const auto asked = static_cast<std::uint16_t>(frame[0] << 8 | frame[1]);
  const std::uint16_t port = asked == 0 ? port_ : asked;
  if (!may_answer(port)) return false;
  const ByteView bytes = ByteView(frame).subspan(2);
  for (std::size_t way = 0; way < ways_.size(); ++way) {
    if (chosen_ >= 0 && way != static_cast<std::size_t>(chosen_)) continue;
    if (!ways_[way].send(bytes, port)) refuse(way);
  }
  return true;
}

void DatagramRelay::Line::receive(std::size_t way) {
  for (int i = 0; i < burst && !ended_; ++i) {
    const Arrival arrival = ways_[way].receive();
    if (arrival.kind == Arrival::Kind::nothing) return;
    if (++received_ > datagrams_max) ended_ = true;
    if (arrival.kind == Arrival::Kind::foreign) continue;
    if (arrival.kind == Arrival::Kind::refused) {
      refuse(way);
      continue;
    }
    if (chosen_ < 0) chosen_ = static_cast<int>(way);
    if (static_cast<std::size_t>(chosen_) != way) continue;
    if (heard_.size() < heard_ports_max) heard_.insert(arrival.port);
    hand_over(frame_datagram, arrival.port, arrival.bytes);
  }
}

// One of several addresses that refuses says nothing while another may answer.
void DatagramRelay::Line::refuse(std::size_t way) {
  refusing_.insert(way);
  if (refusing_.size() == ways_.size() || static_cast<std::size_t>(chosen_) == way) hand_over(frame_refused, port_, {});
}

void DatagramRelay::Line::hand_over(std::uint8_t kind, std::uint16_t port, ByteView bytes) {
  Bytes frame{kind, static_cast<std::uint8_t>(port >> 8), static_cast<std::uint8_t>(port & 0xff)};
  frame.insert(frame.end(), bytes.begin(), bytes.end());
  // A task that does not read loses datagrams, as with any full socket.
  const ssize_t sent = ::send(pair_.number(), frame.data(), frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR && errno != EMSGSIZE) ended_ = true;
}

DatagramRelay::DatagramRelay(std::uint32_t packets_per_second)
    : packets_per_second_(std::max(1U, packets_per_second)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      thread_([this] { carry(); }) {}

DatagramRelay::~DatagramRelay() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  (void)::eventfd_write(wake_.number(), 1);
  thread_.join();
}

Result<int> DatagramRelay::open(const DatagramRoute& route) {
  if (route.port == 0) return fail(ErrorCode::invalid_input, "nothing can be sent to port 0");
  if (route.reach == Reach::group && group_of(route.port) == nullptr) {
    return fail(ErrorCode::forbidden, "no multicast group belongs to this port");
  }
  std::vector<DatagramSocket> ways;
  std::optional<Error> first;
  for (const Address& address : route.addresses) {
    auto way = DatagramSocket::open(address, route.port, route.reach, route.source_interface, route.source);
    if (way) {
      ways.push_back(std::move(*way));
    } else if (!first) {
      first = std::move(way.error());
    }
  }
  if (ways.empty()) {
    if (first) return tl::unexpected<Error>(std::move(*first));
    return fail(ErrorCode::unavailable, "the target has no address");
  }
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return tl::unexpected<Error>(connection_error(errno));
  }
  Descriptor ours(ends[0]);
  Descriptor task(ends[1]);
  {
    const std::lock_guard lock(mutex_);
    if (lines_.size() >= lines_max) return fail(ErrorCode::unavailable, "too many UDP sockets are open");
    lines_.push_back(std::make_unique<Line>(std::move(ours), std::move(ways), route.port));
  }
  (void)::eventfd_write(wake_.number(), 1);
  return task.release();
}

void DatagramRelay::carry() {
  const auto interval = std::chrono::nanoseconds(1'000'000'000 / packets_per_second_);
  TimePoint next_send = std::chrono::steady_clock::now();
  std::size_t first = 0;  // whose turn it is to send
  for (;;) {
    std::vector<Line*> lines;
    {
      const std::lock_guard lock(mutex_);
      if (ending_) return;
      std::erase_if(lines_, [](const auto& line) { return line->ended(); });
      for (const auto& line : lines_) lines.push_back(line.get());
    }
    if (!lines.empty()) std::rotate(lines.begin(), lines.begin() + static_cast<long>(first++ % lines.size()), lines.end());
    const auto now = std::chrono::steady_clock::now();
    bool may_send = now >= next_send;
    std::vector<pollfd> polled{{wake_.number(), POLLIN, 0}};
    for (const Line* line : lines) line->add_to(polled, may_send);
    const int patience = may_send ? -1 : static_cast<int>(std::chrono::ceil<milliseconds>(next_send - now).count());
    if (::poll(polled.data(), polled.size(), patience) <= 0) continue;
    eventfd_t woken = 0;
    if (polled[0].revents != 0) (void)::eventfd_read(wake_.number(), &woken);
    std::size_t at = 1;
    for (Line* line : lines) {
      if (!may_send) polled[at].revents = static_cast<short>(polled[at].revents & ~POLLIN);
      if (line->serve(&polled[at])) {
        next_send = std::max(next_send + interval, std::chrono::steady_clock::now() - milliseconds(20));
        may_send = std::chrono::steady_clock::now() >= next_send;
      }
      at += line->sockets();
    }
  }
}

}  // namespace hoshi::transport
