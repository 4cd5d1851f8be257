// The frame around every page, and its elements.
// SPDX-License-Identifier: Apache-2.0
#include "pages/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "register/emblem.h"

namespace hoshi::pages {
namespace {

constexpr auto jst = std::chrono::hours(9);  // Japan has no other offset and no summer time
constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};

const char* icon_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "●";
    case Tone::good: return "✔";
    case Tone::wait: return "▲";
    case Tone::bad: return "✖";
  }
  return "";
}

const char* class_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "tag";
    case Tone::good: return "tag good";
    case Tone::wait: return "tag wait";
    case Tone::bad: return "tag bad";
  }
  return "";
}

bool is_office(const accounts::Identity& identity) {
  return std::any_of(identity.roles.begin(), identity.roles.end(), [](const std::string& role) {
    return role != "applicant" && role != "agent" && role != "laboratory" && role != "administrator";
  });
}

struct Place {
  const char* where;
  const char* key;
};

std::vector<Place> places_of(const web::Visitor& visitor) {
  std::vector<Place> places{{"/", "pages.register"}};
  if (!visitor.identity) return places;
  const auto& identity = *visitor.identity;
  if (is_office(identity)) {
    places.push_back({"/office", "pages.office"});
    places.push_back({"/office/cases", "pages.cases"});
    places.push_back({"/office/labels", "pages.labels"});
    places.push_back({"/parties", "pages.parties"});
    places.push_back({"/office/editions", "pages.editions"});
    places.push_back({"/office/statistics", "pages.statistics"});
    places.push_back({"/office/fees", "fees_page.title"});
    places.push_back({"/office/outbox", "outbox_page.title"});
  } else if (!identity.roles.contains("administrator")) {
    places.push_back({"/desk", "pages.desk"});
    places.push_back({"/parties", "pages.parties"});
  }
  if (identity.roles.contains("administrator")) places.push_back({"/admin", "pages.administration"});
  return places;
}

bool is_here(std::string_view path, std::string_view place) {
  if (place == "/") return path == "/" || path.starts_with("/labels");
  if (place == "/office") return path == "/office" || path.starts_with("/applications");
  if (place == "/desk") return path == "/desk" || path.starts_with("/applications") || path.starts_with("/office/");
  if (place == "/office/labels" && path == "/office/import") return true;
  return path == place || path.starts_with(std::string(place) + "/");
}

}  // namespace

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, documents::escaped(value));
}

