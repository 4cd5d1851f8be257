// Tests what stands on a label of the register, and that a tree carries its files.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "register/example.h"

namespace hoshi::public_register {
namespace {

using testing::HasSubstr;

TEST(FaceOf, DeclaresAtLevel1AndIsEvaluatedAtLevel3) {
  const Site where = site();
  EXPECT_EQ(face_of(camera(), where, words()).claim.ja, "セキュリティ要件 適合宣言");
  EXPECT_EQ(face_of(revoked(), where, words()).claim.en, "Evaluated for conformity");
  EXPECT_EQ(face_of(camera(), where, words()).url, "https://labels.example.jp/labels/HS-2026-000123");
  EXPECT_THAT(face_of(camera(), where, words()).origin.ja, HasSubstr("IPAの適合ラベルではありません"));
}

TEST(ArtworkMaker, MakesTheFilesOfATree) {
  const Site where = site();
  const auto files = artwork_maker(where, words(), nullptr)(camera()).value();
  EXPECT_THAT(files.svg, HasSubstr("HS-2026-000123"));
  EXPECT_TRUE(files.png.starts_with("\x89PNG"));
  EXPECT_TRUE(files.pdf.starts_with("%PDF-"));
}

TEST(ArtworkMaker, FillsTheOperatorsDesign) {
  const Site where = site();
  const auto design = artwork::LabelTemplate::parse(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"30mm\" viewBox=\"0 0 60 30\"><rect id=\"hoshi-qr\" x=\"2\" y=\"2\" width=\"26\" "
      "height=\"26\"/><text id=\"hoshi-level\" x=\"30\" y=\"9\"/><text id=\"hoshi-number\" x=\"30\" y=\"20\"/></svg>").value();
  const auto files = artwork_maker(where, words(), &design)(camera()).value();
  EXPECT_THAT(files.svg, HasSubstr("width=\"60mm\""));
  Entry far = camera();
  far.number = std::string(64, 'x');
  Site away = site();
  away.address = "https://" + std::string(100, 'a') + ".example.jp";
  EXPECT_THAT(artwork_maker(away, words(), nullptr)(far).error().message, HasSubstr("label xxx"));
}

}  // namespace
}  // namespace hoshi::public_register
