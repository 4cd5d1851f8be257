// The applicant's desk and the office's queues.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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

void write_tiles(Page& page, const office::QueuePage& found) {
  page.html().open("ul", " class=\"tiles\"");
  for (const auto& [state, count] : found.counts) {
    if (count == 0) continue;
    page.html().open("li").open("a", attribute("href", with(page.request(), "state", state)));
    page.html().element("b", std::to_string(count)).text(page.site().words.has("state." + state) ? page.text("state." + state) : state);
    page.html().close("a").close("li");
  }
  page.html().close("ul");
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
  write_queue(page, "pages.desk_mine", mine);
  write_queue(page, "pages.desk_others", others);
  write_more(page, found);
  const auto labels = HOSHI_TRY(office::labels_of(site.office, actor, visitor.identity->organisation));
  page.heading("h2", "pages.my_labels");
  if (labels.empty()) page.paragraph("pages.my_labels_none", {}, "quiet");
  if (labels.empty()) return page.finish();
  page.html().open("ul");
  for (const auto& label : labels) {
    page.html().open("li").element("a", label.entry.number, attribute("href", "/office/labels/" + label.entry.number)).text(" " + page.words(label.entry.product) + " ");
    page.tag(page.words(label.state_name), tone_of_status(label.entry.status));
    page.html().text(" " + page.text("pages.valid_until", {{"date", page.day(to_text(label.entry.valid_until))}})).close("li");
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
  page.html().open("div", " class=\"actions\"");
  page.link("/office", page.text("pages.filter_none"), "button second");
  page.link(with(request, "turn", "office"), page.text("pages.filter_ours"), "button second");
  page.link(with(request, "late", "yes"), page.text("pages.filter_late"), "button second");
  page.html().close("div");
  write_queue(page, "pages.queue_caption", found.items);
  write_more(page, found);
  return page.finish();
}

}  // namespace hoshi::pages
