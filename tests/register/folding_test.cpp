// Tests what the register's search takes for the same, and what it keeps apart.
// SPDX-License-Identifier: Apache-2.0
#include "register/folding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/file.h"
#include "base/text.h"

namespace hoshi::public_register {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Folding& folding() {
  static const Folding loaded = Folding::load(HOSHI_SOURCE_FOLDER "/office/japanese_folding.toml").value();
  return loaded;
}

TEST(Folding, TakesTheSpellingsOfALegalFormForTheSame) {
  for (const char* spelling : {"㈱アイ・オー・データ機器", "（株）アイ・オー・データ機器", "(株)アイオーデータ機器", "㍿アイオーデータ機器",
                               "株式会社 アイ・オー・データ機器"}) {
    EXPECT_EQ(folding().fold(spelling), folding().fold("株式会社アイ・オー・データ機器")) << spelling;
  }
}

TEST(Folding, TakesVariantCharactersForTheSame) {
  EXPECT_EQ(folding().fold("髙﨑電気"), folding().fold("高崎電氣"));
  EXPECT_EQ(folding().fold("渡邉・齋藤"), folding().fold("渡辺　斉藤"));
  EXPECT_EQ(folding().fold("𠮷田"), folding().fold("吉田"));
}

TEST(Folding, TakesWidthCaseAndKanaForTheSame) {
  EXPECT_EQ(folding().fold("ﾈｯﾄﾜｰｸｶﾒﾗ ＮＣ－１００"), folding().fold("ネットワークカメラ nc-100"));
  EXPECT_EQ(folding().fold("ねっとわーく"), folding().fold("ネットワーク"));
  EXPECT_EQ(folding().fold("キヤノン"), folding().fold("キャノン"));
  EXPECT_EQ(folding().fold("富士フイルム"), folding().fold("冨士フィルム"));
  EXPECT_EQ(folding().fold("ヴァイオ"), folding().fold("バイオ"));
}

TEST(Folding, LeavesOutHyphensAndLongVowelMarks) {
  EXPECT_EQ(folding().fold("サーバー"), folding().fold("サーバ"));
  for (const char* dash : {"-", "‐", "‑", "–", "—", "−", "－", "ー", "ｰ", " "}) {
    EXPECT_EQ(folding().fold(std::string("WN") + dash + "DX1200"), "wndx1200") << dash;
  }
}

TEST(Folding, KeepsDifferentWordsApart) {
  EXPECT_NE(folding().fold("ルータ"), folding().fold("ルーツ"));
  EXPECT_NE(folding().fold("NC-100"), folding().fold("NC-101"));
  EXPECT_NE(folding().fold("ハブ"), folding().fold("パブ"));
  EXPECT_EQ(folding().fold("v1.0"), "v1.0");
}

TEST(Folding, ChangesNothingMoreTheSecondTime) {
  std::mt19937 random(20260401);
  const std::vector<std::string> pieces{"カ", "-", "\u3099", "か", "(", "株", ")", "ヴ", "ァ", "髙", "ー", "ﾞ", "ﾊ", "㈱", "A", "\xff", "\n", "𠮷", "ｱ", "チ"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 9; ++i) text += pieces[random() % pieces.size()];
    const std::string once = folding().fold(text);
    EXPECT_EQ(folding().fold(once), once) << text;
    EXPECT_EQ(valid_utf8(once), once);
  }
}

TEST(Folding, BoundsWhatItReads) {
  const std::string long_text(5u << 20, 'a');
  EXPECT_EQ(folding().fold(long_text).size(), folded_input_bytes_max);
  std::string wide = "a";
  while (wide.size() < folded_input_bytes_max + 10) wide += "漢";
  EXPECT_THAT(folding().fold(wide), testing::Not(HasSubstr("\uFFFD")));
}

TEST(FoldingWords, AreFoldedEachAndNotRepeated) {
  EXPECT_THAT(folding().words(" ㈱　ｶﾒﾗ camera  カメラ - "), ElementsAre("カメラ", "camera"));
  EXPECT_TRUE(folding().words(" 　ー ").empty());
  std::string many;
  for (int i = 0; i < 100; ++i) many += std::to_string(i) + " ";
  EXPECT_EQ(folding().words(many).size(), query_words_max);
}

TEST(FoldingWords, LeaveOutTheLegalFormBeforeOrBehindAName) {
  for (const char* typed : {"㈱星野電機", "(株)星野電機", "（株）星野電機", "株式会社星野電機", "星野電機㈱", "星野電機（株）", "星野電機株式会社", "株式会社　星野電機",
                            "星野電機 (株)", "㈲星野電機", "星野電機 有限会社", "合同会社星野電機", "星野電機（同）", "星野電機Co.,Ltd.", "星野電機 Inc."}) {
    EXPECT_THAT(folding().words(typed), ElementsAre("星野電機")) << typed;
  }
  for (const char* typed : {"Hoshino Electric Co., Ltd.", "Hoshino Electric Co.,Ltd.", "HOSHINO ELECTRIC CO LTD", "Hoshino Electric Company Limited",
                            "Hoshino Electric, Inc.", "Hoshino Electric,Inc", "hoshino electric k.k.", "Hoshino Electric Ｉｎｃ．", "Hoshino Electric Kabushiki Kaisha"}) {
    EXPECT_THAT(folding().words(typed), ElementsAre("hoshino", "electric")) << typed;
  }
  EXPECT_THAT(folding().words("カメラ 株式会社星野電機"), ElementsAre("カメラ", "星野電機"));
}

