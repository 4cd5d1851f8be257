// Messages and descriptors over a local socket pair.
// SPDX-License-Identifier: Apache-2.0
#include "agent/channel.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hoshi::agent {
namespace {

constexpr std::size_t message_limit_bytes = 64u << 10;

// The space one descriptor takes beside a message (cmsg(3)).
union Control {
  std::array<char, CMSG_SPACE(sizeof(int))> space;
  cmsghdr align;
};

// One at most is wanted; the space has room for two, and a further one would stay open for ever.
Descriptor descriptor_of(msghdr& header) {
  Descriptor first;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + i * sizeof number, sizeof number);
      Descriptor one(number);
      if (!first.is_open()) first = std::move(one);
    }
  }
  return first;
}

}  // namespace

Result<ChannelPair> make_channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return fail(ErrorCode::internal, std::string("no channel to the agent: ") + std::strerror(errno));
  }
  return ChannelPair{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<void> send_message(int channel, const Value& message, int descriptor) {
  std::string text = to_json(message);
  if (text.size() > message_limit_bytes) return fail(ErrorCode::internal, "a message is too large");
  iovec part{text.data(), text.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  Control control{};
  if (descriptor >= 0) {
    header.msg_control = control.space.data();
    header.msg_controllen = control.space.size();
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(rights), &descriptor, sizeof descriptor);
  }
  while (::sendmsg(channel, &header, MSG_NOSIGNAL) < 0) {
    if (errno == EINTR) continue;
    return fail(ErrorCode::unavailable, std::string("the other side is gone: ") + std::strerror(errno));
  }
  return {};
}

Result<Received> receive_message(int channel) {
  std::string text(message_limit_bytes, '\0');
  iovec part{text.data(), text.size()};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control.space.data();
  header.msg_controllen = control.space.size();
  ssize_t got = -1;
  do {
    got = ::recvmsg(channel, &header, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return fail(ErrorCode::unavailable, std::string("the channel broke: ") + std::strerror(errno));
  Received received;
  received.descriptor = descriptor_of(header);
  if (got == 0) return fail(ErrorCode::not_found, "the other side has closed");
  text.resize(static_cast<std::size_t>(got));
  auto message = parse_json(text, {.depth = 8, .input_bytes = message_limit_bytes});
  if (!message) return fail(ErrorCode::corrupt, "no message: " + message.error().message);
  received.message = std::move(*message);
  return received;
}

}  // namespace hoshi::agent
