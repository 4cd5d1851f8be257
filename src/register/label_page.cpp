// The sections of a label's page, from the verdict of the day to its data.
// SPDX-License-Identifier: Apache-2.0
#include "register/label_page.h"

#include "base/text.h"
#include "register/exports.h"

namespace hoshi::public_register {
namespace {

using documents::escaped;
using documents::Html;

// What leads to the same status by several ways is told apart by what was done.
std::string_view words_of_kind(std::string_view kind) {
  if (kind == "Issue") return "register.history_issue";
  if (kind == "Extend") return "register.history_extend";
  if (kind == "Amend") return "register.history_amend";
  return {};
}

class LabelPage {
 public:
  LabelPage(const Entry& entry, const Voice& voice, Artwork artwork) : entry_(entry), voice_(voice), artwork_(artwork) {}

  std::string write() {
    const std::string product = voice_.of(entry_.product);
    crumbs();
    html_.raw("<div class=\"lead\">").element("h1", product, voice_.lang_of(entry_.product)).raw("<p>");
    html_.element("span", voice_.of(entry_.maker), voice_.lang_of(entry_.maker)).text(" · ");
    html_.element("span", voice_.of(entry_.category), voice_.lang_of(entry_.category)).raw("</p></div>\n");
    status();
    notices();
    models();
    facts();
    security();
    history();
    section("register.limits_heading").element("p", voice_.text("register.limits_text"));
    report();
    files();
    const std::string json_ld = " rel=\"alternate\" type=\"application/ld+json\"" + attribute("href", beside("label.jsonld"));
    return framed(voice_, place_of(entry_), voice_.fill("register.page_of_label", {{"product", product}, {"number", entry_.number}}),
                  html_.take(), "<link" + json_ld + ">");
  }

 private:
  Html& section(std::string_view key) { return html_.element("h2", voice_.text(key)); }

  std::string beside(std::string_view file) const { return root_of(voice_.site) + place_of(entry_).folder + std::string(file); }

  void crumbs() {
    html_.raw("<nav class=\"crumbs\"").raw(attribute("aria-label", voice_.text("register.breadcrumb"))).raw("><ol><li>");
    html_.element("a", voice_.text("register.list_all_title"), attribute("href", path_of({"/labels/", "", MenuItem::labels}, voice_.site, voice_.language)));
    html_.raw("</li><li aria-current=\"page\" class=\"number\">").text(entry_.number).raw("</li></ol></nav>\n");
  }

  std::string status_word(std::string_view status) const {
    const std::string key = "register.status_" + std::string(status);
    return voice_.words.has(key) ? voice_.text(key) : std::string(status);
  }

  void status() {
    const std::string status = status_on(entry_, voice_.site.today);
    const std::string_view tone = tone_of(entry_, voice_);
    html_.raw("<section class=\"status ").raw(tone).raw("\" aria-labelledby=\"status\"><div>");
    html_.raw("<h2 id=\"status\">").text(voice_.text("register.status_heading")).raw("</h2><p class=\"verdict\">").raw(sign_of_tone(tone));
    html_.element("span", entry_.proven ? status_word(status) : voice_.text("register.unproven")).raw("</p>");
    Words note;  // what the office said of it tells more than what the word means
    if (!entry_.proven) {
      html_.element("p", voice_.fill("register.listed_note", {{"date", date_in_words(entry_.list_date)}, {"status", status_word(status)}}), " class=\"until\"");
    } else if (const auto* ending = ending_change(status)) {
      // The end of the term is not what ended this label.
      html_.element("p", voice_.fill("register.ended_on", {{"date", voice_.date(ending->at)}}), " class=\"until\"");
      note = ending->note;
    } else if (is_set(entry_.valid_until)) {
      const bool is_running = status == "valid" || status == "restricted";
      html_.element("p", voice_.fill(is_running ? "register.valid_to_end" : "register.valid_to_ended", {{"date", voice_.date(entry_.valid_until)}}), " class=\"until\"");
      // Of what it is restricted to only the office's own words tell.
      if (status == "restricted" && !entry_.history.empty() && entry_.history.back().status == status) note = entry_.history.back().note;
    }
    const std::string meaning = "register.meaning_" + (entry_.proven ? status : "unproven");
    if (!voice_.of(note).empty()) {
      html_.element("p", voice_.of(note), voice_.lang_of(note));
    } else if (voice_.words.has(meaning)) {
      html_.element("p", voice_.text(meaning));
    }
    if (!entry_.superseded_by.empty()) superseded();
    html_.raw("</div><div class=\"grade\">").raw(stars(voice_, entry_.level));
    html_.element("b", voice_.fill("register.level_spoken", {{"level", std::to_string(entry_.level)}}));
    html_.element("span", entry_.number, " class=\"number\"").raw("</div></section>\n");
  }