TEST(FoldingWords, KeepWhatOnlyLooksLikeALegalForm) {
  EXPECT_THAT(folding().words("㈱"), ElementsAre("株式会社"));
  EXPECT_THAT(folding().words("Co., Ltd."), ElementsAre("co.", "ltd."));
  EXPECT_THAT(folding().words("zinc camera"), ElementsAre("zinc", "camera"));
  EXPECT_THAT(folding().words("smart co"), ElementsAre("smart", "co"));
  EXPECT_THAT(folding().words("limited edition"), ElementsAre("limited", "edition"));
  EXPECT_THAT(folding().words("NC-LTD 株式"), ElementsAre("ncltd", "株式"));
  EXPECT_THAT(folding().words("星野株式会社電機"), ElementsAre("星野株式会社電機"));
  EXPECT_THAT(folding().words("... ,, .co"), ElementsAre("...", ".co"));
}

TEST(FoldingWords, AreFoundInWhatTheyWereCutFrom) {
  std::mt19937 random(20260402);
  const std::vector<std::string> pieces{"株式会社", "㈱", "有限", "会社", "co", "ltd", "inc", ".", ",", " ", "　", "a", "星", "k", "-", "(", "同", ")", "\xe3"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 9; ++i) text += pieces[random() % pieces.size()];
    const std::string whole = folding().fold(text);
    const auto words = folding().words(text);
    EXPECT_EQ(words.empty(), whole.empty()) << text;
    for (const auto& word : words) EXPECT_THAT(whole, HasSubstr(word)) << text;
  }
}

TEST(Names, AreAlikeWhateverTheirLegalForm) {
  EXPECT_EQ(folding().name("㈱ 髙星・電機"), folding().name("高星電機 合同会社"));
  EXPECT_EQ(folding().name("Takahoshi Co., Ltd."), "takahoshi");
  EXPECT_EQ(folding().name(" "), "");
}

TEST(SearchText, HoldsWhatAnEntryIsFoundBy) {
  Entry entry;
  entry.number = "HS-2026-0001";
  entry.maker = {"㈱髙星", "Takahoshi Co., Ltd."};
  entry.product = {"見守りカメラ", "Care camera"};
  entry.models = {"NC-100", "NC‐100", "evil\nline"};
  const std::string text = folding().search_text(entry);
  for (const char* part : {"hs20260001\n", "株式会社高星\n", "見守リカメラ", "carecamera\n", "nc100\n", "evil line\n"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_EQ(text.find("nc100"), text.rfind("nc100"));
}

TEST(Bigrams, AreSortedPairsThatStayInTheirLine) {
  EXPECT_THAT(bigrams("カメラ\nnc"), ElementsAre("nc", "カメ", "メラ"));
  EXPECT_THAT(bigrams("星"), ElementsAre("星"));
  EXPECT_TRUE(bigrams("").empty());
}

TEST(FoldingTables, AreRefusedWhenTheyContradictThemselves) {
  const auto file = std::filesystem::temp_directory_path() / ("hoshi-folding-" + std::to_string(::getpid()) + ".toml");
  const std::string head = "schema = \"hoshi-folding/1\"\n[left_out]\ncharacters = \"-\"\n";
  const std::string tail = "[kana]\nfrom = [\"ァ\"]\nto = [\"ア\"]\n[sequences]\nfrom = [\"(株)\"]\nto = [\"株式会社\"]\n";
  const auto refused = [&](const std::string& groups, const std::string& rest) {
    EXPECT_TRUE(write_file(file, head + "[variants]\ngroups = [" + groups + "]\n" + rest));
    return !Folding::load(file).has_value();
  };
  EXPECT_FALSE(refused("\"高髙\"", tail));
  EXPECT_TRUE(refused("\"高髙\", \"喬髙\"", tail));
  EXPECT_TRUE(refused("\"高髙\", \"喬高\"", tail));
  EXPECT_TRUE(refused("\"高\"", tail));
  EXPECT_TRUE(refused("\"高髙\"", tail + "[legal_forms]\njoined = [\"-\"]\n"));
  EXPECT_TRUE(refused("\"高髙\"", "[kana]\nfrom = [\"ァ\"]\nto = []\n"));
  std::filesystem::remove(file);
  EXPECT_EQ(Folding::load(file).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hoshi::public_register
