// Tests of what is found on HTML pages, and of the tokenizer on broken ones.
// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/page.h"

#include <gtest/gtest.h>

#include <chrono>

#include "protocols/http/html.h"

namespace hoshi::protocols::http {
namespace {

constexpr std::string_view login_page = R"(<!DOCTYPE html><!-- <title>no</title> -->
<html><head><TITLE>
 HC-100 &amp; friends&#x21; </TITLE><style>p{}</style>
<script>if (a<b) document.write("<form>");</script></head>
<body><form action="/login.cgi?x=1&amp;y=2" METHOD=Post>
<input name=user><input type='PASSWORD' name="pw"/><input type=hidden name=token value="t&quot;1">
<select name=lang><option>ja</select><button name=go>Go</button></form>
<p>Hello   <b>wor</b>ld</p><a href="mailto:psirt@example.jp">Report <i>here</i></a></body></html>)";

TEST(Page, HasATitle) {
  EXPECT_EQ(page_title(login_page), "HC-100 & friends!");
  EXPECT_EQ(page_title("<p>none"), "");
  EXPECT_EQ(page_title("<title>open"), "open");
  EXPECT_LE(page_title("<title>" + std::string(999, 'x')).size(), 200u);
}

TEST(Page, HasItsFormsWithFields) {
  const auto forms = page_forms(login_page);
  ASSERT_EQ(forms.size(), 1u);
  EXPECT_EQ(forms[0].action, "/login.cgi?x=1&y=2");
  EXPECT_EQ(forms[0].method, "post");
  ASSERT_EQ(forms[0].fields.size(), 5u);
  EXPECT_TRUE(forms[0].asks_password());
  EXPECT_EQ(forms[0].field("user")->kind, "text");
  EXPECT_EQ(forms[0].field("pw")->kind, "password");
  EXPECT_EQ(forms[0].field("token")->value, "t\"1");
}

TEST(Page, GathersFieldsOutsideForms) {
  const auto forms = page_forms("<div><input type=password name=p></div><form></form>");
  ASSERT_EQ(forms.size(), 2u);
  EXPECT_TRUE(forms[1].asks_password());
}

TEST(Page, IgnoresFormsInCommentsAndScripts) {
  EXPECT_TRUE(page_forms("<!--<form><input type=password>--><script>'<form>'</script>").empty());
}

TEST(Page, HasItsLinks) {
  const auto links = page_links(login_page);
  ASSERT_EQ(links.size(), 1u);
  EXPECT_EQ(links[0].address, "mailto:psirt@example.jp");
  EXPECT_EQ(links[0].text, "Report here");
}

TEST(Page, ShowsItsVisibleTextOnly) {
  EXPECT_EQ(visible_text(login_page), "ja\nGo\nHello world\nReport here");
  EXPECT_EQ(visible_text("a<br>b<style>x</style>c &lt;d&gt; 5 < 6"), "a\nbc <d> 5 < 6");
  EXPECT_EQ(visible_text("<li>連絡先</li><li>窓口&#12290;</li>"), "連絡先\n窓口。");
}

TEST(Page, IsBounded) {
  std::string forms;
  for (int i = 0; i < 100; ++i) forms += "<form>";
  EXPECT_EQ(page_forms(forms).size(), form_limit);
  std::string fields = "<form>";
  for (int i = 0; i < 1000; ++i) fields += "<input name=a>";
  EXPECT_EQ(page_forms(fields)[0].fields.size(), form_field_limit);
  std::string attributes = "<p ";
  for (int i = 0; i < 1000; ++i) attributes += "a=b ";
  HtmlTokenizer tokens(attributes);
  EXPECT_EQ(tokens.next()->attributes.size(), html_attribute_limit);
}

TEST(Page, WithHostileRepetitionsIsReadInLinearTime) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string_view piece : {"<!--", "<script>", "<a href='", "</", "<", "&", "<a <", "<title>"}) {
    std::string page;
    while (page.size() < 1'000'000) page += piece;
    const bool has_forms = !page_forms(page).empty();
    EXPECT_FALSE(has_forms) << piece;
    EXPECT_LE(visible_text(page).size(), page.size()) << piece;
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Page, TruncatedAnywhereShowsNothingThatIsNotThere) {
  for (std::size_t length = 0; length < login_page.size(); ++length) {
    const auto part = login_page.substr(0, length);
    EXPECT_LE(page_forms(part).size(), 1u) << length;
    EXPECT_LE(page_links(part).size(), 1u) << length;
    EXPECT_TRUE(std::string_view("HC-100 & friends!").starts_with(page_title(part).substr(0, 7))) << length;
  }
}

TEST(Entities, AreDecodedAndUnknownOnesStay) {
  EXPECT_EQ(decode_entities("&lt;&#65;&#x3042;&unknown;&#x110000;&#xD800;& &;"),
            "<Aあ&unknown;&#x110000;\xEF\xBF\xBD& &;");
  EXPECT_EQ(decode_entities("a&commat;b"), "a@b");
}

}  // namespace
}  // namespace hoshi::protocols::http
