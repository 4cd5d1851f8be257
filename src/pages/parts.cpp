// Parts that several pages share.
// SPDX-License-Identifier: Apache-2.0
#include "pages/parts.h"

#include <fmt/format.h>

#include <set>

namespace hoshi::pages {

Tone tone_of_state(std::string_view state, std::string_view turn) {
  static const std::set<std::string_view> good{"issued", "approved", "active", "closed", "settled", "accepted", "in_force"};
  static const std::set<std::string_view> bad{"rejected", "refused", "rejected_final", "revoked", "lapsed"};
  if (good.contains(state)) return Tone::good;
  if (bad.contains(state)) return Tone::bad;
  return turn.empty() ? Tone::plain : Tone::wait;
}

Tone tone_of_status(std::string_view status) {
  if (status == "valid" || status == "active") return Tone::good;
  if (status == "grace" || status == "restricted" || status == "suspended") return Tone::wait;
  if (status == "revoked") return Tone::bad;
  return Tone::plain;
}

Tone tone_of_verdict(std::string_view verdict) {
  if (verdict == "pass" || verdict == "accepted_by_recognition") return Tone::good;
  if (verdict == "fail") return Tone::bad;
  return verdict == "inconclusive" ? Tone::wait : Tone::plain;
}

void write_turn(Page& page, const office::ApplicationView& view) {
  page.html().open("div", view.is_my_turn ? " class=\"turn mine\"" : " class=\"turn\"");
  const std::string key = view.is_my_turn ? "pages.turn_mine" : "pages.turn_" + (view.turn.empty() ? std::string("nobody") : view.turn);
  page.html().element("strong", page.text(key));
  page.html().element("p", page.words(view.state_meaning));
  if (!view.due.empty()) page.html().element("p", page.text("pages.due_on", {{"date", page.day(view.due)}}));
  page.html().close("div");
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.announcement"));
  const std::string& announcement = page.words(view.announcement);
  page.html().element("p", announcement.empty() ? page.text("pages.announcement_none") : announcement);
  page.html().close("section");
}

void write_steps(Page& page, std::string_view base, const std::vector<office::PossibleStep>& steps) {
  std::vector<const office::PossibleStep*> lacking;
  page.html().open("div", " class=\"actions\"");
  for (const auto& step : steps) {
    if (!step.lacks.empty()) {
      lacking.push_back(&step);
      continue;
    }
    page.html().element("a", page.words(step.name), " class=\"button second\"" + attribute("href", fmt::format("{}/step/{}", base, step.event)));
    if (step.people > 1) {
      page.html().element("span", page.text("pages.people_done", {{"done", std::to_string(step.done)}, {"people", std::to_string(step.people)}}), " class=\"quiet\"");
    }
  }
  page.html().close("div");
  if (lacking.empty()) return;
  page.html().open("details").element("summary", page.text("pages.steps_lacking")).open("ul");
  for (const auto* step : lacking) {
    page.html().open("li").text(page.words(step->name) + ": " + page.text(step->lacks)).close("li");
  }
  page.html().close("ul").close("details");
}

void write_history(Page& page, const std::vector<office::HistoryStep>& history) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.history"));
  page.html().open("ol", " class=\"timeline\"");
  for (auto step = history.rbegin(); step != history.rend(); ++step) {
    page.html().open("li").element("time", page.moment(step->at), attribute("datetime", to_text(step->at)));
    const std::string side = step->role_side.empty() ? "" : page.text("pages.side_" + step->role_side) + ": ";
    page.html().text(side + page.words(step->name));
    if (!step->took_effect) page.html().text(" ").element("span", page.text("pages.not_in_effect"), " class=\"quiet\"");
    if (!step->reason.empty()) page.html().element("p", step->reason, " class=\"quiet\"");
    page.html().close("li");
  }
  page.html().close("ol").close("section");
}

void write_queue(Page& page, std::string_view caption, const std::vector<office::QueueItem>& items) {
  auto& html = page.html();
  html.open("div", " class=\"scroll\" tabindex=\"0\" role=\"region\"" + attribute("aria-label", page.text(caption)));
  html.open("table").element("caption", page.text(caption)).open("thead").open("tr");
  for (const char* key : {"pages.number", "pages.product", "pages.applicant", "pages.kind", "pages.state", "pages.whose_move", "pages.due"}) {
    html.element("th", page.text(key), " scope=\"col\"");
  }
  html.close("tr").close("thead").open("tbody");
  for (const auto& item : items) {
    html.open("tr").open("td").element("a", item.number.empty() ? page.text("pages.no_number_yet") : item.number, attribute("href", "/applications/" + item.id)).close("td");
    html.element("td", page.words(item.product)).element("td", page.words(item.applicant_name));
    html.element("td", fmt::format("★{} {}", item.level, page.text("pages.kind_" + item.kind)));
    html.open("td");
    page.tag(page.words(item.state_name), tone_of_state(item.state, item.turn));
    html.close("td").element("td", page.text("pages.move_" + (item.turn.empty() ? std::string("nobody") : item.turn)));
    html.open("td", item.is_late ? " class=\"late\"" : "").text(item.due.empty() ? "–" : page.day(item.due));
    if (item.is_late) html.text(" " + page.text("pages.late"));
    html.close("td").close("tr");
  }
  html.close("tbody").close("table");
  if (items.empty()) html.element("p", page.text("pages.queue_empty"), " class=\"empty\"");
  html.close("div");
}

std::string words_of(const Page& page, const Error& error) {
  // take_step says what is missing as a key of a text; forms say "refusal.file_kind: …"; the rest is shown as it is.
  if (const auto refusal = workflow::refusal_in(error)) return page.site().words.render(page.language(), *refusal);
  const auto colon = error.message.find(": ");
  const std::string key = error.message.substr(0, colon);
  if (colon != std::string::npos && page.site().words.has(key)) return page.text(key);
  return page.text("pages.refused_" + std::string(name_of(error.code))) + " " + error.message;
}

}  // namespace hoshi::pages