  // What brought the label to its present status, where that is something other than time.
  const StatusChange* ending_change(std::string_view status) const {
    const bool is_by_act = status == "revoked" || status == "withdrawn" || status == "suspended" || status == "superseded";
    if (!is_by_act || entry_.history.empty() || entry_.history.back().status != status) return nullptr;
    return &entry_.history.back();
  }

  std::string date_in_words(const std::string& text) const {
    const auto date = parse_date(text);
    return date ? voice_.date(*date) : text.empty() ? voice_.text("register.not_stated") : text;
  }

  void superseded() {
    const std::string text = voice_.fill("register.superseded_by", {{"number", entry_.superseded_by}});
    Entry next;
    next.number = entry_.superseded_by;
    html_.raw("<p>");
    if (path_part(next.number)) {
      html_.element("a", text, attribute("href", path_of(place_of(next), voice_.site, voice_.language)));
    } else {
      html_.text(text);
    }
    html_.raw("</p>");
  }

  void notices() {
    if (entry_.notices.empty()) return;
    section("register.notices_heading");
    for (const auto& notice : entry_.notices) html_.element("p", voice_.of(notice), " class=\"notice\"" + voice_.lang_of(notice));
  }

  void models() {
    section("register.models_heading");
    if (entry_.models.empty()) {
      html_.element("p", voice_.text("register.not_stated"));
      return;
    }
    if (entry_.models.size() > 1) {
      html_.element("p", voice_.fill("register.models_count", {{"count", std::to_string(entry_.models.size())}}), " class=\"soft\"");
    }
    html_.raw("<ul class=\"models\">");
    for (const auto& model : entry_.models) html_.element("li", model);
    html_.raw("</ul>").element("p", voice_.text("register.models_note"), " class=\"soft small\"");
  }

  void fact(std::string_view key, const std::string& markup) {
    html_.element("dt", voice_.text(key)).raw("<dd>").raw(markup.empty() ? escaped(voice_.text("register.not_stated")) : markup).raw("</dd>\n");
  }

  void facts() {
    section("register.about_label").raw("<dl class=\"facts\">\n");
    fact("register.column_number", "<span class=\"number\">" + escaped(entry_.number) + "</span>");
    const std::string level = std::to_string(entry_.level);
    std::string basis = escaped(voice_.fill("register.level_spoken", {{"level", level}}));
    const std::string key = "register.basis_" + level;
    // Who checked an imported label, and what, this register does not know.
    if (entry_.proven && voice_.words.has(key)) basis += "<br><span class=\"soft\">" + escaped(voice_.text(key)) + "</span>";
    fact("register.column_level", basis);
    fact("register.column_maker", escaped(voice_.of(entry_.maker)));
    fact("register.column_category", escaped(voice_.of(entry_.category)));
    fact("register.column_issued", escaped(voice_.date(entry_.issued)));
    if (is_set(entry_.valid_from) && is_set(entry_.valid_until)) {
      fact("register.validity", escaped(voice_.fill("register.term", {{"from", voice_.date(entry_.valid_from)}, {"until", voice_.date(entry_.valid_until)}})));
    } else if (is_set(entry_.valid_until)) {
      fact("register.column_valid_until", escaped(voice_.date(entry_.valid_until)));
    }
    if (is_recognised_as(entry_, "psti")) fact("register.recognition_heading", escaped(voice_.text("register.recognised_psti")));
    fact("register.column_proven", escaped(voice_.text(entry_.proven ? "register.proven" : "register.unproven")));
    html_.raw("</dl>\n");
  }

