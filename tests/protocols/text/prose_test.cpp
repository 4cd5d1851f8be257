// Tests of splitting prose into passages and of excerpts.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/text/prose.h"

#include <gtest/gtest.h>

namespace hoshi::protocols::text {
namespace {

using Passages = std::vector<std::string>;

TEST(Prose, EndsSentencesInBothLanguages) {
  EXPECT_EQ(passages("一つ目。二つ目。\nThe first. The 2.0 second! Last"),
            (Passages{"一つ目。", "二つ目。", "The first.", "The 2.0 second!", "Last"}));
}

TEST(Prose, KeepsHeadingsApart) {
  EXPECT_EQ(passages("Contact\nWrite to us"), (Passages{"Contact", "Write to us"}));
}

TEST(Prose, JoinsLinesThatPlainTextWrapped) {
  EXPECT_EQ(passages("We confirm receipt within\nfive days."),
            (Passages{"We confirm receipt within five days."}));
  const std::string line = "脆弱性に関するご報告をいただいた場合には、当社の窓口から受領の";
  EXPECT_EQ(passages(line + "\n確認をお送りします。"), (Passages{line + "確認をお送りします。"}));
}

TEST(Prose, FoldsWidth) { EXPECT_EQ(half_width("５営業日　ｐｓｉｒｔ＠ａ．ｊｐ"), "5営業日 psirt@a.jp"); }

TEST(Prose, CutsEndlessSentencesAtCharacters) {
  std::string endless;
  for (int i = 0; i < 2000; ++i) endless += "あ";
  const auto all = passages(endless);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].size() % 3, 0u);
}

TEST(Prose, ExcerptsAreAroundThePositionAndWholeCharacters) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "あ";
  const auto middle = excerpt(text, 300, 50);
  EXPECT_LE(middle.size(), 50u);
  EXPECT_TRUE(middle.starts_with("…あ"));
  EXPECT_TRUE(middle.ends_with("あ…"));
  EXPECT_EQ(excerpt("short", 3), "short");
  EXPECT_TRUE(excerpt(text, 0, 50).starts_with("あ"));
  EXPECT_TRUE(excerpt(text, 599, 50).ends_with("あ"));
}

TEST(Prose, TruncatedAnywhereGivesNoMoreThanTheText) {
  const std::string text = "連絡先：psirt@example.jp。 Then we reply.\n次";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    std::size_t bytes = 0;
    for (const auto& passage : passages(std::string_view(text).substr(0, length))) bytes += passage.size();
    EXPECT_LE(bytes, length);
  }
}

}  // namespace
}  // namespace hoshi::protocols::text
