// Notices that wait or were put aside, and the fees of the office.
// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.h"
#include "pages/pages.h"
#include "pages/parts.h"
#include "pages/routing.h"
#include "store/outbox.h"

namespace hoshi::pages {
namespace {

using web::Door;

constexpr std::int64_t rows_shown = 200;

struct Outbox {
  store::OutboxState state;
  store::Rows put_aside;  // id, name, kind, attempts, last_failure
};

Result<Outbox> outbox_of(const Site& site) {
  Outbox outbox;
  HOSHI_CHECK(site.office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    outbox.state = HOSHI_TRY(store::outbox_state(transaction));
    outbox.put_aside = HOSHI_TRY(transaction.query(
        "SELECT id, name, kind, attempts, last_failure FROM outbox WHERE abandoned_at IS NOT NULL AND delivered_at IS NULL ORDER BY id DESC LIMIT $1", {rows_shown}));
    return {};
  }));
  return outbox;
}

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
  for (const auto& row : outbox.put_aside) {
    page.html().open("tr").element("th", row.text(1), " scope=\"row\"");
    cell(page, "outbox_page.kind").text(page.text("outbox_page.kind_" + row.text(2))).close("td");
    cell(page, "outbox_page.attempts", "number").text(std::to_string(row.integer(3))).close("td");
    cell(page, "outbox_page.failure").text(row.text(4)).close("td").open("td");
    if (may_send(visitor)) {
      page.form("/office/outbox/" + row.text(0)).button(page.text("outbox_page.send_again"), "second");
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
  store::Rows fees;
  HOSHI_CHECK(site.office.parts().database.run(store::Access::read, [&](store::Transaction& transaction) -> Result<void> {
    fees = HOSHI_TRY(transaction.query(
        "SELECT f.application, a.application_number, o.name, f.amount_yen, f.state, f.invoice_number, f.due, f.settled_at, o.name_en FROM fees f "
        "LEFT JOIN applications a ON a.id = f.application LEFT JOIN organisations o ON o.id = f.organisation ORDER BY f.created_at DESC, f.id LIMIT $1",
        {rows_shown}));
    return {};
  }));
  Page page(site, request, visitor, "fees_page.title");
  page.heading("h1", "fees_page.title").paragraph("fees_page.lead", {}, "lead");
  if (fees.empty()) {
    page.paragraph("fees_page.none", {}, "empty");
    return page.finish();
  }
  begin_table(page, "fees_page.title",
              {"pages.application", "form.organisation_name", "fees_page.amount", "pages.state", "fees_page.invoice", "pages.due", "fees_page.settled"});
  for (const auto& row : fees) {
    const std::string state = "fees_page.state_" + row.text(4);
    const std::string shown = row.text(1).empty() ? row.text(0).substr(0, 8) : row.text(1);
    page.html().open("tr").open("th", " scope=\"row\" class=\"nowrap\"").element("a", shown, attribute("href", "/applications/" + row.text(0))).close("th");
    cell(page, "form.organisation_name").text(page.words(Words{row.text(2), row.text(8)})).close("td");
    cell(page, "fees_page.amount", "number").text(yen(row.integer(3))).close("td");
    cell(page, "pages.state");
    page.tag(site.words.has(state) ? page.text(state) : row.text(4), row.text(4) == "settled" ? Tone::good : Tone::wait);
    page.html().close("td");
    cell(page, "fees_page.invoice", row.text(5).empty() ? "blank" : "").text(row.text(5).empty() ? "–" : row.text(5)).close("td");
    cell(page, "pages.due", "nowrap").text(row.text(6).empty() ? "–" : page.day(row.text(6))).close("td");
    cell(page, "fees_page.settled", row.is_null(7) ? "nowrap blank" : "nowrap").text(row.is_null(7) ? "–" : page.moment(Instant(std::chrono::milliseconds(row.integer(7))))).close("td").close("tr");
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