  void security() {
    section("register.security_heading").raw("<dl class=\"facts\">\n");
    fact("register.support", escaped(date_in_words(entry_.support_end)));
    fact("register.update_method", escaped(voice_.of(entry_.update_method)));
    fact("register.security_heading_information", link_or_text(voice_, entry_.security_url));
    fact("register.contact_heading", link_or_text(voice_, entry_.contact));
    html_.raw("</dl>\n");
  }

  void history() {
    if (entry_.history.empty()) return;
    section("register.history_heading").raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html_.raw(attribute("aria-label", voice_.text("register.history_heading"))).raw("><table class=\"log\">");
    html_.element("caption", voice_.text("register.history_caption")).raw("<thead><tr>");
    for (const char* key : {"register.history_date", "register.history_status", "register.history_note"}) {
      html_.element("th", voice_.text(key), " scope=\"col\"");
    }
    html_.raw("</tr></thead><tbody>\n");
    for (auto change = entry_.history.rbegin(); change != entry_.history.rend(); ++change) {
      html_.raw("<tr><td class=\"nowrap\"><time").raw(attribute("datetime", to_text(change->at))).raw(">").text(voice_.date(change->at));
      html_.raw("</time></td><td>").raw(badge(tone_of_status(change->status), status_word(change->status))).raw("</td>");
      // What keeps the status as it was would read twice the same.
      const std::string_view key = words_of_kind(change->kind);
      if (!key.empty()) {
        html_.element("td", voice_.text(key)).raw("</tr>\n");
      } else {
        html_.element("td", voice_.of(change->note), voice_.lang_of(change->note)).raw("</tr>\n");
      }
    }
    html_.raw("</tbody></table></div>\n");
  }

  void report() {
    if (voice_.site.office.empty()) return;
    const std::string where = voice_.site.office + "/complaint?label=" + path_part(entry_.number).value_or("");
    html_.raw("<p>").element("a", voice_.text("register.report_label"), attribute("href", where)).raw("</p>\n");
  }

  void file(std::string_view name, std::string_view key) {
    html_.raw("<li>").element("a", voice_.text(key), attribute("href", beside(name))).raw("</li>");
  }

  void files() {
    section("register.files_heading").raw("<ul class=\"files\">");
    file("label.json", "register.file_json");
    file("label.jsonld", "register.file_jsonld");
    if (artwork_ == Artwork::present) {
      file("label.svg", "register.file_svg");
      file("label.png", "register.file_png");
      file("label.pdf", "register.file_pdf");
    }
    html_.raw("</ul>\n");
    if (entry_.proven && !voice_.site.subscribe.empty()) {
      const std::string where = voice_.site.subscribe + "?label=" + path_part(entry_.number).value_or("");
      html_.raw("<p>").element("a", voice_.text("register.subscribe_label"), attribute("href", where)).raw("</p>\n");
    }
  }

  const Entry& entry_;
  const Voice& voice_;
  Artwork artwork_;
  Html html_;
};

}  // namespace

Place place_of(const Entry& entry) { return {"/labels/" + path_part(entry.number).value_or("~") + "/", "", MenuItem::labels}; }

std::string unknown_label_page(std::string_view number, const Voice& voice) {
  Html html;
  html.raw("<div class=\"lead\">").element("h1", voice.text("register.unknown_heading")).raw("</div>\n");
  html.element("p", voice.fill("register.unknown_text", {{"number", printable(number, 64)}}));
  html.element("p", voice.text("register.unknown_advice")).raw("<p>");
  html.element("a", voice.text("register.list_all_title"), attribute("href", path_of({"/labels/", "", MenuItem::labels}, voice.site, voice.language)));
  html.raw("</p>\n");
  if (!voice.site.office.empty()) {
    html.raw("<p>").element("a", voice.text("register.report_number"), attribute("href", voice.site.office + "/complaint")).raw("</p>\n");
  }
  return framed(voice, {"/labels/", "", MenuItem::labels}, voice.text("register.unknown_heading"), html.take(), "<meta name=\"robots\" content=\"noindex\">");
}

std::string label_page(const Entry& entry, const Voice& voice, Artwork artwork) { return LabelPage(entry, voice, artwork).write(); }

}  // namespace hoshi::public_register
