// Tests of Telnet negotiation and prompt recognition, with input cut at every byte.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "protocols/telnet/decoder.h"
#include "protocols/telnet/prompts.h"

namespace hoshi::protocols::telnet {
namespace {

Bytes hex(std::string_view text) { return *from_hex(text); }

Prompts prompts() {
  const Value content = object({
      {"account", ValueList{"login", "ユーザー名"}},
      {"account_bytes", ValueList{"838d834f83438393"}},  // ログイン in Shift_JIS
      {"password", ValueList{"password", "パスワード"}},
      {"not_account", ValueList{"last login"}},
      {"shell_ends", ValueList{"#", "$", ">"}},
      {"refused", ValueList{"incorrect", "パスワードが違います"}},
      {"locked", ValueList{"too many", "locked"}},
  });
  auto made = prompts_from(content);
  EXPECT_TRUE(made.has_value());
  return made.value_or(Prompts{});
}

TEST(TelnetDecoder, RefusesEveryOptionOnceAndKeepsTheText) {
  Decoder decoder;
  const Decoded first = decoder.feed(hex("fffb01" "fffd1f" "fffb01" "6869"));
  EXPECT_EQ(first.text, "hi");
  EXPECT_EQ(to_hex(first.reply), "fffe01fffc1f");
  EXPECT_TRUE(decoder.feed(hex("fffb01fffd1f")).reply.empty());
  EXPECT_EQ(decoder.commands(), 5u);
}

TEST(TelnetDecoder, DoesNotAnswerWhatIsOffAlready) {
  Decoder decoder;
  const Decoded out = decoder.feed(hex("fffc01fffe01fff1"));
  EXPECT_TRUE(out.reply.empty());
  EXPECT_TRUE(out.text.empty());
  EXPECT_TRUE(decoder.saw_commands());
}

TEST(TelnetDecoder, TakesDoubledIacAndReturnNulAsData) {
  Decoder decoder;
  EXPECT_EQ(decoder.feed(hex("41ffff0d00420d0a")).text, std::string("A\xff\rB\r\n"));
  EXPECT_FALSE(decoder.saw_commands());
}

TEST(TelnetDecoder, SkipsSubnegotiationsHoweverLong) {
  Decoder decoder;
  Bytes flood = hex("fffa18");
  flood.insert(flood.end(), 1u << 20, 0x41);
  EXPECT_TRUE(decoder.feed(flood).text.empty());
  EXPECT_EQ(decoder.feed(hex("ffff41fff05a")).text, "Z");
}

TEST(TelnetDecoder, GivesTheSameHoweverTheInputIsCut) {
  const Bytes all = hex("fffb01fffd18fffa1801fff00d0a" "6c6f67696e3a20ffff0d00");
  Decoder whole;
  const Decoded expected = whole.feed(all);
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    Decoder decoder;
    const ByteView view(all);
    Decoded first = decoder.feed(view.first(cut));
    const Decoded second = decoder.feed(view.subspan(cut));
    EXPECT_EQ(first.text + second.text, expected.text) << cut;
    first.reply.insert(first.reply.end(), second.reply.begin(), second.reply.end());
    EXPECT_EQ(first.reply, expected.reply) << cut;
  }
}

TEST(TelnetDecoder, AnswersAStormWithAtMostOneRefusalAnOption) {
  Decoder decoder;
  std::size_t answered = 0;
  for (int round = 0; round < 100; ++round) {
    Bytes storm;
    for (int option = 0; option < 256; ++option) {
      storm.insert(storm.end(), {0xff, 0xfd, static_cast<std::uint8_t>(option)});
    }
    answered += decoder.feed(storm).reply.size();
  }
  EXPECT_EQ(answered, 256u * 3);
}

TEST(TelnetLines, DoubleIacAndEndInReturnLineFeed) {
  EXPECT_EQ(to_hex(encode_line("a\xff")), "61ffff0d0a");
}

TEST(TelnetPrompts, TellWhatTheLastLineWaitsFor) {
  const Prompts words = prompts();
  EXPECT_EQ(waiting_for(words, "Welcome\r\nAC-1 login: "), Waits::account);
  EXPECT_EQ(waiting_for(words, "Password: "), Waits::password);
  EXPECT_EQ(waiting_for(words, "\r\n\x1b[1;32mroot@cam\x1b[0m:~# "), Waits::shell);
  EXPECT_EQ(waiting_for(words, "\r\nRouter> "), Waits::shell);
  EXPECT_EQ(waiting_for(words, "Welcome to login\r\n"), Waits::nothing);
  EXPECT_EQ(waiting_for(words, ""), Waits::nothing);
}

TEST(TelnetPrompts, UnderstandJapaneseInItsEncodings) {
  const Prompts words = prompts();
  EXPECT_EQ(waiting_for(words, "ユーザー名："), Waits::account);
  EXPECT_EQ(waiting_for(words, "パスワード: "), Waits::password);
  EXPECT_EQ(waiting_for(words, "\x83\x8d\x83\x4f\x83\x43\x83\x93\x81\x46"), Waits::account);
  EXPECT_EQ(meaning_of(words, "パスワードが違います。\r\n"), Said::refused);
}

TEST(TelnetPrompts, DoNotTakeLastLoginForAQuestion) {
  EXPECT_EQ(waiting_for(prompts(), "Last login:"), Waits::nothing);
}

TEST(TelnetPrompts, PutLockBeforeRefusal) {
  const Prompts words = prompts();
  EXPECT_EQ(meaning_of(words, "Login incorrect\r\n"), Said::refused);
  EXPECT_EQ(meaning_of(words, "Login incorrect. Too many failures.\r\n"), Said::locked);
  EXPECT_EQ(meaning_of(words, "Welcome\r\n"), Said::nothing);
}

TEST(TelnetPrompts, TellOutputFromTheEchoOfTheCommand) {
  EXPECT_TRUE(has_line("echo 4711\r\n4711\r\n# ", "4711"));
  EXPECT_FALSE(has_line("# echo 4711\r\n# ", "4711"));
}

TEST(TelnetPrompts, EndAtEveryCutOfAControlSequence) {
  const std::string text = "\x1b[1;32mroot# \x1b[0m";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_LE(without_controls(text.substr(0, cut)).size(), text.size()) << cut;
  }
  EXPECT_EQ(waiting_line(text), "root#");
}

TEST(TelnetPrompts, RefuseAFileWithoutItsLists) {
  EXPECT_FALSE(prompts_from(Value()).has_value());
  EXPECT_FALSE(prompts_from(object({{"account", ValueList{"login"}}})).has_value());
}

}  // namespace
}  // namespace hoshi::protocols::telnet
