// List, search form, page numbers, and the PSTI list.
// SPDX-License-Identifier: Apache-2.0
#include "register/list_pages.h"

#include <algorithm>

#include "base/percent.h"
#include "base/text.h"
#include "register/label_page.h"

namespace hoshi::public_register {
namespace {

using documents::escaped;
using documents::Html;

constexpr std::size_t models_shown = 3;
constexpr std::size_t model_characters_shown = 60;
constexpr std::size_t other_choice_characters_shown = 40;

class ListPage {
 public:
  ListPage(const ListView& view, const Voice& voice) : view_(view), voice_(voice) {}

  std::string write() {
    const bool is_psti = view_.kind == ListView::Kind::psti;
    const bool has_form = view_.search || (!is_psti && !voice_.site.office.empty());
    const std::string title = voice_.text(is_psti ? "register.psti_title" : has_form ? "register.list_title" : "register.list_all_title");
    html_.element("h1", title);
    if (is_psti) html_.element("p", voice_.text("register.psti_intro"));
    if (!is_psti && has_form) html_.element("p", voice_.text("register.list_intro"));
    if (has_form) form(view_.search.value_or(Search{}));
    suggestions();
    if (view_.entries.empty()) {
      nothing(is_psti);
    } else {
      const std::size_t first = (view_.page - 1) * list_page_labels + 1;
      html_.element("p", voice_.fill(view_.is_more ? "register.found_many" : "register.found", {{"total", std::to_string(view_.total)},
                                                        {"first", std::to_string(first)},
                                                        {"last", std::to_string(first + view_.entries.size() - 1)}}), " class=\"result\"");
      table();
      turns();
      files();
    }
    return framed(voice_, place_of_list(view_.kind, view_.search ? 1 : view_.page), title, html_.take());
  }

 private:
  void nothing(bool is_psti) {
    html_.raw("<div class=\"nothing\">");
    const std::size_t last = last_page();
    if (view_.total > 0 && view_.page > last) {
      html_.element("p", voice_.fill("register.no_such_page", {{"page", std::to_string(view_.page)}}), " class=\"result\"").raw("<p>");
      html_.element("a", voice_.fill("register.to_last_page", {{"page", std::to_string(last)}}), attribute("href", link_to(last))).raw("</p>");
    } else if (view_.search) {
      html_.element("p", voice_.text("register.found_none"), " class=\"result\"").element("p", voice_.text("register.found_none_hint"));
    } else {
      html_.element("p", voice_.text(is_psti ? "register.psti_none" : "register.list_none"), " class=\"result\"");
    }
    html_.raw("</div>\n");
  }

  // The form's target: a register that is carried by other servers leaves searching to the office.
  std::string search_address() const {
    const std::string path = path_of(place_of_list(view_.kind, 1), voice_.site, voice_.language);
    return view_.search || voice_.site.office.empty() ? path : voice_.site.office + path.substr(root_of(voice_.site).size());
  }

  void options(std::string_view name, std::string_view key, const std::vector<std::pair<std::string, std::string>>& choices, std::string_view chosen) {
    const std::string id = "search-" + std::string(name);
    html_.raw("<div>").element("label", voice_.text(key), attribute("for", id)).open("select", attribute("id", id) + attribute("name", name));
    html_.element("option", voice_.text("register.any"), " value=\"\"");
    const bool is_offered = chosen.empty() || std::any_of(choices.begin(), choices.end(), [&](const auto& choice) { return choice.first == chosen; });
    // Links may name what the form does not offer: a category of another list. It is asked for, so it is shown.
    if (!is_offered) html_.element("option", printable(chosen, other_choice_characters_shown), attribute("value", chosen) + " selected");
    for (const auto& [value, word] : choices) html_.element("option", word, attribute("value", value) + (value == chosen ? " selected" : ""));
    html_.raw("</select></div>");
  }

