// Parts that several pages share.
// SPDX-License-Identifier: Apache-2.0
#include "pages/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/percent.h"
#include "base/text.h"
#include "pages/office_errors.h"

namespace hoshi::pages {

Tone tone_of_state(std::string_view state, std::string_view turn) {
  static const std::set<std::string_view> good{"issued", "approved", "active", "closed", "settled", "accepted", "in_force"};
  static const std::set<std::string_view> bad{"rejected", "refused", "rejected_final", "revoked", "lapsed"};
  if (good.contains(state)) return Tone::good;
  if (bad.contains(state)) return Tone::bad;
  return turn.empty() ? Tone::plain : Tone::wait;
}

bool is_of_party(const Page& page) { return page.visitor().identity && !page.visitor().identity->organisation.empty(); }

Tone tone_for(const Page& page, std::string_view state, std::string_view turn) {
  const Tone tone = tone_of_state(state, turn);
  if (tone != Tone::wait) return tone;
  return turn == (is_of_party(page) ? "applicant" : "office") ? Tone::wait : Tone::plain;
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

namespace {

// These have their links beside what they are about, or a page of their own.
bool belongs_to_a_part(std::string_view event) {
  static const std::set<std::string_view> own{"save_draft", "answer_finding", "close_finding", "reopen_finding", "confirm_criterion",
                                              "raise_finding", "remove_person", "check_mandate", "end_mandate"};
  return own.contains(event);
}

bool is_forward(const office::PossibleStep& step) { return !step.needs_reason && step.event.find("withdraw") == std::string_view::npos; }

// Whoever joins somebody has to say the same: the form begins with it.
std::string words_for_joining(std::string_view base, const office::PossibleStep& step) {
  std::string where = fmt::format("{}/step/{}", base, step.event);
  std::string query;
  std::string conditions;
  for (const auto& one : step.said["content"]["conditions"].as_list()) conditions += one.as_text() + "\n";
  if (!conditions.empty()) query = "?conditions=" + encode_percent(conditions);
  for (const auto& [name, value] : step.said.as_map()) {
    const std::string text = value.is_integer() ? std::to_string(value.as_integer()) : value.as_text();
    if (!text.empty()) query += (query.empty() ? "?" : "&") + name + "=" + encode_percent(text);
    for (const char* language : {"ja", "en"}) {
      const std::string& words = value[language].as_text();
      if (value.is_map() && !words.empty()) query += (query.empty() ? "?" : "&") + name + "/" + language + "=" + encode_percent(words);
    }
  }
  return where + query;
}

}  // namespace

bool is_grave(std::string_view event) {
  static const std::set<std::string_view> grave{"refuse_acceptance", "reject", "withdraw", "confirm_refusal", "cancel_filing", "withdraw_label", "revoke", "suspend",
                                                "restrict", "propose_revocation", "dismiss_appeal", "withdraw_appeal", "dismiss_complaint", "publish_facts",
                                                "remove_person", "end_mandate", "end_accreditation", "close", "end_edition", "end_list"};
  return grave.contains(event);
}

bool can(const std::vector<office::PossibleStep>& steps, std::string_view event) {
  return std::any_of(steps.begin(), steps.end(), [&](const auto& step) { return step.event == event && step.lacks.empty(); });
}

void write_turn(Page& page, const office::ApplicationView& view) {
  page.html().open("div", view.is_my_turn ? " class=\"turn mine\"" : " class=\"turn\"");
  const std::string key = view.is_my_turn ? "pages.turn_mine" : "pages.turn_" + (view.turn.empty() ? std::string("nobody") : view.turn);
  page.html().element("strong", page.text(key));
  page.html().element("p", page.words(view.state_meaning));
  if (view.fee.state == "due") page.html().element("p", page.text("pages.fee_to_pay", {{"yen", yen(view.fee.amount_yen)}}));
  if (!view.due.empty()) page.html().element("p", page.text("pages.due_on", {{"date", page.day(view.due)}}), " class=\"due\"");
  page.html().close("div");
}

void write_finding_about(Page& page, std::string_view application, const office::FindingView& finding, const std::vector<office::Upload>& files) {
  page.html().element("time", page.moment(finding.raised), attribute("datetime", to_text(finding.raised)));
  if (finding.evidence.empty()) return;
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& one) { return one.sha256 == finding.evidence; });
  const bool has_name = file != files.end() && !file->name.empty();
  page.html().open("p", " class=\"quiet\"").text(page.text("form.finding_evidence") + ": ");
  page.html().element("a", has_name ? file->name : finding.evidence.substr(0, 12), attribute("href", fmt::format("{}/files/{}", application, finding.evidence))).close("p");
}

