// Notices that wait or were put aside, and the fees of the office.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/routing.h"
#include "pages/sights.h"

namespace hoshi::pages {
namespace {

using web::Door;

bool may_send(const Visitor& visitor) {
  const auto roles = visitor.identity->actor().roles;
  return roles.contains("intake") || roles.contains("registrar");
}

Result<Response> show(const Site& site, const Request& request, const Visitor& visitor, const std::vector<std::string>& problems) {
  const auto outbox = HOSHI_TRY(outbox_of(site));
  Page page(site, request, visitor, "outbox_page.title");
  page.heading("h1", "outbox_page.title").paragraph("outbox_page.lead", {}, "lead");
  page.told();
  if (!problems.empty()) page.problem("pages.not_done", problems);
  page.html().open("ul", " class=\"tiles\"");
  page.html().open("li").element("b", std::to_string(outbox.state.waiting)).text(page.text("outbox_page.waiting")).close("li");
  page.html().open("li").element("b", std::to_string(outbox.state.put_aside)).text(page.text("outbox_page.put_aside")).close("li").close("ul");
  if (outbox.state.oldest_waiting) page.paragraph("outbox_page.oldest", {{"moment", page.moment(*outbox.state.oldest_waiting)}});
  if (outbox.put_aside.empty()) {
    page.paragraph("outbox_page.none", {}, "empty");
    return page.finish(problems.empty() ? 200 : 422);
  }
  begin_table(page, "outbox_page.title", {"outbox_page.notice", "outbox_page.kind", "outbox_page.attempts", "outbox_page.failure", "outbox_page.send_again"});
  for (const auto& notice : outbox.put_aside) {
    page.html().open("tr").element("th", notice.name, " scope=\"row\"");
    cell(page, "outbox_page.kind").text(page.text("outbox_page.kind_" + notice.kind)).close("td");
    cell(page, "outbox_page.attempts", "number").text(std::to_string(notice.attempts)).close("td");
    cell(page, "outbox_page.failure").text(notice.failure).close("td").open("td");
    if (may_send(visitor)) {
      page.form("/office/outbox/" + notice.id).button(page.text("outbox_page.send_again"), "second");
      page.html().close("form");
    }
    page.html().close("td").close("tr");
  }
  end_table(page);
  return page.finish(problems.empty() ? 200 : 422);
}

Result<Response> outbox_page(const Site& site, const Request& request, const Visitor& visitor) { return show(site, request, visitor, {}); }

Result<Response> send_again(const Site& site, const Request& request, const Visitor& visitor) {
  office::Command command;
  command.aggregate = "office/" + site.scheme;
  command.event = "send_again";
  command.idempotency_key = "page-" + request.id;
  command.data = object({{"notice", part_of(request, "id")}});
  const auto receipt = site.office.perform(visitor.identity->actor(), command);
  const Page words(site, request, visitor, "outbox_page.title");
  if (!receipt) return show(site, request, visitor, {words_of(words, receipt.error())});
  return Response::see_other("/office/outbox?done=sent_again");
}

Result<Response> fees_page(const Site& site, const Request& request, const Visitor& visitor) {
  const auto fees = HOSHI_TRY(fees_of(site));
  Page page(site, request, visitor, "fees_page.title");
  page.heading("h1", "fees_page.title").paragraph("fees_page.lead", {}, "lead");
  if (fees.empty()) {
    page.paragraph("fees_page.none", {}, "empty");
    return page.finish();
  }
  begin_table(page, "fees_page.title",
              {"pages.application", "form.organisation_name", "fees_page.amount", "pages.state", "fees_page.invoice", "pages.due", "fees_page.settled"});
  for (const auto& fee : fees) {
    const std::string state = "fees_page.state_" + fee.state;
    const std::string shown = fee.number.empty() ? fee.application.substr(0, 8) : fee.number;
    page.html().open("tr").open("th", " scope=\"row\" class=\"nowrap\"").element("a", shown, attribute("href", "/applications/" + fee.application)).close("th");
    cell(page, "form.organisation_name").text(page.words(fee.organisation)).close("td");
    cell(page, "fees_page.amount", "number").text(yen(fee.amount_yen)).close("td");
    cell(page, "pages.state");
    page.tag(site.words.has(state) ? page.text(state) : fee.state, fee.state == "settled" ? Tone::good : Tone::wait);
    page.html().close("td");
    cell(page, "fees_page.invoice", fee.invoice.empty() ? "blank" : "").text(fee.invoice.empty() ? "–" : fee.invoice).close("td");
    cell(page, "pages.due", "nowrap").text(fee.due.empty() ? "–" : page.day(fee.due)).close("td");
    cell(page, "fees_page.settled", fee.settled ? "nowrap" : "nowrap blank").text(fee.settled ? page.moment(*fee.settled) : "–").close("td").close("tr");
  }
  end_table(page);
  return page.finish();
}

}  // namespace

std::vector<web::Route> outbox_routes(const Site& site) {
  return {
      page_route(site, "GET", "/office/outbox", Door::office, outbox_page),
      page_route(site, "POST", "/office/outbox/{id}", Door::office, send_again),
      page_route(site, "GET", "/office/fees", Door::office, fees_page),
  };
}

}  // namespace hoshi::pages
