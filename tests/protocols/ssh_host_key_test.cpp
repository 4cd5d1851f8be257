// Tests of asking an SSH server for its host key, on offers of real servers and on broken bytes.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/host_key.h"

#include <gtest/gtest.h>

#include "protocols/recording.h"
#include "protocols/ssh/identification.h"
#include "protocols/ssh/packet.h"

namespace hoshi::protocols::ssh {
namespace {

Kexinit offer_of(const std::string& name) {
  const Bytes bytes = testing::recording("ssh/" + name + ".bin");
  const auto identification = read_identification(bytes).value().value();
  return read_kexinit(ByteView(bytes).subspan(identification.consumed_bytes)).value().value();
}

Bytes packet_of(std::uint8_t message, std::string_view text) {
  ByteWriter payload;
  payload.u8(message);
  payload.vector32(to_bytes(text));
  return write_packet(payload.bytes(), Bytes(16));
}

TEST(SshHostKey, IsAskedForWithOneMethodOfTheServers) {
  for (const auto* name : {"dropbear_2022_83", "openssh_9_2_weak"}) {
    const Bytes written = write_exchange(offer_of(name), Bytes(48)).value();
    const auto ours = read_kexinit(written).value().value();
    EXPECT_EQ(ours.key_exchange.size(), 1u);
    EXPECT_FALSE(ours.host_key.empty());
    EXPECT_EQ(written.size() % 8, 0u);
  }
}

TEST(SshHostKey, IsNotAskedForWhereNoMethodIsKnown) {
  Kexinit server = offer_of("dropbear_2022_83");
  server.key_exchange = {"sntrup761x25519-sha512@openssh.com"};
  EXPECT_EQ(write_exchange(server, Bytes(48)).error().code, ErrorCode::not_found);
}

TEST(SshHostKey, IsFoundBehindOtherPacketsAndNotBeforeItIsWhole) {
  Bytes bytes = packet_of(20, "an offer");
  const Bytes answer = packet_of(31, "the key");
  bytes.insert(bytes.end(), answer.begin(), answer.end());
  EXPECT_EQ(to_text(read_host_key(bytes).value().value()), "the key");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = read_host_key(ByteView(bytes).first(size));
    EXPECT_TRUE(cut && !*cut) << size;
  }
}

TEST(SshHostKey, IsRefusedWhenItIsEmptyOrTheServerGivesUp) {
  EXPECT_EQ(read_host_key(packet_of(31, "")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_host_key(packet_of(1, "too many")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_host_key(Bytes(16, 0xff)).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hoshi::protocols::ssh
