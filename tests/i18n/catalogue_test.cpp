// The words: both languages have the same keys and slots, and a missing key is seen at once.
// SPDX-License-Identifier: Apache-2.0
#include "i18n/catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

namespace hoshi::i18n {
namespace {

TEST(Catalogue, OfTheProgramIsWhole) {
  const auto words = Catalogue::load(std::string(HOSHI_SOURCE_FOLDER) + "/translations");
  ASSERT_TRUE(words.has_value()) << words.error().message;
  EXPECT_EQ(words->text(Language::ja, "verdict.pass"), "適合");
  EXPECT_EQ(words->text(Language::en, "no.such.key"), "⟨no.such.key⟩");
  EXPECT_EQ(words->render(Language::en, "report.item", {{"id", "3"}}), "Evaluation item 3");
}

TEST(Catalogue, FindsASentenceByItsEnglish) {
  const auto words = Catalogue::load(std::string(HOSHI_SOURCE_FOLDER) + "/translations").value();
  const auto said = [&](std::string_view english) {
    const auto found = words.find("office_error.e_", english);
    return found ? words.render(Language::ja, *found) : std::string("?");
  };
  EXPECT_EQ(said("is missing"), "入力してください。");
  EXPECT_EQ(said("must be a whole number from 1 to 20"), "1から20までの整数で入力してください。");
  EXPECT_EQ(said("holds \"HC-100\" twice"), "「HC-100」が重複しています。");
  EXPECT_EQ(said("is not known here; did you mean models?"), "この項目はありません。「models」の誤りではありませんか。");
  EXPECT_EQ(said("application/1: there is no such thing"), "application/1は見つかりません。");
  for (const char* unknown : {"", "is", "is missing!", "must be a whole number from 1", "holds \"", "twice"}) EXPECT_EQ(said(unknown), "?") << unknown;
}

class TwoFiles : public ::testing::Test {
 protected:
  Result<Catalogue> load(const std::string& ja, const std::string& en) {
    const std::string folder = ::testing::TempDir() + "catalogue-test";
    std::filesystem::create_directories(folder);
    EXPECT_TRUE(write_file(folder + "/ja.toml", ja).has_value());
    EXPECT_TRUE(write_file(folder + "/en.toml", en).has_value());
    return Catalogue::load(folder);
  }
};

TEST_F(TwoFiles, RefuseAKeyOfOneLanguage) {
  EXPECT_NE(load("[a]\nx = \"1\"\ny = \"2\"\n", "[a]\nx = \"1\"\n").error().message.find("a.y"), std::string::npos);
}

TEST_F(TwoFiles, RefuseOtherSlots) {
  EXPECT_FALSE(load("[a]\nx = \"{n}件\"\n", "[a]\nx = \"{count} items\"\n").has_value());
  EXPECT_TRUE(load("[a]\nx = \"{n}件\"\n", "[a]\nx = \"{n} items\"\n").has_value());
}

}  // namespace
}  // namespace hoshi::i18n
