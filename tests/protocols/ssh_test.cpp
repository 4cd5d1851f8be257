// Tests of reading SSH identification lines and offers, on recordings of dropbear and OpenSSH and on broken bytes.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssh/kexinit.h"

#include <gtest/gtest.h>

#include "protocols/recording.h"
#include "protocols/ssh/identification.h"

namespace hoshi::protocols::ssh {

namespace {

struct Greeting {
  Identification identification;
  Kexinit offer;
};

Greeting greeting_of(const std::string& name) {
  const Bytes bytes = testing::recording("ssh/" + name + ".bin");
  const auto identification = read_identification(bytes).value().value();
  return {identification, read_kexinit(ByteView(bytes).subspan(identification.consumed_bytes)).value().value()};
}

Value knowledge() {
  return object({{"weak", object({{"cipher", object({{"3des-cbc", "64-bit block"}})},
                                  {"mac", object({{"hmac-md5", "MD5"}, {"hmac-sha1-96", "short"}})},
                                  {"key_exchange", object({{"diffie-hellman-group14-sha1", "SHA-1"}})}})}});
}

}  // namespace

TEST(SshIdentification, IsReadFromRealServers) {
  const Identification dropbear = greeting_of("dropbear_2022_83").identification;
  EXPECT_EQ(dropbear.line, "SSH-2.0-dropbear_2022.83");
  EXPECT_EQ(dropbear.software, "dropbear_2022.83");
  const Identification openssh = greeting_of("openssh_9_2_weak").identification;
  EXPECT_EQ(openssh.protocol, "2.0");
  EXPECT_EQ(openssh.software, "OpenSSH_9.2p1");
  EXPECT_EQ(openssh.comments, "Debian-2+deb12u10");
}

TEST(SshIdentification, SkipsLinesInFrontAndWaitsForTheEnd) {
  EXPECT_EQ(read_identification(to_bytes("Welcome\r\nSSH-1.99-x y\n"))->value().software, "x");
  EXPECT_FALSE(read_identification(to_bytes("SSH-2.0-drop"))->has_value());
  EXPECT_FALSE(read_identification({})->has_value());
}

TEST(SshIdentification, RefusesWhatIsNoSsh) {
  EXPECT_EQ(read_identification(Bytes(300, 'a')).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_identification(to_bytes("SSH-broken\n")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_identification(Bytes(100, '\n')).error().code, ErrorCode::corrupt);
}

TEST(SshKexinit, IsReadFromRealServers) {
  const Kexinit openssh = greeting_of("openssh_9_2_weak").offer;
  EXPECT_EQ(openssh.cipher_server_to_client,
            (std::vector<std::string>{"aes128-ctr", "3des-cbc", "aes256-gcm@openssh.com"}));
  EXPECT_EQ(openssh.mac_server_to_client,
            (std::vector<std::string>{"hmac-sha2-256", "hmac-md5", "hmac-sha1-96"}));
  EXPECT_EQ(openssh.host_key, (std::vector<std::string>{"ssh-ed25519"}));
  EXPECT_EQ(openssh.key_exchange.front(), "curve25519-sha256");
  EXPECT_FALSE(openssh.first_packet_follows);
  EXPECT_EQ(greeting_of("dropbear_2022_83").offer.compression_server_to_client.front(), "zlib@openssh.com");
}

TEST(SshKexinit, NamesWeakAlgorithmsOnce) {
  EXPECT_EQ(weak_algorithms(greeting_of("openssh_9_2_weak").offer, knowledge()),
            (std::vector<std::string>{"key_exchange diffie-hellman-group14-sha1", "cipher 3des-cbc", "mac hmac-md5",
                                      "mac hmac-sha1-96"}));
  EXPECT_TRUE(weak_algorithms(greeting_of("openssh_9_2_weak").offer, Value()).empty());
}

TEST(SshKexinit, ReadsWhatItWrote) {
  Kexinit offer = greeting_of("openssh_9_2_weak").offer;
  offer.first_packet_follows = true;
  const Bytes packet = write_kexinit(offer, Bytes(16, 1), Bytes(16, 2));
  EXPECT_EQ(packet.size() % 8, 0u);
  const Kexinit again = read_kexinit(packet).value().value();
  EXPECT_EQ(again.key_exchange, offer.key_exchange);
  EXPECT_EQ(again.mac_client_to_server, offer.mac_client_to_server);
  EXPECT_TRUE(again.first_packet_follows);
}

TEST(SshKexinit, CutAnywhereItWaitsForMore) {
  const Bytes bytes = testing::recording("ssh/dropbear_2022_83.bin");
  const std::size_t begin = greeting_of("dropbear_2022_83").identification.consumed_bytes;
  for (std::size_t length = begin; length < bytes.size(); ++length) {
    const auto offer = read_kexinit(ByteView(bytes).subspan(begin, length - begin));
    ASSERT_TRUE(offer) << length;
    EXPECT_FALSE(offer->has_value()) << length;
  }
}

TEST(SshKexinit, RefusesBrokenPackets) {
  EXPECT_EQ(read_kexinit(Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0}).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_kexinit(Bytes{0, 0, 0, 2, 1, 0}).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_kexinit(Bytes{0, 0, 0, 3, 1, 50, 0}).error().code, ErrorCode::corrupt);
  EXPECT_EQ(read_kexinit(Bytes{0, 0, 0, 3, 1, 20, 0}).error().code, ErrorCode::corrupt);
  Kexinit many;
  many.key_exchange.assign(201, "a");
  EXPECT_EQ(read_kexinit(write_kexinit(many, Bytes(16), Bytes(16))).error().code, ErrorCode::corrupt);
}

}  // namespace hoshi::protocols::ssh
