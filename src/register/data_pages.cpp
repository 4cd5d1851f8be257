// The page of distributions and the page of downloads and changes.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_page.h"
#include "register/list_pages.h"

namespace hoshi::public_register {
namespace {

using documents::Html;

void count(Html& html, int number) { html.element("td", std::to_string(number), " class=\"count\""); }

void distribution_head(Html& html, const Voice& voice) {
  html.raw("<thead><tr>").element("th", voice.text("register.column_category"), " rowspan=\"2\" scope=\"col\"");
  html.element("th", voice.text("register.distribution_labels"), " colspan=\"4\" scope=\"colgroup\" class=\"count\"");
  html.element("th", voice.text("register.distribution_makers"), " colspan=\"4\" scope=\"colgroup\" class=\"count\"");
  html.element("th", voice.text("register.unproven_short"), " rowspan=\"2\" scope=\"col\" class=\"count\"").raw("</tr><tr>");
  for (const char* key : {"register.level", "register.level_or_above"}) {
    for (int level = 1; level <= level_max; ++level) {
      html.element("th", voice.fill(key, {{"level", std::to_string(level)}}), " scope=\"col\" class=\"count\"");
    }
  }
  html.raw("</tr></thead>\n");
}

struct File {
  std::string_view path;
  std::string_view key;
};

constexpr File files[]{{"/labels.csv", "register.data_csv"},    {"/labels.xlsx", "register.data_xlsx"},
                       {"/labels.json", "register.data_json"},  {"/labels.jsonl", "register.data_jsonl"},
                       {"/psti.csv", "register.psti_title"},    {"/distribution.csv", "register.data_distribution"},
                       {"/register.schema.json", "register.data_schema"}};

std::string english(std::string_view path) {
  const auto dot = path.rfind('.');
  return std::string(path.substr(0, dot)) + ".en" + std::string(path.substr(dot));
}

bool has_languages(std::string_view path) { return path.ends_with(".csv") || path.ends_with(".xlsx"); }

// A table that may be wider than a screen: the keyboard scrolls it as well.
void open_table(Html& html, const std::string& name, std::string_view css = "") {
  html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"").raw(attribute("aria-label", name)).raw("><table").raw(css.empty() ? "" : attribute("class", css)).raw(">");
}

void downloads(Html& html, const Voice& voice) {
  html.element("h2", voice.text("register.data_lists"));
  open_table(html, voice.text("register.data_lists"));
  html.element("caption", voice.text("register.data_lists_caption"), " class=\"hidden\"").raw("<thead><tr>");
  html.element("th", voice.text("register.data_file"), " scope=\"col\"").element("th", voice.text("register.data_what"), " scope=\"col\"");
  html.raw("</tr></thead><tbody>\n");
  for (const auto& file : files) {
    const std::string path = voice.language == Language::en && has_languages(file.path) ? english(file.path) : std::string(file.path);
    html.raw("<tr><th scope=\"row\" class=\"nowrap\">").element("a", path.substr(1), attribute("href", root_of(voice.site) + path)).raw("</th>");
    html.element("td", voice.text(file.key)).raw("</tr>\n");
  }
  html.raw("</tbody></table></div>\n");
}

void changes(Html& html, const std::vector<Change>& latest, const Voice& voice) {
  html.element("h2", voice.text("register.data_changes")).raw("<ul class=\"files\"><li>");
  const std::string root = root_of(voice.site);
  html.element("a", voice.text("register.data_feed"), attribute("href", root + (voice.language == Language::en ? "/atom.en.xml" : "/atom.xml")));
  html.raw("</li><li>").element("a", voice.text("register.data_feed_json"), attribute("href", root + "/changes.json")).raw("</li></ul>");
  if (latest.empty()) {
    html.element("p", voice.text("register.no_changes"));
    return;
  }
  open_table(html, voice.text("register.data_changes"), "log");
  html.element("caption", voice.text("register.changes_caption")).raw("<thead><tr>");
  for (const char* key : {"register.history_date", "register.column_status", "register.column_product", "register.column_number"}) {
    html.element("th", voice.text(key), " scope=\"col\"");
  }
  html.raw("</tr></thead><tbody>\n");
  for (const auto& one : latest) {
    if (!path_part(one.number)) continue;
    Entry entry;
    entry.number = one.number;
    html.raw("<tr><td class=\"nowrap\">").text(voice.date(one.change.at)).raw("</td><td>");
    html.raw(badge(tone_of_status(one.change.status), voice.text("register.status_" + one.change.status))).raw("</td><td>");
    html.element("a", voice.of(one.product), attribute("href", path_of(place_of(entry), voice.site, voice.language)) + voice.lang_of(one.product));
    html.raw("</td>").element("td", one.number, " class=\"number\"").raw("</tr>\n");
  }
  html.raw("</tbody></table></div>\n");
}

}  // namespace

std::string distribution_page(const std::vector<Distribution>& rows, const Voice& voice) {
  Html html;
  const std::string title = voice.text("register.distribution_title");
  html.element("h1", title).element("p", voice.text("register.distribution_intro"));
  open_table(html, title);
  html.element("caption", voice.fill("register.distribution_caption", {{"date", voice.date(voice.site.today)}}));
  distribution_head(html, voice);
  html.raw("<tbody>\n");
  Distribution total;
  for (const auto& row : rows) {
    html.raw("<tr>").element("th", voice.of(row.category), " scope=\"row\"" + voice.lang_of(row.category));
    for (std::size_t level = 0; level < row.labels.size(); ++level) {
      count(html, row.labels[level]);
      total.labels[level] += row.labels[level];
    }
    for (const int makers : row.makers_at_least) count(html, makers);
    count(html, row.unproven);
    total.unproven += row.unproven;
    html.raw("</tr>\n");
  }
  html.raw("</tbody><tfoot><tr>").element("th", voice.text("register.total"), " scope=\"row\"");
  for (const int labels : total.labels) count(html, labels);
  html.raw("<td colspan=\"4\"></td>");  // a maker may stand in several categories: no sum
  count(html, total.unproven);
  html.raw("</tr></tfoot></table></div>\n").element("p", voice.text("register.distribution_note"), " class=\"soft small\"");
  return framed(voice, {"/distribution/", "", MenuItem::distribution}, title, html.take());
}

std::string data_page(const std::vector<Change>& latest, const Voice& voice) {
  Html html;
  const std::string title = voice.text("register.data_title");
  html.element("h1", title).element("p", voice.text("register.data_intro"));
  html.element("p", voice.fill("register.footer_as_of", {{"date", voice.date(voice.site.today)}}), " class=\"soft\"");
  downloads(html, voice);
  changes(html, latest, voice);
  return framed(voice, {"/data/", "", MenuItem::data}, title, html.take());
}

}  // namespace hoshi::public_register
