// Tests the public pages: what they say in both languages, that foreign text stays text, and that a strict policy suffices.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "register/example.h"
#include "register/label_page.h"
#include "register/list_pages.h"
#include "register/style.h"

namespace hoshi::public_register {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Site where = site();

Voice voice(Language language = Language::ja) { return {words(), where, language}; }

ListView view_of(const std::vector<Entry>& entries) {
  ListView view;
  view.entries = entries;
  view.total = entries.size();
  return view;
}

std::vector<std::string> all_pages() {
  const std::vector<Entry> entries{camera(), revoked(), listed()};
  std::vector<std::string> pages;
  for (const Language language : {Language::ja, Language::en}) {
    for (const auto& entry : entries) pages.push_back(label_page(entry, voice(language), Artwork::present));
    ListView view = view_of(entries);
    pages.push_back(list_page(view, voice(language)));
    view.search = Search{"\"><script>alert(1)</script>", "1", "valid", "x\" onfocus=\"y"};
    const std::vector<Words> categories{camera().category};
    view.categories = categories;
    view.suggestions = {"<i>カメラ</i>"};
    view.total = 500;
    view.page = 4;
    pages.push_back(list_page(view, voice(language)));
    pages.push_back(distribution_page(distribution(entries, where.today), voice(language)));
    pages.push_back(data_page(latest_changes(entries, 10), voice(language)));
  }
  return pages;
}

TEST(LabelPage, SaysTheStatusOfTheDayInIpasWords) {
  const std::string page = label_page(camera(), voice(), Artwork::present);
  for (const char* part : {"<html lang=\"ja\">", "有効", "2028年3月31日 24時（日本時間）まで有効", "HS-2026-000123", "-20", "PSTI", "mailto:psirt@minato.example.jp",
                           "自ら宣言", "label.svg", "4段階中のレベル1"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  const std::string english = label_page(revoked(), voice(Language::en), Artwork::present);
  for (const char* part : {"<html lang=\"en\">", "Revoked", "class=\"status bad\"", "The evidence was not provided.", "5 October 2026"}) {
    EXPECT_THAT(english, HasSubstr(part));
  }
}

TEST(LabelPage, SaysOfAnEndedLabelSinceWhenAndWhyRatherThanUntilWhen) {
  const std::string page = label_page(revoked(), voice(Language::en), Artwork::present);
  const std::string status = page.substr(page.find("class=\"status bad\""), page.find("</section>") - page.find("class=\"status bad\""));
  EXPECT_THAT(status, HasSubstr("Since 5 October 2026"));
  EXPECT_THAT(status, HasSubstr("The evidence was not provided."));
  EXPECT_THAT(status, Not(HasSubstr("2028")));
}

TEST(Pages, LeadToTheOfficeOnlyWhereThereIsOne) {
  Site office = site();
  office.office = "https://labels.example.jp";
  const Voice with{words(), office, Language::ja};
  const std::vector<Entry> entries{camera()};
  EXPECT_THAT(label_page(camera(), with, Artwork::present), HasSubstr("href=\"https://labels.example.jp/complaint?label=HS-2026-000123\""));
  const std::string list = list_page(view_of(entries), with);
  for (const char* part : {"action=\"https://labels.example.jp/labels/\"", "https://labels.example.jp/login", "https://labels.example.jp/language/en?back=/labels/index.en.html"}) {
    EXPECT_THAT(list, HasSubstr(part));
  }
  for (const auto& page : all_pages()) EXPECT_THAT(page, Not(HasSubstr("/complaint")));
}

TEST(LabelPage, ShowsAnImportedLabelAsListedAndUnproven) {
  const std::string page = label_page(listed(), voice(), Artwork::absent);
  EXPECT_THAT(page, HasSubstr("一覧に掲載（未証明）"));
  EXPECT_THAT(page, HasSubstr("2026年6月1日付けの一覧での状態: 有効"));
  EXPECT_THAT(page, HasSubstr("class=\"status none\""));
  EXPECT_THAT(page, Not(HasSubstr("class=\"status good\"")));
  EXPECT_THAT(page, Not(HasSubstr("まで有効")));
  EXPECT_THAT(label_page(listed(), voice(Language::en), Artwork::absent), HasSubstr("Listed, unproven"));
}

TEST(Pages, LetNoForeignTextBecomeMarkup) {
  for (const auto& page : all_pages()) {
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<b>まりん")));
    EXPECT_THAT(page, Not(HasSubstr("href=\"javascript:")));
    EXPECT_THAT(page, Not(HasSubstr("\" onfocus=")));
    EXPECT_THAT(page, Not(HasSubstr("<i>カメラ")));
  }
}

TEST(Pages, NeedNoScriptNoInlineStyleAndNothingFromElsewhere) {
  for (const auto& page : all_pages()) {
    EXPECT_THAT(page, Not(HasSubstr("<style")));
    EXPECT_FALSE(std::regex_search(page, std::regex("<[^>]* style=")));
    EXPECT_FALSE(std::regex_search(std::regex_replace(page, std::regex("=\"[^\"]*\""), "=\"\""), std::regex("<[^>]* on[a-z]+=")));
    EXPECT_FALSE(std::regex_search(page, std::regex("(src|<link[^>]*rel=\"stylesheet\"[^>]*href)=\"https?:")));
  }
  EXPECT_THAT(std::string(register_style), Not(HasSubstr("url(")));
}

TEST(Pages, HaveEveryWord) {
  for (const auto& page : all_pages()) EXPECT_THAT(page, Not(HasSubstr("⟨")));
}

TEST(Pages, OpenAndCloseTheSameElements) {
  const std::regex tag("<(/?)([a-z][a-z0-9]*)[^>]*?(/?)>");
  for (const auto& page : all_pages()) {
    std::vector<std::string> open;
    for (auto match = std::sregex_iterator(page.begin(), page.end(), tag); match != std::sregex_iterator(); ++match) {
      const std::string name = (*match)[2];
      if ((*match)[3] == "/" || name == "meta" || name == "link" || name == "input" || name == "br") continue;
      if ((*match)[1] != "/") {
        open.push_back(name);
        continue;
      }
      ASSERT_FALSE(open.empty());
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    }
    EXPECT_TRUE(open.empty());
  }
}

TEST(ListPage, KeepsTheSearchInItsLinksAndItsForm) {
  ListView view = view_of({});
  const std::vector<Entry> entries{camera()};
  view.entries = entries;
  view.search = Search{"カメラ&q", "1", "valid", ""};
  view.total = 101;
  view.page = 2;
  const std::string page = list_page(view, voice());
  EXPECT_THAT(page, HasSubstr("href=\"/labels/?q=%E3%82%AB%E3%83%A1%E3%83%A9%26q&amp;level=1&amp;status=valid&amp;page=3\""));
  EXPECT_THAT(page, HasSubstr("value=\"カメラ&amp;q\""));
  EXPECT_THAT(page, HasSubstr("<option value=\"1\" selected>"));
  EXPECT_THAT(page, HasSubstr("101件中 51～51件"));
}

TEST(ListPage, OffersCategoriesBeforeAnythingWasSearchedFor) {
  const std::vector<Entry> entries{camera()};
  const std::vector<Words> categories{camera().category};
  Site with_office = site();
  with_office.office = "https://office.example.jp";
  ListView view = view_of(entries);
  view.categories = categories;
  const std::string page = list_page(view, Voice{words(), with_office, Language::en});
  EXPECT_THAT(page, HasSubstr("<select id=\"search-category\" name=\"category\">"));
  EXPECT_THAT(page, HasSubstr("<option value=\"" + camera().category.ja + "\">" + camera().category.en + "</option>"));
  EXPECT_THAT(page, Not(HasSubstr("labels.en.csv?")));
}

TEST(ListPage, ShowsAFilterThatTheFormDoesNotOffer) {
  ListView view = view_of({});
  view.search = Search{"", "9", "", "錠<"};
  const std::string page = list_page(view, voice());
  EXPECT_THAT(page, HasSubstr("<option value=\"9\" selected>9</option>"));
  EXPECT_THAT(page, Not(HasSubstr("search-category")));
  const std::vector<Words> categories{camera().category};
  view.categories = categories;
  EXPECT_THAT(list_page(view, voice()), HasSubstr("<option value=\"錠&lt;\" selected>錠&lt;</option>"));
}

TEST(ListPage, GivesWhatWasFoundAsFiles) {
  const std::vector<Entry> entries{camera()};
  ListView view = view_of(entries);
  view.search = Search{"カメラ&q", "", "", "錠"};
  const std::string question = "?q=%E3%82%AB%E3%83%A1%E3%83%A9%26q&amp;category=%E9%8C%A0\"";
  const std::string page = list_page(view, voice());
  for (const char* file : {"labels.csv", "labels.xlsx", "labels.json", "labels.jsonl", "atom.xml"}) EXPECT_THAT(page, HasSubstr("/" + (file + question))) << file;
  EXPECT_THAT(page, HasSubstr("この検索結果を保存"));
  view.total = found_file_labels + 1;
  EXPECT_THAT(list_page(view, voice(Language::en)), AllOf(HasSubstr("Save the first 1000"), HasSubstr("/atom.en.xml" + question)));
}

TEST(ListPage, SaysWhereTheListEnds) {
  ListView view = view_of({});
  view.search = Search{"カメラ", "", "", ""};
  view.total = 60;
  view.page = 3;
  EXPECT_THAT(list_page(view, voice()), AllOf(HasSubstr("3ページ目はありません。"), HasSubstr("&amp;page=2\">"), Not(HasSubstr("該当するラベルはありません"))));
  const std::vector<Entry> entries{camera()};
  view.entries = entries;
  view.total = 10'000;
  view.is_more = true;
  view.page = 200;
  EXPECT_THAT(list_page(view, voice()), AllOf(HasSubstr("10000件以上のうち 9951～9951件"), Not(HasSubstr("page=201"))));
}

TEST(ListPage, LinksFilesWhereNothingSearches) {
  const std::vector<Entry> entries{camera()};
  ListView view = view_of(entries);
  view.total = 120;
  view.page = 2;
  const std::string page = list_page(view, voice(Language::en));
  EXPECT_THAT(page, HasSubstr("href=\"/labels/page-3.en.html\""));
  EXPECT_THAT(page, HasSubstr("href=\"/labels/index.en.html\""));
  EXPECT_THAT(page, Not(HasSubstr("<form")));
  EXPECT_THAT(list_page(view_of({}), voice()), HasSubstr("公開されている適合ラベルはまだありません"));
}

TEST(ListPage, StandsUnderThePathOfItsSite) {
  Site under = site();
  under.address = "https://example.jp/register";
  const std::vector<Entry> entries{camera()};
  const std::string page = list_page(view_of(entries), Voice{words(), under, Language::ja});
  EXPECT_THAT(page, HasSubstr("href=\"/register/labels/HS-2026-000123/\""));
  EXPECT_THAT(page, HasSubstr("href=\"/register/static/register.css\""));
  EXPECT_THAT(page, HasSubstr("rel=\"canonical\" href=\"https://example.jp/register/labels/\""));
}

}  // namespace
}  // namespace hoshi::public_register
