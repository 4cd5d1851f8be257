// Tests of reading FTP replies and the ports of passive mode.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/ftp/reply.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::ftp {
namespace {

Result<std::optional<Reply>> read(std::string_view text) {
  ReplyReader reader;
  HOSHI_CHECK(reader.feed(to_bytes(text)));
  return reader.next();
}

TEST(FtpReply, HasACodeAndText) {
  const auto reply = read("220 (vsFTPd 3.0.3)\r\n");
  ASSERT_TRUE(reply && *reply);
  EXPECT_EQ((*reply)->code, 220);
  EXPECT_EQ((*reply)->text, "(vsFTPd 3.0.3)");
}

TEST(FtpReply, OfManyLinesEndsWithItsCodeAndABlank) {
  const auto reply = read("211-Features:\r\n EPSV\r\n 500 looks like one\r\n211-TLS\r\n211 End\r\n");
  ASSERT_TRUE(reply && *reply);
  EXPECT_EQ((*reply)->text, "Features:\n EPSV\n 500 looks like one\nTLS\nEnd");
}

TEST(FtpReply, ComesInPieces) {
  const std::string whole = "230-Welcome\r\n230 ok\r\n";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    ReplyReader reader;
    ASSERT_TRUE(reader.feed(to_bytes(whole.substr(0, cut))));
    const auto early = reader.next();
    ASSERT_TRUE(early) << cut;
    EXPECT_FALSE(*early) << cut;
    ASSERT_TRUE(reader.feed(to_bytes(whole.substr(cut))));
    const auto late = reader.next();
    ASSERT_TRUE(late && *late) << cut;
    EXPECT_EQ((*late)->code, 230);
  }
}

TEST(FtpReply, IsRefusedWhenItIsNone) {
  for (const auto* text : {"hello\r\n", "99 low\r\n", "22x no\r\n", "220?odd\r\n", "700 high\r\n", "12\r\n"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

TEST(FtpReply, HasAnEnd) {
  EXPECT_FALSE(read(std::string(line_limit_bytes + 1, '2')));
  ReplyReader reader;
  ASSERT_TRUE(reader.feed(to_bytes("220-begin\r\n")));
  bool is_stopped = false;
  for (int i = 0; i < 200 && !is_stopped; ++i) {
    is_stopped = !reader.feed(to_bytes(std::string(1000, 'x') + "\r\n")) || !reader.next();
  }
  EXPECT_TRUE(is_stopped);
}

TEST(FtpReply, SaidBeforeTlsIsForgotten) {
  ReplyReader reader;
  ASSERT_TRUE(reader.feed(to_bytes("230 injected\r\n")));
  reader.forget();
  const auto reply = reader.next();
  ASSERT_TRUE(reply);
  EXPECT_FALSE(*reply);
}

TEST(PassivePort, CountsAndTheAddressDoesNot) {
  EXPECT_EQ(passive_port({227, "Entering Passive Mode (10,9,8,7,156,64)."}).value_or(0), 40000);
  EXPECT_EQ(passive_port({227, "=127,0,0,1,4,1"}).value_or(0), 1025);
}

TEST(PassivePort, IsRefusedWhenItIsBroken) {
  for (const auto* text : {"", "none", "1,2,3,4,5", "1,2,3,4,5,6,7", "1,2,3,4,256,1", "1,2,3,4,0,0", "1,,2,3,4,5"}) {
    EXPECT_FALSE(passive_port({227, text})) << text;
  }
  EXPECT_FALSE(passive_port({500, "1,2,3,4,5,6"}));
}

TEST(ExtendedPassivePort, StandsBetweenDelimiters) {
  EXPECT_EQ(extended_passive_port({229, "Extended (mode) (|||40000|)"}).value_or(0), 40000);
  EXPECT_EQ(extended_passive_port({229, "(!!!21!)"}).value_or(0), 21);
  for (const auto* text : {"", "(", "(|||)", "(|||0|)", "(|||70000|)", "(|1|2|3|)", "(|||21"}) {
    EXPECT_FALSE(extended_passive_port({229, text})) << text;
  }
}

TEST(FtpArgument, IsOneLine) {
  EXPECT_TRUE(is_sendable("/pub/a b.txt"));
  EXPECT_FALSE(is_sendable("a\r\nDELE b"));
  EXPECT_FALSE(is_sendable(""));
  EXPECT_FALSE(is_sendable(std::string(600, 'a')));
}

}  // namespace
}  // namespace hoshi::protocols::ftp
