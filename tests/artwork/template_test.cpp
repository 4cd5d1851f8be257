// Tests an operator's own label: places are filled, nothing else gets in, and the code is read back.
// SPDX-License-Identifier: Apache-2.0
#include "artwork/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artwork/example.h"
#include "artwork/photo.h"
#include "base/file.h"

namespace hoshi::artwork {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string with(const std::string& more, const std::string& qr = "width=\"24\" height=\"24\"") {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"30mm\" viewBox=\"0 0 60 30\">"
         "<defs><linearGradient id=\"sky\"><stop offset=\"0\" stop-color=\"#e8ecff\"/><stop offset=\"1\" stop-color=\"#fff\"/></linearGradient></defs>"
         "<rect x=\"0\" y=\"0\" width=\"60\" height=\"30\" fill=\"url(#sky)\"/>"
         "<rect id=\"hoshi-qr\" x=\"3\" y=\"3\" " + qr + "/>"
         "<rect id=\"hoshi-stars\" x=\"30\" y=\"3\" width=\"24\" height=\"6\" fill=\"#204080\"/>"
         "<text id=\"hoshi-number\" x=\"30\" y=\"20\" font-size=\"3\" textLength=\"28\">number</text>"
         "<text id=\"hoshi-claim-ja\" x=\"43\" y=\"15\" font-size=\"2.2\" text-anchor=\"middle\" fill=\"#204080\"/>" + more + "</svg>";
}

std::string refusal(const std::string& svg) {
  const auto parsed = LabelTemplate::parse(svg);
  return parsed ? "" : parsed.error().message;
}

TEST(LabelTemplate, IsFilledAndReadBack) {
  const auto design = LabelTemplate::parse(with("")).value();
  const LabelArt art = label_art(example_face(), design, 300).value();
  EXPECT_THAT(art.svg, Not(HasSubstr("<text")));
  EXPECT_THAT(art.svg, Not(HasSubstr("hoshi-")));
  const Picture picture = from_png(art.png);
  EXPECT_EQ(read_qr(picture), example_face().url);
  EXPECT_EQ(read_qr(photographed(picture, {.turn_degrees = 20, .tilt = 0.15, .darkest = 60, .brightest = 200, .jpeg_quality = 50})), example_face().url);
  EXPECT_TRUE(art.pdf.starts_with("%PDF-"));
  EXPECT_EQ(label_art(example_face(), design, 300).value().pdf, art.pdf);
}

TEST(LabelTemplate, CanBeFilledAgainAndAgain) {
  const auto design = LabelTemplate::parse(with("")).value();
  LabelFace other = example_face();
  other.url += "4";
  EXPECT_NE(design.fill(example_face()).value(), design.fill(other).value());
  EXPECT_EQ(design.fill(example_face()).value(), design.fill(example_face()).value());
}

TEST(LabelTemplate, LetsNoTextOfALabelBecomeMarkup) {
  const auto design = LabelTemplate::parse(with("")).value();
  LabelFace face = example_face();
  face.number = "\"/><script>alert(1)</script>";
  EXPECT_THAT(design.fill(face).value(), Not(HasSubstr("script")));
}

TEST(LabelTemplate, RefusesEverythingThatCouldActOrFetch) {
  for (const char* more : {
           "<script>alert(1)</script>", "<image href=\"https://example.jp/a.png\"/>", "<use href=\"#a\"/>", "<foreignObject/>", "<style>*{}</style>",
           "<a href=\"https://example.jp\"/>", "<animate/>", "<text>words</text>", "<text id=\"other\">words</text>", "<rect onclick=\"x()\"/>",
           "<rect style=\"fill:url(http://a)\"/>", "<rect fill=\"url(https://example.jp/a#b)\"/>", "<rect fill=\"url( '#a')\"/>", "<path xlink:href=\"#a\"/>",
           "<path filter=\"url(#a)\"/>", "<g xml:base=\"https://example.jp/\"/>", "<?xml-stylesheet href=\"a.css\"?>", "<svg:script/>",
           "<rect fill=\"data:image/png;base64,AA\"/>", "<text id=\"hoshi-level\"><tspan/></text>", "<rect id=\"hoshi-stars\"/>",
           "<desc><![CDATA[><script>alert(1)</script>]]></desc>", "<title><![CDATA[name]]></title>",
           "<rect id=\"hoshi-unknown\"/>", "<g transform=\"scale(2)\"><text id=\"hoshi-level\"/></g>", "<text id=\"hoshi-level\" transform=\"scale(2)\"/>"}) {
    EXPECT_NE(refusal(with(more)), "") << more;
  }
  EXPECT_EQ(refusal(with("<g transform=\"scale(2)\"><path d=\"M0 0h1\" clip-path=\"url(#sky)\"/></g><!-- note --><desc>href=, onload= and ]]&gt; are words here</desc>")), "");
}

TEST(LabelTemplate, RefusesDocumentTypesAndWhatIsNoSvg) {
  EXPECT_THAT(refusal("<!DOCTYPE svg [<!ENTITY a \"b\">]>" + with("")), HasSubstr("document types"));
  EXPECT_THAT(refusal("<html/>"), HasSubstr("no SVG"));
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal(std::string(2u << 20, ' ')), "");
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<g>";
  for (int i = 0; i < 5000; ++i) deep += "</g>";
  EXPECT_THAT(refusal(with(deep)), HasSubstr("deep"));
}

TEST(LabelTemplate, RefusesACodeTooSmallToRead) {
  EXPECT_THAT(refusal(with("", "width=\"15\" height=\"24\"")), HasSubstr("16 mm"));
  EXPECT_THAT(refusal(with("", "width=\"nan\" height=\"24\"")), HasSubstr("16 mm"));
  const auto design = LabelTemplate::parse(with("", "width=\"16\" height=\"16\"")).value();
  LabelFace face = example_face();
  face.url += std::string(80, 'x');
  EXPECT_THAT(design.fill(face).error().message, HasSubstr("0.33 mm"));
}

TEST(LabelTemplate, NeedsItsPlaces) {
  std::string svg = with("");
  svg.replace(svg.find("hoshi-number"), 12, "hoshi-scheme");
  EXPECT_THAT(refusal(svg), HasSubstr("hoshi-number"));
  EXPECT_THAT(refusal("<svg width=\"60mm\" height=\"30mm\" viewBox=\"0 0 60 30\"/>"), HasSubstr("hoshi-qr"));
  EXPECT_THAT(refusal("<svg width=\"60\" height=\"30\" viewBox=\"0 0 60 30\"/>"), HasSubstr("mm"));
  EXPECT_THAT(refusal("<svg width=\"60mm\" height=\"60mm\" viewBox=\"0 0 60 30\"/>"), HasSubstr("shape"));
}

TEST(LabelTemplate, EndsWellWhereverTheFileIsCut) {
  const std::string whole = with("");
  for (std::size_t length = 0; length < whole.size(); ++length) EXPECT_FALSE(LabelTemplate::parse(std::string_view(whole).substr(0, length))) << length;
}

TEST(LabelTemplate, ExampleOfThePageIsGood) {
  const std::string page = read_file(HOSHI_SOURCE_FOLDER "/docs/label-template.md").value();
  const auto from = page.find("<svg");
  const auto svg = page.substr(from, page.find("</svg>") + 6 - from);
  const auto design = LabelTemplate::parse(svg);
  ASSERT_TRUE(design) << design.error().message;
  EXPECT_EQ(read_qr(from_png(label_art(example_face(), *design, 600).value().png)), example_face().url);
}

}  // namespace
}  // namespace hoshi::artwork
