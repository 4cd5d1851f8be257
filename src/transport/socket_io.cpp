// Polls, receives and sends, and turns system errors into words.
// SPDX-License-Identifier: Apache-2.0
#include "transport/socket_io.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"

namespace hoshi::transport {
namespace {

using std::chrono::milliseconds;

int milliseconds_until(TimePoint until) {
  const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
  constexpr auto longest = milliseconds(3'600'000);
  return static_cast<int>(std::clamp(left, milliseconds(0), longest).count());
}

bool must_wait(int error_number) { return error_number == EAGAIN || error_number == EWOULDBLOCK; }

}  // namespace

void Descriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Error connection_error(int error_number) {
  switch (error_number) {
    case ECONNREFUSED: return {ErrorCode::unavailable, "the connection was refused"};
    case ECONNRESET: return {ErrorCode::unavailable, "the connection was reset"};
    case EPIPE: return {ErrorCode::unavailable, "the peer no longer takes data"};
    case ETIMEDOUT: return {ErrorCode::timed_out, "nothing answered"};
    case EHOSTUNREACH:
    case EHOSTDOWN: return {ErrorCode::unavailable, "the host cannot be reached"};
    case ENETUNREACH:
    case ENETDOWN: return {ErrorCode::unavailable, "the network cannot be reached"};
    case EADDRNOTAVAIL:
      return {ErrorCode::unavailable, "no local address or port is left for the connection"};
    case EMFILE:
    case ENFILE: return {ErrorCode::unavailable, "no file descriptor is left for the connection"};
    default:
      return {ErrorCode::unavailable,
              "the connection failed (system error " + std::to_string(error_number) + ")"};
  }
}

Result<void> bind_to_interface(int socket, const std::string& interface) {
  if (interface.empty()) return {};
  const auto size = static_cast<socklen_t>(interface.size());
  if (::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(), size) == 0) return {};
  return fail(ErrorCode::unavailable, "the network interface '" + printable(interface, 40) + "' cannot be used");
}

Result<void> wait_ready(int socket, Direction direction, TimePoint until) {
  pollfd entry{socket, static_cast<short>(direction == Direction::read ? POLLIN : POLLOUT), 0};
  for (;;) {
    const int ready = ::poll(&entry, 1, milliseconds_until(until));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return tl::unexpected<Error>(connection_error(errno));
    if (std::chrono::steady_clock::now() >= until) {
      return fail(ErrorCode::timed_out,
                  direction == Direction::read ? "nothing came" : "the peer takes no data");
    }
  }
}

Result<Bytes> receive(int socket, std::size_t limit_bytes, TimePoint until) {
  Bytes bytes(limit_bytes);
  for (;;) {
    const ssize_t count = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (count >= 0) {
      bytes.resize(static_cast<std::size_t>(count));
      return bytes;
    }
    if (errno == EINTR) continue;
    if (!must_wait(errno)) return tl::unexpected<Error>(connection_error(errno));
    HOSHI_CHECK(wait_ready(socket, Direction::read, until));
  }
}

Result<void> send_all(int socket, ByteView bytes, TimePoint until) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    if (!must_wait(errno)) return tl::unexpected<Error>(connection_error(errno));
    HOSHI_CHECK(wait_ready(socket, Direction::write, until));
  }
  return {};
}

}  // namespace hoshi::transport
