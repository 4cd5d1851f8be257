// Tests what stands on a label of the register, and that a tree carries its files.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "register/example.h"

namespace hoshi::public_register {
namespace {

using testing::HasSubstr;

TEST(FaceOf, DeclaresAtLevel1AndIsEvaluatedAtLevel3) {
  const Site where = site();
  EXPECT_EQ(face_of(camera(), where, words()).claim.ja, "適合宣言");
  EXPECT_EQ(face_of(revoked(), where, words()).claim.en, words().text(Language::en, "label_art.evaluated"));
  EXPECT_EQ(face_of(camera(), where, words()).url, "https://labels.example.jp/labels/HS-2026-000123");
  EXPECT_THAT(face_of(camera(), where, words()).origin.ja, HasSubstr("IPA"));
}

TEST(LabelArtist, DrawsEverySizeInEveryForm) {
  const Site where = site();
  const auto artist = LabelArtist::open("", words()).value();
  EXPECT_FALSE(artist.has_one_size());
  std::string before;
  for (const auto size : {artwork::LabelSize::device, artwork::LabelSize::box, artwork::LabelSize::manual}) {
    const auto art = artist.draw(camera(), where, size).value();
    EXPECT_THAT(art.svg, HasSubstr("HS-2026-000123"));
    EXPECT_TRUE(art.png.starts_with("\x89PNG"));
    EXPECT_TRUE(art.pdf.starts_with("%PDF-"));
    EXPECT_NE(art.svg, before);
    before = art.svg;
  }
}

TEST(LabelArtist, FillsTheOperatorsDesign) {
  const auto file = std::filesystem::temp_directory_path() / ("hoshi-design-" + std::to_string(::getpid()) + ".svg");
  const std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"30mm\" viewBox=\"0 0 60 30\"><rect id=\"hoshi-qr\" x=\"2\" y=\"2\" width=\"26\" "
      "height=\"26\"/><text id=\"hoshi-level\" x=\"30\" y=\"9\"/><text id=\"hoshi-number\" x=\"30\" y=\"20\"/></svg>";
  ASSERT_TRUE(write_file(file, svg));
  const auto artist = LabelArtist::open(file, words()).value();
  EXPECT_TRUE(artist.has_one_size());
  EXPECT_THAT(artist.draw(camera(), site(), artwork::LabelSize::device).value().svg, HasSubstr("width=\"60mm\""));
  ASSERT_TRUE(write_file(file, "<svg/>"));
  EXPECT_THAT(LabelArtist::open(file, words()).error().message, HasSubstr(file.string()));
  std::filesystem::remove(file);
}

TEST(LabelArtist, NamesTheLabelThatCannotBeDrawn) {
  Entry far = camera();
  far.number = std::string(64, 'x');
  Site away = site();
  away.address = "https://" + std::string(100, 'a') + ".example.jp";
  EXPECT_THAT(LabelArtist::open("", words()).value().draw(far, away, artwork::LabelSize::manual).error().message, HasSubstr("label xxx"));
}

}  // namespace
}  // namespace hoshi::public_register