void write_announcement(Page& page, const office::ApplicationView& view) {
  page.html().open("section", " class=\"sheet\"").element("h2", page.text("pages.announcement"));
  const std::string& announcement = page.words(view.announcement);
  page.html().element("p", announcement.empty() ? page.text("pages.announcement_none") : announcement);
  page.html().close("section");
}

void write_steps(Page& page, std::string_view base, const std::vector<office::PossibleStep>& steps) {
  std::vector<const office::PossibleStep*> lacking;
  std::vector<const office::PossibleStep*> open;
  for (const auto& step : steps) {
    if (!belongs_to_a_part(step.event)) (step.lacks.empty() ? open : lacking).push_back(&step);
  }
  // What moves the matter on stands first; what needs a reason turns it back, asks or refuses.
  std::stable_partition(open.begin(), open.end(), [](const auto* step) { return is_forward(*step); });
  if (!open.empty()) page.html().open("div", " class=\"actions\"");
  for (const auto* step : open) {
    const std::string said = step->people > 1 ? words_for_joining(base, *step) : fmt::format("{}/step/{}", base, step->event);
    // One button leads; the others stand back.
    const bool is_first = step == open.front() && is_forward(*step) && !is_grave(step->event);
    page.html().element("a", page.words(step->name), attribute("class", is_first ? "button" : is_grave(step->event) ? "button second grave" : "button second") + attribute("href", said));
    if (step->people > 1 && step->done > 0) {
      page.html().element("span", page.text("pages.people_done", {{"done", std::to_string(step->done)}, {"people", std::to_string(step->people)}}), " class=\"quiet\"");
    }
  }
  if (!open.empty()) page.html().close("div");
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
  html.element("h2", page.text(caption));
  if (items.empty()) html.element("p", page.text("pages.queue_empty"), " class=\"empty\"");
  if (items.empty()) return;
  begin_table(page, caption, {"pages.product", "pages.number", "pages.state", "pages.whose_move", "pages.due"});
  for (const auto& item : items) {
    const std::string& product = page.words(item.product);
    html.open("tr").open("th", " scope=\"row\"").element("a", product.empty() ? page.text("pages.application_untitled") : product, attribute("href", "/applications/" + item.id));
    html.element("small", fmt::format("{} · ★{} {}", page.words(item.applicant_name), item.level, page.text("pages.kind_" + item.kind))).close("th");
    cell(page, "pages.number", "nowrap").text(item.number.empty() ? page.text("pages.no_number_yet") : item.number).close("td");
    cell(page, "pages.state");
    page.tag(page.words(item.state_name), tone_for(page, item.state, item.turn));
    html.close("td");
    cell(page, "pages.whose_move", item.turn.empty() ? "nowrap blank" : "nowrap").text(page.text("pages.move_" + (item.turn.empty() ? std::string("nobody") : item.turn))).close("td");
    cell(page, "pages.due", item.due.empty() ? "nowrap blank" : "nowrap").text(item.due.empty() ? "–" : page.day(item.due));
    if (item.is_late) html.text(" ").element("span", page.text("pages.late"), " class=\"late\"");
    html.close("td").close("tr");
  }
  end_table(page);
}

void begin_table(Page& page, std::string_view name, const std::vector<const char*>& heads) {
  auto& html = page.html();
  html.open("div", " class=\"scroll\" tabindex=\"0\" role=\"region\"" + attribute("aria-label", page.text(name)));
  html.open("table", " class=\"cards\"").open("thead").open("tr");
  for (const char* key : heads) html.element("th", page.text(key), " scope=\"col\"");
  html.close("tr").close("thead").open("tbody");
}

documents::Html& cell(Page& page, std::string_view head, std::string_view css) {
  return page.html().open("td", attribute("data-label", page.text(head)) + (css.empty() ? "" : attribute("class", css)));
}

void end_table(Page& page) { page.html().close("tbody").close("table").close("div"); }

std::string words_of(const Page& page, const Error& error) {
  // take_step says what is missing as a key of a text; forms say "refusal.file_kind: …"; the rest is shown as it is.
  if (const auto refusal = workflow::refusal_in(error)) return page.site().words.render(page.language(), *refusal);
  const auto colon = error.message.find(": ");
  const std::string key = error.message.substr(0, colon);
  if (colon != std::string::npos && page.site().words.has(key)) return page.text(key);
  const auto said = said_of(page.site().words, page.language(), error);
  const std::string what = !said ? error.message : said->where.empty() ? said->what : said->what + " (" + said->where + ")";
  return page.text("pages.refused_" + std::string(name_of(error.code))) + " " + what;
}

}  // namespace hoshi::pages