  void form(const Search& search) {
    const std::string here = search_address();
    html_.raw("<form class=\"search\" role=\"search\" method=\"get\"").raw(attribute("action", here)).raw(">");
    html_.raw("<div class=\"all\"><label for=\"search-q\">").text(voice_.text("register.search_text"));
    html_.raw("<span class=\"hint\" id=\"search-hint\">").text(voice_.text("register.search_hint")).raw("</span></label>");
    html_.open("input", " type=\"search\" id=\"search-q\" name=\"q\" maxlength=\"200\" autocomplete=\"off\" aria-describedby=\"search-hint\"" + attribute("value", search.text));
    html_.raw("</div>");
    std::vector<std::pair<std::string, std::string>> choices;
    for (int level = 1; level <= level_max; ++level) {
      choices.emplace_back(std::to_string(level), voice_.fill("register.level", {{"level", std::to_string(level)}}));
    }
    options("level", "register.column_level", choices, search.level);
    choices.clear();
    for (const char* status : {"valid", "grace", "expired", "withdrawn", "revoked"}) choices.emplace_back(status, voice_.text(std::string("register.status_") + status));
    choices.emplace_back("unproven", voice_.text("register.unproven"));
    options("status", "register.column_status", choices, search.status);
    choices.clear();
    for (const auto& category : view_.categories) choices.emplace_back(category.ja.empty() ? category.en : category.ja, voice_.of(category));
    if (!choices.empty()) options("category", "register.column_category", choices, search.category);
    html_.raw("<div class=\"actions\">").element("button", voice_.text("register.search"), " type=\"submit\"");
    if (!question_of(search).empty()) html_.element("a", voice_.text("register.clear"), attribute("href", here));
    html_.raw("</div></form>\n");
    if (voice_.site.subscribe.empty() || (search.text.empty() && search.level.empty() && search.category.empty())) return;
    Search followed = search;
    followed.status.clear();  // a change of it is the news
    html_.raw("<p class=\"follow\">").element("a", voice_.text("register.subscribe_search"), attribute("href", voice_.site.subscribe + "?" + question_of(followed))).raw("</p>\n");
  }

  std::string link_to(std::size_t page) const {
    if (!view_.search) return path_of(place_of_list(view_.kind, page), voice_.site, voice_.language);
    const std::string base = path_of(place_of_list(view_.kind, 1), voice_.site, voice_.language);
    const std::string asked = question_of(*view_.search);
    return base + "?" + asked + (asked.empty() ? "" : "&") + "page=" + std::to_string(page);
  }

  // What was found, as files; whoever serves the page answers for them as well.
  void files() {
    const std::string asked = view_.search ? question_of(*view_.search) : "";
    if (asked.empty()) return;
    const bool is_cut = view_.total > found_file_labels;
    html_.raw("<div class=\"found-files\"><p>").text(is_cut ? voice_.fill("register.found_files_first", {{"count", std::to_string(found_file_labels)}}) : voice_.text("register.found_files"));
    html_.raw("</p><ul class=\"files\">");
    const std::string middle = voice_.language == Language::en ? ".en" : "";
    for (const auto& [path, name] : {std::pair{"/labels" + middle + ".csv", "CSV"}, std::pair{"/labels" + middle + ".xlsx", "XLSX"}, std::pair{std::string("/labels.json"), "JSON"},
                                     std::pair{std::string("/labels.jsonl"), "JSON Lines"}, std::pair{"/atom" + middle + ".xml", "Atom"}}) {
      html_.raw("<li>").element("a", name, attribute("href", root_of(voice_.site) + path + "?" + asked) + " rel=\"nofollow\"").raw("</li>");
    }
    html_.raw("</ul></div>\n");
  }

  void suggestions() {
    if (view_.suggestions.empty() || !view_.search) return;
    html_.raw("<p class=\"suggestions\">").text(voice_.text("register.did_you_mean") + " ");
    for (const auto& suggestion : view_.suggestions) {
      Search other = *view_.search;
      other.text = suggestion;
      html_.element("a", suggestion, attribute("href", path_of(place_of_list(view_.kind, 1), voice_.site, voice_.language) + "?" + question_of(other))).text(" ");
    }
    html_.raw("</p>\n");
  }

  std::string models_of(const Entry& entry) const {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(models_shown, entry.models.size()); ++i) shown.push_back(printable(entry.models[i], model_characters_shown));
    std::string out = join(shown, voice_.language == Language::ja ? "、" : ", ");
    if (entry.models.size() > models_shown) {
      out += " " + voice_.fill("register.models_more", {{"count", std::to_string(entry.models.size() - models_shown)}});
    }
    return out;
  }

  // Explicit roles: where narrow screens show rows as cards, browsers would forget that this is a table.
  void cell(std::string_view label, const std::string& markup, std::string_view attributes = "") {
    html_.raw("<td role=\"cell\"").raw(attributes).raw(label.empty() ? "" : attribute("data-label", label)).raw(">").raw(markup).raw("</td>");
  }

