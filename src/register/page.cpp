// Frame, stars, signs, links.
// SPDX-License-Identifier: Apache-2.0
#include "register/page.h"

#include <fmt/core.h>

#include "base/text.h"
#include "register/emblem.h"

namespace hoshi::public_register {
namespace {

using documents::escaped;
using documents::Html;

constexpr std::string_view full_star = "<svg viewBox=\"0 0 20 20\"><path fill=\"currentColor\" stroke=\"currentColor\" stroke-width=\"1.4\" "
    "stroke-linejoin=\"round\" d=\"M10 1.6 12.5 7.3 18.6 7.9 14 12 15.3 18 10 14.9 4.7 18 6 12 1.4 7.9 7.5 7.3Z\"/></svg>";
constexpr std::string_view empty_star = "<svg viewBox=\"0 0 20 20\"><path fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\" "
    "stroke-linejoin=\"round\" d=\"M10 1.6 12.5 7.3 18.6 7.9 14 12 15.3 18 10 14.9 4.7 18 6 12 1.4 7.9 7.5 7.3Z\"/></svg>";

struct Menu {
  MenuItem item;
  std::string_view folder;
  std::string_view key;
};
constexpr Menu menu[]{{MenuItem::labels, "/labels/", "register.menu_labels"},
                      {MenuItem::distribution, "/distribution/", "register.menu_distribution"},
                      {MenuItem::psti, "/psti/", "register.menu_psti"},
                      {MenuItem::data, "/data/", "register.menu_data"}};

Language other(Language language) { return language == Language::ja ? Language::en : Language::ja; }

void write_head(Html& html, const Voice& voice, const Place& place, std::string_view title, std::string_view more) {
  const std::string name = voice.site.scheme.in(voice.language) + " " + voice.text("register.register_name");
  html.raw("<!DOCTYPE html>\n").open("html", attribute("lang", name_of(voice.language))).raw("<head><meta charset=\"utf-8\">");
  html.element("title", title.empty() ? name : std::string(title) + " - " + name);
  html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  html.open("link", " rel=\"stylesheet\"" + attribute("href", root_of(voice.site) + "/static/register.css"));
  html.open("link", " rel=\"canonical\"" + attribute("href", voice.site.address + path_of(place, {}, voice.language)));
  for (const Language language : {Language::ja, Language::en}) {
    html.open("link", " rel=\"alternate\"" + attribute("hreflang", name_of(language)) +
                          attribute("href", voice.site.address + path_of(place, {}, language)));
  }
  const std::string atom = root_of(voice.site) + (voice.language == Language::en ? "/atom.en.xml" : "/atom.xml");
  html.open("link", " rel=\"alternate\" type=\"application/atom+xml\"" + attribute("href", atom) +
                        attribute("title", voice.fill("register.feed_title", {{"scheme", voice.site.scheme.in(voice.language)}})));
  html.raw(more).raw("</head>\n");
}

// An office answers folders in the visitor's language: it has to be told of the choice, or the next page would be back in the old one.
std::string way_to_language(const Place& place, const Site& site, Language language) {
  const std::string there = path_of(place, site, language);
  return site.office.empty() ? there : site.office + "/language/" + std::string(name_of(language)) + "?back=" + there;
}

void write_top(Html& html, const Voice& voice, const Place& place) {
  html.raw("<body><a class=\"skip\" href=\"#main\">").text(voice.text("register.skip")).raw("</a>\n<header class=\"top\"><div class=\"wide\">");
  html.open("a", " class=\"name\"" + attribute("href", path_of({}, voice.site, voice.language))).raw(emblem).raw("<span>");
  html.text(voice.site.scheme.in(voice.language) + " " + voice.text("register.register_name"));
  html.element("small", voice.site.operator_name.in(voice.language)).raw("</span></a>");
  const Language language = other(voice.language);
  html.raw("<div class=\"who\">").open("a", attribute("href", way_to_language(place, voice.site, language)) + attribute("lang", name_of(language)) +
                     attribute("hreflang", name_of(language)));
  html.text(voice.text("register.other_language")).raw("</a>");
  if (!voice.site.office.empty()) html.element("a", voice.text("register.log_in"), attribute("href", voice.site.office + "/login"));
  html.raw("</div></div></header>\n<nav class=\"menu\"");
  html.raw(attribute("aria-label", voice.text("register.main_menu"))).raw("><div class=\"wide\"><ul>");
  for (const auto& one : menu) {
    const std::string here = one.item == place.item ? " aria-current=\"page\"" : "";
    html.raw("<li>").element("a", voice.text(one.key), attribute("href", path_of({std::string(one.folder), "", one.item}, voice.site, voice.language)) + here);
    html.raw("</li>");
  }
  html.raw("</ul></div></nav>\n");
}

void write_foot(Html& html, const Voice& voice) {
  html.raw("<footer class=\"foot\"><div class=\"wide\">");
  if (!voice.site.office.empty()) {
    html.raw("<p class=\"links\">").element("a", voice.text("register.footer_complaint"), attribute("href", voice.site.office + "/complaint"));
    html.element("a", voice.text("register.footer_applicants"), attribute("href", voice.site.office + "/desk")).raw("</p>");
  }
  html.element("p", voice.fill("register.footer_kept_by", {{"name", voice.site.operator_name.in(voice.language)}}));
  if (!voice.site.contact.empty()) {
    html.raw("<p>").text(voice.text("register.footer_contact") + ": ").raw(link_or_text(voice, voice.site.contact)).raw("</p>");
  }
  if (!voice.site.disclaimer.in(voice.language).empty()) html.element("p", voice.site.disclaimer.in(voice.language));
  html.element("p", voice.text("register.made_with"));
  html.raw("</div></footer>\n</body></html>\n");
}

bool is_mail_address(std::string_view text) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+@";
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos && text.find('.', at) != std::string_view::npos &&
         text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_web_address(std::string_view text) {
  if (!starts_with_ignoring_case(text, "https://") && !starts_with_ignoring_case(text, "http://")) return false;
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\'; });
}

}  // namespace

const std::string& Voice::of(const Words& both) const {
  return both.in(language).empty() ? both.in(other(language)) : both.in(language);
}

std::string Voice::lang_of(const Words& both) const {
  return both.in(language).empty() && !both.in(other(language)).empty() ? attribute("lang", name_of(other(language))) : "";
}

std::string Voice::date(Date date) const {
  if (!is_set(date)) return text("register.not_stated");
  return fill("register.date", {{"year", std::to_string(date.year)},
                                {"month", text("register.month_" + std::to_string(date.month))},
                                {"day", std::to_string(date.day)}});
}

std::string Voice::date(Instant instant) const { return date(date_of(instant + std::chrono::hours(9))); }

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string file_of(const Place& place, Language language) {
  return place.folder.substr(1) + (place.name.empty() ? "index" : place.name) + (language == Language::en ? ".en.html" : ".html");
}

std::string path_of(const Place& place, const Site& site, Language language) {
  if (place.name.empty() && language == Language::ja) return root_of(site) + place.folder;
  return root_of(site) + "/" + file_of(place, language);
}

std::string framed(const Voice& voice, const Place& place, std::string_view title, std::string_view main, std::string_view head) {
  Html html;
  write_head(html, voice, place, title, head);
  write_top(html, voice, place);
  html.raw("<main id=\"main\"><div class=\"wide\">\n").raw(main).raw("</div></main>\n");
  write_foot(html, voice);
  return html.take();
}

std::string stars(const Voice& voice, int level) {
  constexpr int level_max = 4;
  std::string out = "<span class=\"stars\" role=\"img\"" +
                    attribute("aria-label", voice.fill("register.level_of", {{"level", std::to_string(level)}})) + ">";
  for (int i = 1; i <= level_max; ++i) out += i <= level ? full_star : empty_star;
  return out + "</span>";
}

std::string_view tone_of_status(std::string_view status) {
  if (status == "valid") return "good";
  if (status == "grace" || status == "suspended" || status == "restricted") return "wait";
  if (status == "revoked") return "bad";
  return "none";
}

std::string_view tone_of(const Entry& entry, const Voice& voice) {
  return entry.proven ? tone_of_status(status_on(entry, voice.site.today)) : "none";
}

// A tick in a disc, an hourglass in a diamond, a cross in an octagon, a dash in a ring: told apart by shape alone.
std::string sign_of_tone(std::string_view tone) {
  std::string_view shape = "<circle cx=\"10\" cy=\"10\" r=\"8\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/><path d=\"M6 10H14\" "
                           "stroke=\"currentColor\" stroke-width=\"2\" stroke-linecap=\"round\"/>";
  if (tone == "good") {
    shape = "<circle cx=\"10\" cy=\"10\" r=\"9\" fill=\"currentColor\"/><path d=\"M5.6 10.4 8.7 13.4 14.4 6.8\" fill=\"none\" "
            "stroke=\"Canvas\" stroke-width=\"2.2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>";
  } else if (tone == "wait") {
    shape = "<path d=\"M10 1 19 10 10 19 1 10Z\" fill=\"currentColor\"/><path d=\"M10 5.6V10.6M10 13.6V14\" stroke=\"Canvas\" stroke-width=\"2.2\" "
            "stroke-linecap=\"round\"/>";
  } else if (tone == "bad") {
    shape = "<path d=\"M6 1H14L19 6V14L14 19H6L1 14V6Z\" fill=\"currentColor\"/><path d=\"M6.6 6.6 13.4 13.4M13.4 6.6 6.6 13.4\" stroke=\"Canvas\" "
            "stroke-width=\"2.2\" stroke-linecap=\"round\"/>";
  }
  return "<svg class=\"sign\" viewBox=\"0 0 20 20\" aria-hidden=\"true\" focusable=\"false\">" + std::string(shape) + "</svg>";
}

std::string badge(std::string_view tone, std::string_view word) {
  return "<span class=\"badge " + std::string(tone) + "\">" + sign_of_tone(tone) + escaped(word) + "</span>";
}

std::string link_or_text(const Voice& voice, std::string_view text) {
  const std::string clean(trimmed(text));
  if (is_mail_address(clean)) return "<a" + attribute("href", "mailto:" + clean) + ">" + escaped(clean) + "</a>";
  if (!is_web_address(clean)) return escaped(clean);
  return "<a rel=\"external nofollow noopener noreferrer\"" + attribute("href", clean) + ">" + escaped(clean) + "</a><span class=\"hidden\"> (" +
         escaped(voice.text("register.new_window")) + ")</span>";
}

}  // namespace hoshi::public_register
