// Reads labels back: as printed, and as a bad photo, in every size, for a usual address and the longest.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/label_art.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artwork/example.h"
#include "artwork/photo.h"

namespace hoshi::artwork {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr LabelSize sizes[]{LabelSize::device, LabelSize::box, LabelSize::manual};

LabelFace longest() {
  LabelFace face = example_face();
  face.url = "https://labels.example.jp/labels/" + std::string(url_bytes_max - 33, 'n');
  face.number = std::string(64, 'W');
  face.level = 4;
  return face;
}

TEST(LabelArt, IsReadAtPrintResolution) {
  for (const auto& face : {example_face(), longest()}) {
    for (const LabelSize size : sizes) {
      const Drawing drawing = draw_label(face, size).value();
      for (const int resolution : {300, 600}) {
        const Picture picture = from_png(to_png(drawing, resolution).value());
        EXPECT_EQ(read_qr(picture), face.url) << name_of(size) << " " << resolution;
        EXPECT_THAT(level_of_qr(picture), testing::AnyOf("Q", "H"));
      }
    }
  }
}

// Each fault alone at a strength that phones meet, and all together, weaker. Resolution of the photo: 300 dots an inch of the label.
TEST(LabelArt, IsReadAsABadPhoto) {
  const std::vector<std::pair<std::string, Camera>> cameras{
      {"turned", {.turn_degrees = 33}},
      {"tilted", {.tilt = 0.35}},
      {"far away", {.scale = 0.6}},
      {"blurred", {.blur = 1}},
      {"low contrast", {.darkest = 90, .brightest = 170}},
      {"noisy", {.noise = 25}},
      {"heavily packed", {.jpeg_quality = 12}},
      {"everything", {.turn_degrees = -14, .tilt = 0.15, .scale = 0.9, .blur = 1, .darkest = 70, .brightest = 190, .noise = 6, .jpeg_quality = 40}},
  };
  for (const auto& face : {example_face(), longest()}) {
    for (const LabelSize size : sizes) {
      const Picture picture = from_png(to_png(draw_label(face, size).value(), 300).value());
      for (const auto& [name, camera] : cameras) {
        EXPECT_EQ(read_qr(photographed(picture, camera)), face.url) << name_of(size) << ", " << name << ", " << face.url.size();
      }
    }
  }
}

TEST(LabelArt, KeepsSizesAndTheQuietZone) {
  struct Least {
    LabelSize size;
    double module;
    double code;
  };
  for (const auto& face : {example_face(), longest()}) {
    for (const auto& least : {Least{LabelSize::device, 0.33, 16}, Least{LabelSize::manual, 0.40, 20}, Least{LabelSize::box, 0.50, 24}}) {
      const Drawing drawing = draw_label(face, least.size).value();
      const auto& code = drawing.code;
      const double side = code.module_mm * code.code.size;
      EXPECT_GE(code.module_mm, least.module - 1e-9);
      EXPECT_GE(side, least.code - 1e-9);
      const double quiet = quiet_zone_modules * code.module_mm;
      // Nothing but paper within the quiet zone: the first two shapes are the plate, whose border lies outside of it.
      for (std::size_t i = 2; i < drawing.shapes.size(); ++i) {
        for (const auto& segment : drawing.shapes[i].outline) {
          if (segment.kind == Segment::Kind::close) continue;
          const bool is_beside = segment.to.x < code.corner.x - quiet || segment.to.x > code.corner.x + side + quiet ||
                                 segment.to.y < code.corner.y - quiet || segment.to.y > code.corner.y + side + quiet;
          ASSERT_TRUE(is_beside) << name_of(least.size) << " shape " << i << " at " << segment.to.x << " " << segment.to.y;
          ASSERT_GE(segment.to.x, 0);
          ASSERT_LE(segment.to.x, drawing.width_mm);
          ASSERT_LE(segment.to.y, drawing.height_mm);
        }
      }
      EXPECT_GE(code.corner.x - quiet, 0.5);
    }
  }
}

TEST(LabelArt, IsAnSvgOfPathsAlone) {
  const std::string svg = to_svg(draw_label(example_face(), LabelSize::device).value());
  EXPECT_THAT(svg, HasSubstr("mm\" viewBox=\"0 0 "));
  for (const char* word : {"<text", "font", "style", "href", "<image", "<script", "url("}) EXPECT_THAT(svg, Not(HasSubstr(word)));
  EXPECT_THAT(svg, HasSubstr("<title id=\"title\">JC-STAR ★1 セキュリティ要件 適合宣言 HS-2026-000123</title>"));
  EXPECT_LT(svg.size(), 120'000u);
}

TEST(LabelArt, GivesEqualBytesForEqualLabels) {
  const Drawing one = draw_label(example_face(), LabelSize::box).value();
  const Drawing other = draw_label(example_face(), LabelSize::box).value();
  EXPECT_EQ(to_svg(one), to_svg(other));
  EXPECT_EQ(to_png(one, 300).value(), to_png(other, 300).value());
  EXPECT_EQ(to_pdf(one).value(), to_pdf(other).value());
}

TEST(LabelArt, SaysItsResolutionInThePng) {
  const std::string png = to_png(draw_label(example_face(), LabelSize::device).value(), 600).value();
  const auto at = png.find("pHYs");
  ASSERT_NE(at, std::string::npos);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(png[at + 4 + i])); };
  const unsigned per_metre = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
  EXPECT_GE(per_metre, 23'622u);  // 600 dots an inch
  EXPECT_LE(per_metre, 26'500u);
}

TEST(LabelArt, IsOnePageOfPdf) {
  const std::string pdf = to_pdf(draw_label(example_face(), LabelSize::manual).value()).value();
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  EXPECT_THAT(pdf, HasSubstr("%%EOF"));
  EXPECT_THAT(pdf, Not(HasSubstr("/Font ")));
}

TEST(LabelArt, RefusesWhatCannotBePrinted) {
  LabelFace face = example_face();
  for (const std::string url : {"", "ftp://a", "https://a b", "https://例.jp/", "javascript:1", "https://a/\x01"}) {
    face.url = url;
    EXPECT_EQ(draw_label(face, LabelSize::device).error().code, ErrorCode::invalid_input) << url;
  }
  face.url = "https://a/" + std::string(url_bytes_max, 'a');
  EXPECT_FALSE(draw_label(face, LabelSize::device));
  face = example_face();
  face.level = 5;
  EXPECT_FALSE(draw_label(face, LabelSize::device));
  EXPECT_FALSE(to_png(draw_label(example_face(), LabelSize::device).value(), 100'000));
}

}  // namespace
}  // namespace hoshi::artwork
