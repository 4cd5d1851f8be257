// Terminal widths and HTML escaping.
// SPDX-License-Identifier: Apache-2.0
#include "documents/terminal.h"

#include <gtest/gtest.h>

#include "documents/html.h"

namespace hoshi::documents {
namespace {

TEST(Width, CountsJapaneseAsTwoColumns) {
  EXPECT_EQ(width_of("abc"), 3u);
  EXPECT_EQ(width_of("適合"), 4u);
  EXPECT_EQ(width_of("ｱ"), 1u);
  EXPECT_EQ(width_of("★1"), 2u);
}

TEST(Fitted, NeverExceedsItsColumns) {
  const std::string text = "適切な認証に基づく access 制御";
  for (std::size_t columns = 2; columns < 40; ++columns) EXPECT_LE(width_of(fitted(text, columns)), columns) << columns;
  EXPECT_EQ(fitted(text, 100), text);
}

TEST(Fitted, SurvivesTextThatIsCutWithinACharacter) {
  EXPECT_LE(width_of(fitted("\xe9\x81", 5)), 5u);
}

TEST(Html, LetsNoTextBecomeMarkup) {
  EXPECT_EQ(escaped("<script>\"'&\x01"), "&lt;script&gt;&quot;&#39;&amp;\xEF\xBF\xBD");
  Html html;
  html.element("p", "</p><img src=x onerror=alert(1)>");
  EXPECT_EQ(html.take(), "<p>&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;</p>\n");
}

}  // namespace
}  // namespace hoshi::documents
