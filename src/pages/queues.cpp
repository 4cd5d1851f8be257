// The applicant's desk and the office's queues.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "office/case_story.h"
#include "office/queries.h"
#include "pages/pages.h"
#include "pages/parts.h"

namespace hoshi::pages {
namespace {

std::string with(const Request& request, std::string_view name, std::string_view value) {
  std::string query;
  for (const char* part : {"state", "turn", "kind", "late"}) {
    const std::string shown = part == name ? std::string(value) : request.asked(part);
    if (!shown.empty()) query += fmt::format("{}{}={}", query.empty() ? "?" : "&", part, shown);
  }
  return request.path + query;
}

void write_more(Page& page, const office::QueuePage& found) {
  if (found.next.empty()) return;
  page.html().open("div", " class=\"actions\"");
  page.link(with(page.request(), "", "") + (with(page.request(), "", "").find('?') == std::string::npos ? "?" : "&") + "after=" + found.next,
            page.text("pages.more"), "button second");
  page.html().close("div");
}

// The name of a state of applications or filings, as the scheme has it.
std::string words_of_state(const Page& page, std::string_view state) {
  const auto& rulebook = page.site().scheme_office().rulebook;
  for (const char* name : {"application", "filing"}) {
    const auto* machine = rulebook.machine(name);
    const auto* found = machine == nullptr ? nullptr : machine->state(state);
    if (found != nullptr) return page.words(found->name);
  }
  return std::string(state);
}

// States that have something, as the scheme's machines list them: in the order of the work, not of the alphabet.
std::vector<std::string> in_order_of_work(const Page& page, const std::map<std::string, int>& counts) {
  const auto& rulebook = page.site().scheme_office().rulebook;
  std::vector<std::string> states;
  const auto add = [&](const std::string& state) {
    const auto count = counts.find(state);
    const bool is_new = std::find(states.begin(), states.end(), state) == states.end();
    if (count != counts.end() && count->second > 0 && is_new) states.push_back(state);
  };
  for (const char* name : {"application", "filing"}) {
    const auto* machine = rulebook.machine(name);
    if (machine == nullptr) continue;
    for (const auto& state : machine->states) add(state.id);
  }
  for (const auto& [state, count] : counts) add(state);
  return states;
}

void write_filter(Page& page, const std::string& where, const char* key, bool is_chosen) {
  page.html().open("li").element("a", page.text(key), attribute("href", where) + (is_chosen ? " aria-current=\"true\"" : "")).close("li");
}

void write_tiles(Page& page, const office::QueuePage& found) {
  page.html().open("ul", " class=\"tiles\"");
  for (const auto& state : in_order_of_work(page, found.counts)) {
    const int count = found.counts.find(state)->second;
    const bool is_chosen = page.request().asked("state") == state;
    page.html().open("li").open("a", attribute("href", with(page.request(), "state", is_chosen ? "" : state)) + (is_chosen ? " aria-current=\"true\"" : ""));
    page.html().element("b", std::to_string(count)).text(words_of_state(page, state));
    page.html().close("a").close("li");
  }
  page.html().close("ul");
}

// Cases that concern the visitor's organisation; nothing where there are none.
Result<void> write_cases(Page& page, const workflow::Actor& actor) {
  if (actor.organisation.empty()) return {};
  const auto cases = HOSHI_TRY(office::cases_about(page.site().office, actor, actor.organisation));
  if (cases.empty()) return {};
  page.heading("h2", "pages.my_cases").html().open("ul", " class=\"rows\"");
  for (const auto& one : cases) {
    const std::string& subject = one.data["subject"].as_text();
    page.html().open("li").open("span").element("a", subject.empty() ? page.text("pages.case_" + one.kind) : subject, attribute("href", "/office/cases/" + one.id));
    page.html().element("small", page.text("pages.case_" + one.kind) + (one.label.empty() ? "" : " · " + one.label)).close("span");
    page.tag(page.words(one.state_name), tone_for(page, one.state, one.turn));
    if (!one.due.empty()) page.html().text(" " + page.text("pages.due_on", {{"date", page.day(one.due)}}));
    page.html().close("li");
  }
  page.html().close("ul");
  return {};
}

office::QueueQuestion question_of(const Request& request) {
  office::QueueQuestion question;
  question.state = request.asked("state");
  question.turn = request.asked("turn");
  question.kind = request.asked("kind");
  question.late_only = request.asked("late") == "yes";
  question.after = request.asked("after");
  return question;
}

}  // namespace

Result<Response> desk(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.desk");
  page.heading("h1", "pages.desk_head", {{"name", visitor.identity->name}});
  page.told();
  const auto actor = visitor.identity->actor();
  auto question = question_of(request);
  const auto found = HOSHI_TRY(office::queue(site.office, actor, question));
  std::vector<office::QueueItem> mine;
  std::vector<office::QueueItem> others;
  for (const auto& item : found.items) (item.turn == "applicant" ? mine : others).push_back(item);
  page.html().open("div", " class=\"actions\"");
  page.link("/applications/new", page.text("pages.application_new"), "button");
  page.link("/parties", page.text("pages.parties"), "button second");
  page.html().close("div");
  if (found.items.empty()) page.paragraph("pages.desk_empty", {}, "empty");
  if (!found.items.empty()) write_queue(page, "pages.desk_mine", mine);
  if (!others.empty()) write_queue(page, "pages.desk_others", others);
  write_more(page, found);
  HOSHI_CHECK(write_cases(page, actor));
  const auto labels = HOSHI_TRY(office::labels_of(site.office, actor, visitor.identity->organisation));
  page.heading("h2", "pages.my_labels");
  if (labels.empty()) page.paragraph("pages.my_labels_none", {}, "quiet");
  if (labels.empty()) return page.finish();
  page.html().open("ul", " class=\"rows\"");
  for (const auto& label : labels) {
    page.html().open("li").open("span").element("a", page.words(label.entry.product), attribute("href", "/office/labels/" + label.entry.number)).element("small", label.entry.number).close("span");
    page.tag(page.words(label.state_name), tone_of_status(label.entry.status));
    const bool is_running = tone_of_status(label.entry.status) == Tone::good || tone_of_status(label.entry.status) == Tone::wait;
    if (is_running) page.html().element("span", page.text("pages.valid_until", {{"date", page.day(to_text(label.entry.valid_until))}}), " class=\"quiet\"");
    page.html().close("li");
  }
  page.html().close("ul");
  return page.finish();
}

Result<Response> queue_page(const Site& site, const Request& request, const Visitor& visitor) {
  Page page(site, request, visitor, "pages.office");
  page.heading("h1", "pages.office_head");
  page.told();
  const auto found = HOSHI_TRY(office::queue(site.office, visitor.identity->actor(), question_of(request)));
  write_tiles(page, found);
  const bool is_ours = request.asked("turn") == "office";
  const bool is_late = request.asked("late") == "yes";
  page.html().open("ul", " class=\"filter\"" + attribute("aria-label", page.text("pages.applications_filter")));
  write_filter(page, "/office", "pages.filter_none", !is_ours && !is_late && request.asked("state").empty());
  write_filter(page, with(request, "turn", is_ours ? "" : "office"), "pages.filter_ours", is_ours);
  write_filter(page, with(request, "late", is_late ? "" : "yes"), "pages.filter_late", is_late);
  page.html().close("ul");
  write_queue(page, "pages.queue_caption", found.items);
  write_more(page, found);
  return page.finish();
}

}  // namespace hoshi::pages