  std::string status(const Entry& entry) const {
    if (entry.proven) return badge(tone_of(entry, voice_), status_words(entry, voice_.site, voice_.language, voice_.words));
    const auto listed = parse_date(entry.list_date);
    const std::string told = voice_.fill("register.listed_on", {{"date", listed ? voice_.date(*listed) : entry.list_date}, {"status", voice_.text("register.status_" + status_on(entry, voice_.site.today))}});
    return badge(tone_of(entry, voice_), voice_.text("register.unproven")) + "<span class=\"soft\">" + escaped(told) + "</span>";
  }

  void row(const Entry& entry) {
    const auto column = [&](const char* key) { return voice_.text(key); };
    html_.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\" class=\"product\">");
    html_.open("a", attribute("href", path_of(place_of(entry), voice_.site, voice_.language)) + voice_.lang_of(entry.product)).text(voice_.of(entry.product)).raw("</a>");
    html_.element("p", models_of(entry)).raw("</th>");
    cell("", status(entry));
    cell("", stars(voice_, entry.level));
    cell("", escaped(voice_.of(entry.maker)) + "<span class=\"soft\">" + escaped(voice_.of(entry.category)) + "</span>");
    cell(column("register.column_valid_until"), escaped(is_set(entry.valid_until) ? voice_.date(entry.valid_until) : "–"), " class=\"nowrap\"");
    cell(column("register.column_number"), escaped(entry.number), " class=\"number\"");
    html_.raw("</tr>\n");
  }

  void table() {
    html_.raw("<table class=\"cards\" role=\"table\">").element("caption", voice_.text("register.list_caption"), " class=\"hidden\"");
    html_.raw("<thead role=\"rowgroup\"><tr role=\"row\">");
    for (const char* key : {"register.list_product", "register.column_status", "register.column_level", "register.list_maker",
                            "register.column_valid_until", "register.column_number"}) {
      html_.element("th", voice_.text(key), " role=\"columnheader\" scope=\"col\"");
    }
    html_.raw("</tr></thead><tbody role=\"rowgroup\">\n");
    for (const auto& entry : view_.entries) {
      if (path_part(entry.number)) row(entry);
    }
    html_.raw("</tbody></table>\n");
  }

  std::size_t last_page() const { return (view_.total + list_page_labels - 1) / list_page_labels; }

  void turn(std::size_t page, const std::string& word, std::string_view more = "") {
    html_.raw("<li>").element("a", word, attribute("href", link_to(page)) + std::string(more)).raw("</li>");
  }

  void turns() {
    const std::size_t last = last_page();
    if (last <= 1) return;
    html_.raw("<nav class=\"turn\"").raw(attribute("aria-label", voice_.text("register.pages"))).raw("><ul>");
    if (view_.page > 1) turn(view_.page - 1, voice_.text("register.previous"), " rel=\"prev\"");
    std::size_t before = 0;
    for (std::size_t page = 1; page <= last; ++page) {
      const bool is_near = page + 2 >= view_.page && page <= view_.page + 2;
      if (!is_near && page != 1 && page != last) continue;
      if (page != before + 1) html_.raw("<li><span class=\"gap\">…</span></li>");
      before = page;
      const std::string spoken = attribute("aria-label", voice_.fill("register.page_number", {{"page", std::to_string(page)}}));
      turn(page, std::to_string(page), spoken + (page == view_.page ? " aria-current=\"page\"" : ""));
    }
    if (view_.page < last) turn(view_.page + 1, voice_.text("register.next"), " rel=\"next\"");
    html_.raw("</ul></nav>\n");
  }

  const ListView& view_;
  const Voice& voice_;
  Html html_;
};

}  // namespace

std::string question_of(const Search& search) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += (out.empty() ? "" : "&") + std::string(name) + "=" + encode_percent(value);
  };
  add("q", search.text);
  add("level", search.level);
  add("status", search.status);
  add("category", search.category);
  return out;
}

Place place_of_list(ListView::Kind kind, std::size_t page) {
  const bool is_psti = kind == ListView::Kind::psti;
  return {is_psti ? "/psti/" : "/labels/", page <= 1 ? "" : "page-" + std::to_string(page), is_psti ? MenuItem::psti : MenuItem::labels};
}

std::string list_page(const ListView& view, const Voice& voice) { return ListPage(view, voice).write(); }

}  // namespace hoshi::public_register
