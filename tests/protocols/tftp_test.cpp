// Tests of the TFTP packets.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/tftp/packets.h"

namespace hoshi::protocols::tftp {
namespace {

TEST(TftpPackets, RequestsNameTheFileAndTheMode) {
  EXPECT_EQ(to_text(write_read_request("config")), std::string("\0\1config\0octet\0", 15));
  EXPECT_EQ(to_text(write_write_request("a")), std::string("\0\2a\0octet\0", 10));
}

TEST(TftpPackets, AreReadAsTheyWereWritten) {
  const auto data = read_packet(write_data(7, to_bytes("hostname camera")));
  ASSERT_TRUE(data);
  EXPECT_EQ(data->operation, Operation::data);
  EXPECT_EQ(data->number, 7);
  EXPECT_EQ(to_text(data->data), "hostname camera");
  const auto error = read_packet(write_error(error_code::not_found, "File not found"));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->number, 1);
  EXPECT_EQ(error->text, "File not found");
  EXPECT_EQ(read_packet(write_acknowledgement(9))->number, 9);
}

TEST(TftpPackets, ReadTheOptionsAServerAgreesTo) {
  const auto packet = read_packet(to_bytes(std::string_view("\0\6BLKSIZE\0001024\0tsize\00012\0", 24)));
  ASSERT_TRUE(packet);
  ASSERT_EQ(packet->options.size(), 2u);
  EXPECT_EQ(packet->options[0].first, "blksize");
  EXPECT_EQ(packet->options[1].second, "12");
}

TEST(TftpPackets, AnErrorWithoutItsLastZeroIsStillRead) {
  const auto packet = read_packet(to_bytes(std::string_view("\0\5\0\2denied", 10)));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->text, "denied");
}

TEST(TftpPackets, RefuseWhatNoServerSends) {
  EXPECT_FALSE(read_packet(write_read_request("x")));
  EXPECT_FALSE(read_packet(Bytes{0, 9, 0, 1}));
  for (const std::string_view whole : {std::string_view("\0\6a\0b\0", 6), std::string_view("\0\4\0\1", 4)}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto packet = read_packet(to_bytes(whole.substr(0, length)));
      if (packet) {
        EXPECT_TRUE(packet->options.empty()) << length;
      }
      if (length < 2 || (length > 2 && length < 4)) {
        EXPECT_FALSE(packet) << length;
      }
    }
  }
}

}  // namespace
}  // namespace hoshi::protocols::tftp