std::string yen(std::int64_t amount) {
  std::string digits = std::to_string(amount);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

Page::Page(const Site& site, const web::Request& request, const web::Visitor& visitor, std::string_view title, const Slots& slots)
    : site_(site), request_(request), visitor_(visitor), title_(text(title, slots)) {}

std::string Page::text(std::string_view key, const Slots& slots) const { return site_.words.render(request_.language, key, slots); }

const std::string& Page::words(const Words& words) const {
  const auto& first = words.in(request_.language);
  return first.empty() ? words.in(request_.language == Language::ja ? Language::en : Language::ja) : first;
}

Page& Page::retitle(std::string_view title) {
  title_ = title;
  return *this;
}

Page& Page::crumbs(const Crumbs& crumbs) {
  html_.open("nav", " class=\"crumbs\"" + attribute("aria-label", text("pages.crumbs"))).open("ol");
  for (const auto& [where, words] : crumbs) {
    html_.open("li").open("a", attribute("href", where)).text(words).close("a").close("li");
  }
  html_.close("ol").close("nav");
  return *this;
}

Page& Page::heading(std::string_view tag, std::string_view key, const Slots& slots) {
  html_.element(tag, text(key, slots));
  return *this;
}

Page& Page::paragraph(std::string_view key, const Slots& slots, std::string_view css) {
  html_.element("p", text(key, slots), css.empty() ? "" : attribute("class", css));
  return *this;
}

Page& Page::link(std::string_view where, std::string_view words, std::string_view css) {
  html_.element("a", words, attribute("href", where) + (css.empty() ? "" : attribute("class", css)));
  return *this;
}

Page& Page::tag(std::string_view words, Tone tone) {
  html_.open("span", attribute("class", class_of(tone))).element("span", icon_of(tone), " aria-hidden=\"true\"").text(words).close("span");
  return *this;
}

Page& Page::fact(std::string_view key, std::string_view value) {
  if (!value.empty()) html_.element("dt", text(key)).element("dd", value);
  return *this;
}

Page& Page::csrf() {
  html_.open("input", " type=\"hidden\" name=\"csrf\"" + attribute("value", request_.csrf));
  return *this;
}

Page& Page::form(std::string_view where, bool has_files) {
  html_.open("form", " method=\"post\"" + attribute("action", where) + (has_files ? " enctype=\"multipart/form-data\"" : ""));
  return csrf();
}

Page& Page::button(std::string_view words, std::string_view css, std::string_view name, std::string_view value) {
  html_.element("button", words, " type=\"submit\"" + (css.empty() ? "" : attribute("class", css)) +
                                     (name.empty() ? "" : attribute("name", name) + attribute("value", value)));
  return *this;
}

std::string Page::own_place() const {
  const auto places = places_of(visitor_);
  return places.size() > 1 ? places[1].where : "/account";
}

Page& Page::told() {
  const std::string done = "pages.done_" + request_.asked("done");
  if (!request_.asked("done").empty() && site_.words.has(done)) {
    html_.open("div", " class=\"notice good\" role=\"status\"").element("p", "✔ " + text(done)).close("div");
  }
  return *this;
}

Page& Page::problem(std::string_view key, const std::vector<std::string>& lines) {
  html_.open("div", " class=\"notice bad\" role=\"alert\"").element("h2", text(key));
  if (!lines.empty()) {
    html_.open("ul");
    for (const auto& line : lines) html_.element("li", line);
    html_.close("ul");
  }
  html_.close("div");
  return *this;
}

std::string Page::day(std::string_view date) const {
  const auto read = parse_date(date);
  if (!read) return std::string(date);
  if (language() == Language::ja) return fmt::format("{}年{}月{}日", read->year, read->month, read->day);
  return fmt::format("{} {} {}", read->day, months[read->month - 1], read->year);
}

std::string Page::moment(Instant instant) const {
  const std::string local = to_text(instant + jst);
  return fmt::format("{} {}{}", day(local.substr(0, 10)), local.substr(11, 5), language() == Language::ja ? "" : " JST");
}

void Page::write_head(std::string& out) const {
  documents::Html head;
  head.raw("<!DOCTYPE html>\n").open("html", attribute("lang", name_of(language()))).open("head");
  head.raw("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  head.element("title", title_ + " – " + text("pages.site"));
  head.raw("<link rel=\"stylesheet\" href=\"/static/tokens.css\">\n<link rel=\"stylesheet\" href=\"/static/office.css\">\n<link rel=\"icon\" href=\"/static/star.svg\" type=\"image/svg+xml\">\n");
  head.raw("<script src=\"/static/office.js\" defer></script>\n");
  head.close("head").open("body");
  head.element("a", text("pages.skip"), " class=\"skip\" href=\"#content\"");
  write_top(head);
  head.open("main", " id=\"content\" class=\"wide\" tabindex=\"-1\"");
  out = head.take();
}

void Page::write_top(documents::Html& html) const {
  const auto& scheme = site_.scheme_office().scheme;
  html.open("header", " class=\"top\"").open("div", " class=\"wide\"");
  html.open("a", " class=\"name\" href=\"/\"").raw(public_register::emblem).open("span").text(words(scheme.name));
  html.element("small", text("pages.site")).close("span").close("a").open("div", " class=\"who\"");
  const auto other = language() == Language::ja ? Language::en : Language::ja;
  html.element("a", other == Language::ja ? "日本語" : "English",
               attribute("href", fmt::format("/language/{}?back={}", name_of(other), request_.path)) + attribute("lang", name_of(other)) +
                   attribute("hreflang", name_of(other)));
  if (visitor_.identity) {
    html.element("a", visitor_.identity->name, " href=\"/account\"");
    html.open("form", " method=\"post\" action=\"/logout\"").open("input", " type=\"hidden\" name=\"csrf\"" + attribute("value", request_.csrf));
    html.element("button", text("pages.log_out"), " type=\"submit\"").close("form");
  } else {
    html.element("a", text("pages.log_in"), " href=\"/login\"");
  }
  html.close("div").close("div").close("header");
  html.open("nav", " class=\"menu\"" + attribute("aria-label", text("pages.main_menu"))).open("div", " class=\"wide\"").open("ul");
  for (const auto& [where, key] : places_of(visitor_)) {
    html.open("li").element("a", text(key), attribute("href", where) + (is_here(request_.path, where) ? " aria-current=\"page\"" : "")).close("li");
  }
  html.close("ul").close("div").close("nav");
}

web::Response Page::finish(int status) {
  std::string whole;
  write_head(whole);
  documents::Html foot;
  foot.close("main").open("footer", " class=\"foot\"").open("div", " class=\"wide\"");
  foot.open("p").element("a", text("pages.register"), " href=\"/\"").text(" ").element("a", text("pages.complaint_link"), " href=\"/complaint\"").close("p");
  foot.element("p", text("pages.foot"));
  foot.element("p", text("pages.foot_mark")).close("div").close("footer").raw("</body>\n</html>\n");
  whole += html_.take() + foot.take();
  auto response = web::Response::page(std::move(whole));
  response.status = status;
  return response;
}

}  // namespace hoshi::pages
