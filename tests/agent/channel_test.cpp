// The channel between command and agent: what the other side sends is hostile.
// SPDX-License-Identifier: Apache-2.0
#include "agent/channel.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace hoshi::agent {
namespace {

void send_two_descriptors(int channel, int descriptor) {
  const std::array<int, 2> both{descriptor, descriptor};
  char text[] = "{}";
  iovec part{text, 2};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof both)> space{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = space.data();
  header.msg_controllen = space.size();
  cmsghdr* rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof both);
  std::memcpy(CMSG_DATA(rights), both.data(), sizeof both);
  ASSERT_EQ(::sendmsg(channel, &header, 0), 2);
}

TEST(Channel, KeepsNoDescriptorThatNobodyAskedFor) {
  const auto pair = *make_channel();
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
  send_two_descriptors(pair.agent.number(), ends[1]);
  ::close(ends[1]);
  EXPECT_TRUE(receive_message(pair.command.number())->descriptor.is_open());
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0) << "somebody still holds the other end";
  ::close(ends[0]);
}

}  // namespace
}  // namespace hoshi::agent
