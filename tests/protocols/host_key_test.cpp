// Tests of reading a server's SSH host key from the beginning of a key exchange.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "protocols/ssh/host_key.h"
#include "protocols/ssh/identification.h"
#include "protocols/ssh/packet.h"

namespace hoshi::protocols::ssh {
namespace {

Kexinit offer_of(const std::string& recording) {
  const Bytes bytes = to_bytes(read_file(std::string(HOSHI_SOURCE_FOLDER) + "/tests/data/ssh/" + recording + ".bin").value());
  const auto identification = read_identification(bytes);
  return read_kexinit(ByteView(bytes).subspan((*identification)->consumed_bytes)).value().value();
}

Bytes key_of(std::string_view algorithm, std::string_view content) {
  ByteWriter key;
  key.vector32(to_bytes(algorithm));
  key.vector32(to_bytes(content));
  return std::move(key).bytes();
}

Bytes reply_with(const Bytes& key) {
  ByteWriter payload;
  payload.u8(31);
  payload.vector32(key);
  payload.vector32(Bytes(32, 1));
  payload.vector32(Bytes(64, 2));
  return write_packet(payload.bytes(), Bytes(16));
}

}  // namespace

TEST(HostKeys, AreReadBehindTheServersOffer) {
  Bytes received = write_kexinit(offer_of("dropbear_2022_83"), Bytes(16), Bytes(16));
  const Bytes key = key_of("ssh-ed25519", std::string(32, 'k'));
  const Bytes reply = reply_with(key);
  received.insert(received.end(), reply.begin(), reply.end());
  const auto found = read_host_key(received);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->algorithm, "ssh-ed25519");
  EXPECT_EQ((*found)->sha256, sha256_hex(key));
}

TEST(HostKeys, AreAwaitedUntilTheReplyIsWhole) {
  const Bytes reply = reply_with(key_of("ssh-rsa", "abc"));
  for (std::size_t size = 0; size < reply.size(); ++size) {
    const auto found = read_host_key(ByteView(reply).first(size));
    EXPECT_TRUE(found && !*found) << size;
  }
}

TEST(HostKeys, AreNotReadFromADisconnect) {
  ByteWriter payload;
  payload.u8(1);
  payload.u32(3);
  EXPECT_FALSE(read_host_key(write_packet(payload.bytes(), Bytes(16))));
  EXPECT_FALSE(read_host_key(reply_with({})));
}

TEST(HostKeys, AreAskedForOnceAKind) {
  Kexinit server;
  server.host_key = {"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519"};
  EXPECT_EQ(host_key_algorithms(server), (std::vector<std::string>{"rsa-sha2-512", "ssh-ed25519"}));
}

TEST(HostKeys, AreAskedForByAnExchangeThatTheServerHas) {
  EXPECT_EQ(exchange_for(offer_of("dropbear_2022_83")), "curve25519-sha256");
  Kexinit old;
  old.key_exchange = {"diffie-hellman-group1-sha1"};
  EXPECT_EQ(exchange_for(old), "");
  const Bytes random(512, 0xAB);
  EXPECT_EQ(write_exchange("curve25519-sha256", random, random).size() % 8, 0u);
  EXPECT_GT(write_exchange("ecdh-sha2-nistp256", random, random).size(), 70u);
  EXPECT_GT(write_exchange("diffie-hellman-group14-sha256", random, random).size(), 260u);
  EXPECT_GT(write_exchange("diffie-hellman-group16-sha512", random, random).size(), 516u);
}

}  // namespace hoshi::protocols::ssh
