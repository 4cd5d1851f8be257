// Messages over the socket pair.
// SPDX-License-Identifier: Apache-2.0
#include "signer/frames.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace hoshi::signer {

Result<void> send_frame(int channel, ByteView frame) {
  while (::send(channel, frame.data(), frame.size(), MSG_NOSIGNAL) < 0) {
    if (errno == EINTR) continue;
    return fail(ErrorCode::unavailable, fmt::format("the other side of the signer's channel is gone: {}", std::strerror(errno)));
  }
  return {};
}

Result<Bytes> receive_frame(int channel, std::size_t most_bytes, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  const bool is_patient = patience < std::chrono::milliseconds::zero();
  pollfd waiting{channel, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const int ready = ::poll(&waiting, 1, is_patient ? -1 : static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready > 0) break;
    if (ready == 0) return fail(ErrorCode::timed_out, "no answer over the signer's channel");
    if (errno != EINTR) return fail(ErrorCode::unavailable, fmt::format("the signer's channel fails: {}", std::strerror(errno)));
  }
  Bytes frame(most_bytes);
  // With MSG_TRUNC the whole length of the message is told, also of what did not fit; recv(2).
  const ssize_t got = ::recv(channel, frame.data(), frame.size(), MSG_TRUNC);
  if (got == 0) return fail(ErrorCode::not_found, "the other side has closed the signer's channel");
  if (got < 0 && errno == ECONNRESET) return fail(ErrorCode::not_found, "the other side of the signer's channel has ended");
  if (got < 0) return fail(ErrorCode::unavailable, fmt::format("the signer's channel fails: {}", std::strerror(errno)));
  if (static_cast<std::size_t>(got) > most_bytes) return fail(ErrorCode::corrupt, "a message larger than any that is allowed");
  frame.resize(static_cast<std::size_t>(got));
  return frame;
}

}  // namespace hoshi::signer
